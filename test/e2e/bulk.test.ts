import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { connection, createUser, filterBy, memberIdsOf, send, sortIds, uniqueName } from './support/client.ts';

interface Entry {
  readonly method?: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly status: string;
  readonly response?: {
    readonly schemas: string[];
    readonly status: string;
    readonly scimType?: string;
    readonly detail: string;
  };
}

const bulkMessage = (operations: readonly object[], more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
  ...more,
  Operations: operations,
});

/** Sends the operations in one request; answers what came of each. */
async function bulk(operations: readonly object[], more: object = {}): Promise<readonly Entry[]> {
  const { status, text, json } = await send('POST', '/Bulk', { body: bulkMessage(operations, more) });
  if (status !== 200) throw new Error(`The bulk request answered ${status}: ${text}`);
  expect(json.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:BulkResponse']);
  return json.Operations as Entry[];
}

const user = (bulkId: string, data: object = {}) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { userName: uniqueName('bulk'), ...data },
});
const group = (bulkId: string, members: readonly string[] = []) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { displayName: uniqueName('bulk'), members: members.map((value) => ({ value })) },
});
const idIn = (entry: Entry | undefined) => entry?.location?.split('/').at(-1) ?? '';
const statuses = (entries: readonly Entry[]) => entries.map(({ status }) => status);
const hundredUsers = () => Array.from({ length: 100 }, (_, i) => user(`u${i}`));
const toAll = hundredUsers().map(({ bulkId }) => `bulkId:${bulkId}`);
const missing = '00000000-0000-4000-8000-000000000000';

describe('bulk', () => {
  test('a hundred users and the group of them are created at once, the group named first', async () => {
    const [created, ...users] = await bulk([group('g', toAll), ...hundredUsers()]);
    expect(new Set(statuses(users))).toEqual(new Set(['201']));
    expect(created).toEqual({
      method: 'POST',
      bulkId: 'g',
      location: `${connection().baseUrl}/Groups/${idIn(created)}`,
      version: 'W/"1"',
      status: '201',
    });
    await expect(memberIdsOf(idIn(created))).resolves.toEqual(sortIds(users.map(idIn)));
    const found = await send('GET', `/Users/${idIn(users[99])}`);
    expect(found.json.meta).toMatchObject({ location: users[99]?.location, version: users[99]?.version });
  });

  test('every method, with versions that must hold', async () => {
    const userName = uniqueName('bulk');
    const [a, b] = [await createUser({ userName }), await createUser()];
    const title = (value: string) => ({ Operations: [{ op: 'replace', path: 'title', value }] });
    const entries = await bulk([
      { method: 'put', path: `/Users/${a}`, data: { userName, title: 'x' }, version: 'W/"1"' },
      { method: 'PATCH', path: `/Users/${a}`, data: title('y'), version: 'W/"1"' },
      { method: 'PATCH', path: `/Users/${a}`, data: title('z'), version: 'W/"2"' },
      { method: 'DELETE', path: `/Users/${b}` },
    ]);
    expect(statuses(entries)).toEqual(['200', '412', '200', '204']);
    expect(entries.map(({ version }) => version)).toEqual(['W/"2"', undefined, 'W/"3"', undefined]);
    expect(entries.every(({ location }) => location?.startsWith(`${connection().baseUrl}/Users/`))).toBe(true);
    await expect(send('GET', `/Users/${a}`)).resolves.toMatchObject({
      json: { title: 'z', meta: { version: 'W/"3"' } },
    });
    await expect(send('GET', `/Users/${b}`)).resolves.toMatchObject({ status: 404 });
  });

  test('groups that are members of one another, and of themselves', async () => {
    const entries = await bulk([
      group('a', ['bulkId:b', 'bulkId:a']),
      group('b', ['bulkId:c']),
      group('c', ['bulkId:a']),
    ]);
    const [a = '', b = '', c = ''] = entries.map(idIn);
    await expect(Promise.all([a, b, c].map(memberIdsOf))).resolves.toEqual([sortIds([a, b]), [c], [a]]);
    for (const { location = '', version } of entries) {
      const { headers } = await send('GET', location.slice(connection().baseUrl.length));
      expect(headers.get('etag')).toBe(version);
    }
  });

  test('a duplicate fails alone, with whatever refers to it', async () => {
    const userName = uniqueName('twice');
    const entries = await bulk([
      user('a', { userName }),
      user('b', { userName: userName.toUpperCase() }),
      group('g', ['bulkId:b']),
      group('h', ['bulkId:a']),
    ]);
    expect(statuses(entries)).toEqual(['201', '409', '409', '201']);
    expect(entries[1]).toEqual({
      method: 'POST',
      bulkId: 'b',
      status: '409',
      response: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '409',
        scimType: 'uniqueness',
        detail: expect.stringContaining('userName'),
      },
    });
    expect(entries[2]?.response?.detail).toContain('"bulkId:b"');
    const found = await send('GET', `/Users?${filterBy('userName', userName)}`);
    expect(found.json.Resources?.map(({ id }) => id)).toEqual([idIn(entries[0])]);
  });

  test('failOnErrors: what comes after is not performed and not answered', async () => {
    const userName = uniqueName('after');
    const entries = await bulk([user('a'), { method: 'DELETE', path: `/Users/${missing}` }, user('b', { userName })], {
      failOnErrors: 1,
    });
    expect(statuses(entries)).toEqual(['201', '404']);
    const found = await send('GET', `/Users?${filterBy('userName', userName)}`);
    expect(found.json.totalResults).toBe(0);
  });

  test('five requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => bulk([...hundredUsers().slice(0, 20), group('g', toAll.slice(0, 20))])),
    );
    expect(new Set(answers.flatMap(statuses))).toEqual(new Set(['201']));
    for (const entries of answers) {
      await expect(memberIdsOf(idIn(entries[20]))).resolves.toEqual(sortIds(entries.slice(0, 20).map(idIn)));
    }
  });

  test('a thousand operations are taken', async () => {
    const operations = Array.from({ length: 1_000 }, () => ({ method: 'DELETE', path: `/Users/${missing}` }));
    await expect(bulk(operations)).resolves.toHaveLength(1_000);
  });

  test.each<[name: string, body: unknown, status: number, detail: RegExp]>([
    [
      'an operation too many',
      bulkMessage(Array.from({ length: 1_001 }, (_, i) => user(`u${i}`))),
      413,
      /maxOperations \(1000\)/,
    ],
    ['a body too large', bulkMessage([user('a', { title: 'x'.repeat(1_048_576) })]), 413, /maxPayloadSize \(1048576\)/],
    ['no operation', bulkMessage([]), 400, /Operations/],
    ['failOnErrors 0', bulkMessage([user('a')], { failOnErrors: 0 }), 400, /failOnErrors/],
    ['a list', [], 400, /JSON object/],
  ])('%s is refused as a whole, naming what is wrong', async (_, body, status, detail) => {
    const answer = await send('POST', '/Bulk', { body });
    expect(answer).toMatchObject({ status, json: { status: String(status), detail: expect.stringMatching(detail) } });
  });

  test('RFC 7644 §3.7.4: the limits are those of the configuration, and the error names the one exceeded', async () => {
    const example = JSON.parse(readFileSync(join(import.meta.dirname, '../rfc/rfc7644-3.7.4-error.json'), 'utf8')) as {
      readonly detail: string;
    };
    const limit = / exceeds the maxPayloadSize \(1048576\)\.$/;
    const { json } = await send('POST', '/Bulk', { body: ' '.repeat(1_048_577) });
    expect(json).toEqual({ ...example, detail: expect.stringMatching(limit) });
    expect(example.detail).toMatch(limit);
    const configuration = await send('GET', '/ServiceProviderConfig');
    expect(configuration.json.bulk).toEqual({ supported: true, maxOperations: 1_000, maxPayloadSize: 1_048_576 });
  });
});
