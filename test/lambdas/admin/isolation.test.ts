/** Every operation of the admin API: what belongs to another tenant is what is not there at all. */
import { randomBytes, randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Operation, type OperationId, operations } from '#admin/contract/operations.ts';
import type { JsonObject } from '#scim/json.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { type As, type Json, startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { openStore } from '../../support/engine.ts';

type Table = typeof operations;
type IdsWithBody = { [Id in OperationId]: Table[Id] extends { readonly body: unknown } ? Id : never }[OperationId];

/** A body that would be accepted, for each operation that takes one: a new one does not compile without. */
const bodies: { readonly [Id in IdsWithBody]: (of: Target) => object } = {
  createTenant: ({ tenant }) => ({ id: tenant, displayName: 'Mine' }),
  changeTenant: () => ({ displayName: 'Mine' }),
  setRateLimit: () => ({ requestsPerSecond: 25, burst: 25 }),
  activateConnection: () => ({}),
  changeConnection: () => ({ displayName: 'Mine', switches: { strict: true } }),
  issueToken: () => ({ label: 'mine' }),
  startRotation: () => ({}),
  importResources: ({ name, user }) => {
    const resource = { id: user, userName: name, meta: { created: at, lastModified: at } };
    return { resources: [resource] };
  },
  importMembers: ({ user }) => ({ members: [user] }),
};

/** What an operation is aimed at. */
interface Target {
  readonly tenant: string;
  readonly token: string;
  readonly user: string;
  readonly group: string;
  readonly name: string;
  /** `next` of a page, by operation. */
  readonly cursors: Readonly<Record<string, string>>;
}

const all = Object.entries(operations) as [OperationId, Omit<Operation, 'id'>][];
const ofTenants = all.filter(([, { path }]) => path.startsWith('/tenants/{tenant}'));
const ofNone = all.filter(([, { path }]) => !path.startsWith('/tenants/{tenant}'));
const at = '2026-03-01T00:00:00.000Z';

let api: TestAdminApi;
let mine: Target;
let theirs: Target;
/** What who belongs to the one tenant is told by operations that name none, before there is the other. */
let alone: Json;

beforeAll(async () => {
  api = await startAdminApi();
  mine = await makeTenant('mine-0001', 'own');
  alone = await askWithoutTenant();
  theirs = await makeTenant('theirs-01', 'neighbour');
});
afterAll(() => api.stop());

async function makeTenant(tenant: string, name: string): Promise<Target> {
  const made = async (method: string, path: string, body?: object) => {
    const { status, json } = await api.call(method, path, body === undefined ? {} : { body });
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}`);
    return json;
  };
  await made('POST', '/tenants', { id: tenant, displayName: name });
  const path = `/tenants/${tenant}/connections/okta`;
  await made('PUT', path);
  const { token } = (await made('POST', `${path}/tokens`, { label: name })) as { token: { id: string } };
  const store = openStore(api.table, { tenant });
  const state = (document: JsonObject) => ({ id: randomUUID(), version: 1, created: at, lastModified: at, document });
  const users = ['a', 'b', 'c'].map((letter) => state({ userName: `${name}-${letter}` }));
  for (const user of users) await store.create(userType, user);
  const groups = ['a', 'b', 'c'].map((letter) => state({ displayName: `${name}-${letter}` }));
  const members = users.map(({ id }) => ({ value: id, type: 'User' }));
  for (const group of groups) await store.create(groupType, group, members);
  const target = { tenant, token: token.id, user: users[0]?.id ?? '', group: groups[0]?.id ?? '', name, cursors: {} };
  const cursors: Record<string, string> = {};
  for (const [id, operation] of all.filter(([, { query }]) => query !== undefined)) {
    const { json } = await ask(id, operation, target, 'operator', { limit: '1' });
    if (typeof json.next === 'string') cursors[id] = json.next;
  }
  return { ...target, cursors };
}

function ask(
  id: OperationId,
  operation: Omit<Operation, 'id'>,
  target: Target,
  as: As,
  query: Record<string, string> = {},
) {
  const isOfGroup = operation.path.includes('/groups/') || id === 'importMembers';
  const resource = isOfGroup ? target.group : target.user;
  const type = isOfGroup ? 'Group' : 'User';
  const parameters: Record<string, string> = { ...target, provider: 'okta', id: resource, type } as never;
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
  const body = id in bodies ? { body: bodies[id as IdsWithBody](target) } : {};
  return api.call(operation.method, path, { as, query, ...body });
}

/** An answer without what tells two targets, or two calls, apart. */
function seen({ status, json }: { status: number; json: Json }, target: Target): unknown {
  const shown = (['tenant', 'token', 'user', 'group', 'name'] as const).reduce(
    (left, name) => left.replaceAll(target[name], `{${name}}`),
    JSON.stringify({ ...json, requestId: '' }),
  );
  return { status, shown };
}

/** Like `target`, of which nothing is anywhere. */
function nobody(target: Target): Target {
  const cursors = Object.entries(target.cursors).map(([id, cursor]) => [
    id,
    `1${randomBytes(cursor.length).toString('base64url')}`.slice(0, cursor.length),
  ]);
  return {
    tenant: 'nobody-01',
    token: randomBytes(16).toString('hex'),
    user: randomUUID(),
    group: randomUUID(),
    name: target.name.replace(/\w/g, 'x'),
    cursors: Object.fromEntries(cursors) as Record<string, string>,
  };
}

const roles = ['administrator', 'reader'] as const;
const asMine = (role: (typeof roles)[number]): As => ({ groups: [role], tenant: mine.tenant });

async function askWithoutTenant(): Promise<Json> {
  const answers: Json = {};
  for (const role of roles) {
    for (const [id, operation] of ofNone) {
      const target = { ...nobody(mine), tenant: 'theirs-01' };
      answers[`${role} ${id}`] = seen(await ask(id, operation, target, asMine(role)), target);
    }
  }
  return answers;
}

/** The engine gives attributes in any order. */
function inOneOrder(item: Json): string {
  return JSON.stringify(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** All that there is of the other tenant, but for the record of who asked for it. */
async function theirItems(): Promise<readonly string[]> {
  const { Items = [] } = await api.table.client.send(new ScanCommand({ TableName: api.table.tableName }));
  const secret = api.secrets.store.list().find(({ name }) => name.endsWith('/theirs-01'));
  const isTheirs = ({ pk, sk }: Json) =>
    `${pk as string}#`.startsWith('T#theirs-01#') ? !(pk as string).includes('#Audit#') : sk === 'theirs-01';
  return [...Items.filter(isTheirs).map(inOneOrder), JSON.stringify(secret?.versions)];
}

describe('the admin API', () => {
  test.each(roles)('answers the %s of one tenant about another as about one that is not there', async (role) => {
    const before = await theirItems();
    expect(before.length).toBeGreaterThan(10);
    const missing = { ...theirs, tenant: 'nobody-01' };
    for (const [id, operation] of ofTenants) {
      const query: Record<string, string> = theirs.cursors[id] === undefined ? {} : { cursor: theirs.cursors[id] };
      const [asked, expected] = [theirs, missing].map(async (target) =>
        seen(await ask(id, operation, target, asMine(role), query), target),
      );
      expect([id, await asked]).toEqual([id, await expected]);
      expect([id, await asked]).toEqual([id, expect.objectContaining({ status: 404 })]);
    }
    expect(await theirItems()).toEqual(before);
  });

  test('answers who belongs to a tenant the same whether or not there is another', async () => {
    expect(await askWithoutTenant()).toEqual(alone);
    expect(Object.keys(alone)).toHaveLength(roles.length * ofNone.length);
    expect(alone['reader createTenant']).toMatchObject({ status: 403 });
  });

  test.each(['administrator', 'operator'] as const)(
    'answers the %s of a tenant about ids, names and cursors of another as about those that nobody has',
    async (role) => {
      const before = await theirItems();
      const as = role === 'operator' ? role : asMine(role);
      const [foreign, missing] = [theirs, nobody(theirs)].map((target) => ({ ...target, tenant: mine.tenant }));
      if (foreign === undefined || missing === undefined) throw new Error('There are two.');
      // Every call is in the trail of the own tenant, which is longer each time that one looks.
      const isAimed = ({ path, query }: Omit<Operation, 'id'>) =>
        !path.endsWith('/audit') && (/\{(token|id)\}/.test(path) || query !== undefined);
      let cursors = 0;
      for (const [id, operation] of ofTenants) {
        const asks = (target: Target, query: (of: Target) => Record<string, string>) =>
          ask(id, operation, target, as, query(target)).then((answer) => seen(answer, target));
        const queries: ((of: Target) => Record<string, string>)[] = [() => ({})];
        const { shape = {} } = operation.query ?? {};
        if ('search' in shape) queries.push(({ name }) => ({ search: name }));
        if ('filter' in shape)
          queries.push(
            ({ user }) => ({ filter: `id eq "${user}"` }),
            ({ name }) => ({ filter: `externalId eq "${name}" or id eq "x"` }),
          );
        for (const query of isAimed(operation) ? queries : []) {
          expect([id, await asks(foreign, query)]).toEqual([id, await asks(missing, query)]);
        }
        if (theirs.cursors[id] === undefined) continue;
        cursors += 1;
        // With an own resource, so that the cursor alone is what is not one's own.
        const own = { ...mine, cursors: {} };
        const withCursor = (cursor: string) => asks(own, () => ({ limit: '1', cursor }));
        const refused = await withCursor(theirs.cursors[id] ?? '');
        expect([id, refused]).toEqual([id, await withCursor(missing.cursors[id] ?? '')]);
        const status = operation.role === 'owner' && role === 'administrator' ? 403 : 400;
        expect([id, refused]).toEqual([id, expect.objectContaining({ status })]);
      }
      expect(cursors).toBeGreaterThan(4);
      expect(await theirItems()).toEqual(before);
    },
  );
});
