/** The distilled dialects and filters of `test/idp/_common/`, on the path of every provider. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Provider, providers } from '#service/providers.ts';
import type { IdpRecord, Json } from '../../../support/idp-records.ts';
import { memorySend } from '../../../support/memory-send.ts';
import { Replay } from '../../../support/replay.ts';

interface Dialect extends IdpRecord {
  readonly resource: 'User' | 'Group';
  readonly before: Json;
  readonly after: Json;
  /** Choices of a provider's profile without which the record does not hold. */
  readonly profile?: Partial<Provider['profile']>;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../idp/_common', name), 'utf8'));
const dialects = read('patch-dialects.json') as readonly Dialect[];
const filters = read('filters.json') as readonly IdpRecord[];

/** Members that there are in every directory, by the names the records have for them. */
const people = ['a', 'b', 'c', 'd'];

async function directoryOf(provider: string) {
  const replay = new Replay(memorySend(provider), 'table');
  const ids: Record<string, string> = {};
  for (const name of people) ids[name] = await create(replay, '/Users', { userName: `${name}@example.com` });
  return { replay, ids };
}

async function create(replay: Replay, path: string, body: Json): Promise<string> {
  const answer = await replay.request({
    name: '',
    evidence: '',
    method: 'POST',
    path,
    query: {},
    body,
    expectStatus: [],
  });
  expect(answer).toMatchObject({ status: 201 });
  return String(answer.json.id);
}

/** The records call members by letters; the directory by ids. */
function withIds<T>(value: T, ids: Readonly<Record<string, string>>): T {
  const text = JSON.stringify(value)
    .replace(/"value":"([a-d])"/g, (_, name: string) => `"value":"${ids[name] ?? name}"`)
    .replace(/value eq \\"([a-d])\\"/g, (_, name: string) => `value eq \\"${ids[name] ?? name}\\"`)
    .replace(/\{id\}/g, ids.subject ?? '');
  return JSON.parse(text) as T;
}

const holdsFor = ({ profile: wanted = {} }: Dialect, { profile }: Provider) =>
  Object.entries(wanted).every(([choice, value]) =>
    Object.entries(profile).some(([c, v]) => c === choice && v === value),
  );

describe.each([...providers])('on the path of $id', (provider) => {
  test.each(dialects.filter((dialect) => holdsFor(dialect, provider)))('$name', async (dialect) => {
    const { replay, ids } = await directoryOf(provider.id);
    const path = `/${dialect.resource}s`;
    const named = dialect.resource === 'User' ? { userName: 'subject@example.com' } : { displayName: 'subject' };
    const isMember = dialect.resource === 'Group' ? ids : {};
    ids.subject = await create(replay, path, { ...named, ...withIds(dialect.before, isMember) });
    const { answer, resource } = await replay.play({
      ...dialect,
      method: 'PATCH',
      path: `${path}/${ids.subject}`,
      query: {},
      body: withIds(dialect.body, dialect.resource === 'Group' ? ids : { subject: ids.subject }),
    });
    expect(dialect.expectStatus).toContain(answer.status);
    const { members = [], ...after } = withIds({ ...named, ...dialect.after }, isMember) as Json;
    expect(resource?.json).toMatchObject(after);
    expect(valuesOf(resource?.json.members)).toEqual(valuesOf(members));
  });

  test('a replace of an absent element is what the profile says', async () => {
    const replay = new Replay(memorySend(provider.id), 'table');
    const id = await create(replay, '/Users', { userName: 'subject@example.com' });
    const operation = { op: 'replace', path: 'emails[type eq "work"].value', value: 'n@x.io' };
    const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] };
    const path = `/Users/${id}`;
    const answer = await replay.request({
      name: '',
      evidence: '',
      method: 'PATCH',
      path,
      query: {},
      body,
      expectStatus: [],
    });
    const isCreated = provider.profile.absentElement === 'create';
    expect(answer).toMatchObject(isCreated ? { status: 200 } : { status: 400, json: { scimType: 'noTarget' } });
  });

  test('the filters find what they name, and nothing else', async () => {
    const replay = new Replay(memorySend(provider.id), 'table');
    const external = { externalId: 'x', emails: [{ value: 'a@b.c', type: 'work' }] };
    const user = await create(replay, '/Users', { userName: 'a@b.c', ...external });
    const group = await create(replay, '/Groups', { displayName: 'Eng', externalId: 'g', members: [{ value: user }] });
    await create(replay, '/Users', { userName: 'other@b.c', externalId: 'X' });
    const values: Record<string, string> = { '"1"': `"${user}"`, '"u1"': `"${user}"`, jyoung: 'x' };
    for (const record of filters) {
      const filter = (record.query.filter ?? '').replace(/"1"|"u1"|jyoung/g, (value) => values[value] ?? value);
      const { status, json } = await replay.request({ ...record, query: { filter } });
      expect({ filter, status }).toEqual({ filter, status: 200 });
      const found = (json.Resources as readonly Json[]).map(({ id }) => id);
      const isForAll = filter.includes('lastModified');
      // Nobody has the manager "2".
      const wanted = filter.includes('manager') ? [] : [record.path === '/Groups' ? group : user];
      if (isForAll) expect(found).toHaveLength(2);
      else expect({ filter, found }).toEqual({ filter, found: wanted });
    }
  });
});

function valuesOf(members: unknown): readonly string[] {
  const values = ((members ?? []) as readonly Json[]).map(({ value }) => String(value));
  return values.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
}

test('the tables are whole', () => {
  expect(dialects.length).toBeGreaterThan(30);
  expect(filters.length).toBeGreaterThan(10);
  expect(dialects.filter(({ profile }) => profile !== undefined)).toHaveLength(3);
});
