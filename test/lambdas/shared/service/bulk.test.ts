import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Interoperability, type Switches, withSwitches } from '#scim/interoperability.ts';
import type { JsonObject } from '#scim/json.ts';
import { parseBulkRequest } from '#scim/message/bulk-request.ts';
import { type BulkResult, bulkResponse } from '#scim/message/bulk-response.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { enterpriseUserSchema } from '#scim/urns.ts';
import { type BulkOptions, performBulk } from '#service/bulk.ts';
import { type BulkActs, bulkActs } from '#service/bulk-acts.ts';
import { profileOf } from '#service/providers.ts';
import { testCursors } from '../../../support/cursors.ts';
import { badgeUrn, userWithBadge } from '../../../support/devices.ts';
import { at } from '../../../support/directory.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const baseUrl = 'https://scim.example.com/provisioning/generic/v2';
const missing = '00000000-0000-4000-8000-000000000000';

let store: MemoryStore;
let ids: number;
let unexpected: unknown[];
let ignored: string[];
/** Acts in the order in which they began, each `create User`, and how many ran at the same time. */
let begun: string[];
let peak: number;

const newId = () => {
  ids += 1;
  return idOf(ids);
};
/** The id of the nth POST of a request. */
const idOf = (n: number) => `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`;

function acts(
  over: Partial<BulkActs> = {},
  switches: Switches = {},
  profile: Interoperability = profileOf('generic'),
): BulkActs {
  const interoperability = withSwitches(profile, switches);
  const real = bulkActs(
    { store, cursors: testCursors(), interoperability, baseUrl, at, backOff: async () => true },
    ({ ignored: names }) => ignored.push(...names),
  );
  let busy = 0;
  const watched = Object.entries({ ...real, ...over }).map(([name, act]) => [
    name,
    async (...values: readonly unknown[]) => {
      begun.push(`${name} ${(values[0] as { name: string }).name}`);
      busy += 1;
      peak = Math.max(peak, busy);
      // Later ones end earlier: what relies on the order of the request only by accident is found out.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 5 - begun.length)));
      try {
        return await (act as (...values: readonly unknown[]) => Promise<unknown>)(...values);
      } finally {
        busy -= 1;
      }
    },
  ]);
  return Object.fromEntries(watched) as BulkActs;
}

function perform(
  operations: readonly object[],
  over: Partial<BulkOptions> & { failOnErrors?: number; types?: readonly ResourceType[] } = {},
) {
  const { failOnErrors, types = resourceTypes, ...options } = over;
  const body = JSON.parse(JSON.stringify({ failOnErrors, Operations: operations })) as JsonObject;
  return performBulk(parseBulkRequest(body, types), {
    acts: acts(),
    interoperability: profileOf('generic'),
    baseUrl,
    newId,
    hasTime: () => true,
    onUnexpected: (error) => unexpected.push(error),
    ...options,
  });
}

const user = (bulkId: string, data: object = {}) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { userName: bulkId, ...data },
});
const group = (bulkId: string, members: readonly string[]) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { displayName: bulkId, members: members.map((value) => ({ value })) },
});
const managedBy = (bulkId: string, manager: string) =>
  user(bulkId, { [enterpriseUserSchema]: { manager: { value: manager } } });
const patch = (path: string, ...Operations: readonly object[]) => ({ method: 'PATCH', path, data: { Operations } });
const put = (path: string, data: object, version?: string) => ({ method: 'PUT', path, data, version });
const remove = (path: string, version?: string) => ({ method: 'DELETE', path, version });

const statuses = (results: readonly BulkResult[]) => results.map(({ status }) => status);
const document = async (n: number) => (await store.get(userType, idOf(n)))?.document;
const memberIds = async (id: string) => (await store.listMembers(groupType, id)).map(({ value }) => value);
const managerOf = async (n: number) =>
  ((await document(n))?.[enterpriseUserSchema] as JsonObject | undefined)?.manager as JsonObject | undefined;

async function stored(name: string, document: object = {}): Promise<string> {
  const [result] = await perform([user(name, document)]);
  expect(result?.status).toBe(201);
  return result?.location?.split('/').at(-1) ?? '';
}

beforeEach(() => {
  store = new MemoryStore();
  [ids, peak] = [0, 0];
  [unexpected, ignored, begun] = [[], [], []];
});

describe('bulk', () => {
  test('performs each method and answers location, version and status, and no body', async () => {
    const [a, b, c] = [await stored('a'), await stored('b'), await stored('c')];
    const results = await perform([
      user('new'),
      put(`/Users/${a}`, { userName: 'a', title: 'x' }, 'W/"1"'),
      patch(`/Users/${b}`, { op: 'add', path: 'title', value: 'y' }),
      { ...remove(`/Users/${c}`), bulkId: 'gone' },
      patch('/Groups/bulkId:g', { op: 'add', path: 'members', value: [{ value: a }] }),
      group('g', []),
    ]);
    expect(bulkResponse(results)).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
      Operations: [
        { location: `${baseUrl}/Users/${idOf(4)}`, method: 'POST', bulkId: 'new', version: 'W/"1"', status: '201' },
        { location: `${baseUrl}/Users/${a}`, method: 'PUT', version: 'W/"2"', status: '200' },
        { location: `${baseUrl}/Users/${b}`, method: 'PATCH', version: 'W/"2"', status: '200' },
        { location: `${baseUrl}/Users/${c}`, method: 'DELETE', bulkId: 'gone', status: '204' },
        { location: `${baseUrl}/Groups/${idOf(5)}`, method: 'PATCH', version: 'W/"2"', status: '204' },
        { location: `${baseUrl}/Groups/${idOf(5)}`, method: 'POST', bulkId: 'g', version: 'W/"1"', status: '201' },
      ],
    });
    await expect(memberIds(idOf(5))).resolves.toEqual([a]);
  });

  test('a failure leaves the others whole, and is answered with its error', async () => {
    const results = await perform([
      user('a'),
      { ...user('b'), data: { userName: 'A' } },
      remove(`/Users/${missing}`),
      user('c'),
    ]);
    expect(statuses(results)).toEqual([201, 409, 404, 201]);
    expect(bulkResponse(results).Operations).toMatchObject([
      {},
      {
        method: 'POST',
        bulkId: 'b',
        response: { status: '409', scimType: 'uniqueness', detail: expect.stringContaining('userName') },
      },
      { location: `${baseUrl}/Users/${missing}`, response: { status: '404' } },
      {},
    ]);
    expect(results[1]).not.toHaveProperty('location');
    expect(results[1]).not.toHaveProperty('version');
  });

  test('an operation that cannot be read is refused alone', async () => {
    const results = await perform([{ method: 'GET', path: '/Users' }, user('a'), { ...user('b'), data: 7 }]);
    expect(statuses(results)).toEqual([400, 201, 400]);
    expect(results[0]).toMatchObject({ method: 'GET' });
  });

  test('an unexpected error is a 500 that tells nothing, and is reported', async () => {
    const real = acts();
    const create: BulkActs['create'] = async (type, id, body) => {
      if (body.userName === 'b') throw new TypeError('table rollcall-dev');
      return real.create(type, id, body);
    };
    const results = await perform([user('a'), user('b'), user('c')], { acts: { ...real, create } });
    expect(statuses(results)).toEqual([201, 500, 201]);
    expect(JSON.stringify(bulkResponse(results))).not.toContain('rollcall-dev');
    expect(unexpected).toEqual([new TypeError('table rollcall-dev')]);
  });

  test('names the schema does not have are ignored and told', async () => {
    await perform([user('a', { shoeSize: 44 })]);
    expect(ignored).toEqual(['shoeSize']);
  });

  test('up to ten run side by side', async () => {
    const results = await perform(Array.from({ length: 40 }, (_, i) => user(`u${i}`)));
    expect(new Set(statuses(results))).toEqual(new Set([201]));
    expect(peak).toBe(10);
  });
});

describe('references', () => {
  test.each([
    ['backward', [user('u'), group('g', ['bulkId:u'])], [idOf(2), idOf(1)]],
    ['forward', [group('g', ['bulkId:u']), user('u')], [idOf(1), idOf(2)]],
  ])('%s lead to the new resource', async (_, operations, [groupId = '', userId]) => {
    await expect(perform(operations).then(statuses)).resolves.toEqual([201, 201]);
    await expect(memberIds(groupId)).resolves.toEqual([userId]);
    expect(begun).toEqual(['create User', 'create Group']);
  });

  test('in a path, in a PATCH and in a manager lead to the new resource', async () => {
    const results = await perform([
      put('/Users/bulkId:b', { userName: 'b', [enterpriseUserSchema]: { manager: { value: 'bulkId:a' } } }),
      user('a'),
      user('b'),
      group('g', ['bulkId:a', 'bulkId:b']),
      patch('/Groups/bulkId:g', { op: 'remove', path: 'members[value eq "bulkId:a"]' }),
    ]);
    expect(statuses(results)).toEqual([200, 201, 201, 201, 204]);
    await expect(managerOf(2)).resolves.toEqual({ value: idOf(1) });
    await expect(memberIds(idOf(3))).resolves.toEqual([idOf(2)]);
    expect(results[0]?.location).toBe(`${baseUrl}/Users/${idOf(2)}`);
  });

  test('to what was not created fail with 409 that names it, down the line, and write nothing', async () => {
    await stored('taken');
    const results = await perform([
      { ...user('u'), data: { userName: 'taken' } },
      group('g', ['bulkId:u']),
      patch('/Groups/bulkId:g', { op: 'replace', path: 'displayName', value: 'x' }),
      { ...user('refused'), data: 7 },
      group('h', ['bulkId:refused']),
      user('fine'),
    ]);
    expect(statuses(results)).toEqual([409, 409, 409, 400, 409, 201]);
    expect(results.slice(1, 3).map(({ error }) => error)).toEqual([
      expect.objectContaining({ scimType: 'invalidValue', detail: expect.stringContaining('"bulkId:u"') }),
      expect.objectContaining({ scimType: 'invalidValue', detail: expect.stringContaining('"bulkId:g"') }),
    ]);
    expect(results[2]?.location).toBe(`${baseUrl}/Groups/bulkId%3Ag`);
    expect(begun.filter((act) => act.endsWith('Group'))).toEqual([]);
  });
});

describe('circles', () => {
  test('of two groups end with each in the other, and the versions answered are the last', async () => {
    const results = await perform([group('a', ['bulkId:b']), group('b', ['bulkId:a'])]);
    expect(results).toMatchObject([
      { status: 201, version: 'W/"2"', location: `${baseUrl}/Groups/${idOf(1)}` },
      { status: 201, version: 'W/"2"', location: `${baseUrl}/Groups/${idOf(2)}` },
    ]);
    for (const [own, other] of [
      [1, 2],
      [2, 1],
    ] as const) {
      await expect(memberIds(idOf(own))).resolves.toEqual([idOf(other)]);
      await expect(store.get(groupType, idOf(own))).resolves.toMatchObject({ version: 2 });
    }
  });

  test('of a user and the manager need no second step', async () => {
    const results = await perform([managedBy('a', 'bulkId:b'), managedBy('b', 'bulkId:a')]);
    expect(results).toMatchObject([
      { status: 201, version: 'W/"1"' },
      { status: 201, version: 'W/"1"' },
    ]);
    await expect(managerOf(1)).resolves.toEqual({ value: idOf(2) });
    await expect(managerOf(2)).resolves.toEqual({ value: idOf(1) });
  });

  test('of one are circles too', async () => {
    const results = await perform([group('a', ['bulkId:a']), managedBy('b', 'bulkId:b')]);
    expect(results).toMatchObject([
      { status: 201, version: 'W/"2"' },
      { status: 201, version: 'W/"1"' },
    ]);
    await expect(memberIds(idOf(1))).resolves.toEqual([idOf(1)]);
    await expect(managerOf(2)).resolves.toEqual({ value: idOf(2) });
  });

  test('keep the members from outside, which are there first, and what waits for them comes after', async () => {
    const results = await perform([
      patch('/Groups/bulkId:a', { op: 'add', path: 'members', value: [{ value: 'bulkId:v' }] }),
      group('a', ['bulkId:u', 'bulkId:b']),
      group('b', ['bulkId:c']),
      group('c', ['bulkId:a']),
      user('u'),
      user('v'),
    ]);
    expect(results).toMatchObject([
      { status: 204, version: 'W/"3"' },
      { status: 201, version: 'W/"2"' },
      { status: 201, version: 'W/"2"' },
      { status: 201, version: 'W/"2"' },
      { status: 201 },
      { status: 201 },
    ]);
    await expect(memberIds(idOf(1))).resolves.toEqual([idOf(2), idOf(4), idOf(5)]);
  });

  test('of more than run side by side are created a few at a time', async () => {
    const size = 25;
    const groups = Array.from({ length: size }, (_, i) => group(`g${i}`, [`bulkId:g${(i + 1) % size}`]));
    const results = await perform(groups);
    expect(new Set(results.map(({ version }) => version))).toEqual(new Set(['W/"2"']));
    expect(peak).toBe(10);
  });

  test('leave nothing behind when one of them fails', async () => {
    await stored('taken');
    const results = await perform([
      managedBy('a', 'bulkId:b'),
      { ...managedBy('b', 'bulkId:a'), data: { userName: 'taken', manager: 'bulkId:a' } },
      group('g', ['bulkId:a']),
      group('h', []),
    ]);
    expect(statuses(results)).toEqual([409, 409, 409, 201]);
    expect(results.map(({ error }) => error?.scimType)).toEqual([
      'invalidValue',
      'uniqueness',
      'invalidValue',
      undefined,
    ]);
    expect(results[0]?.error?.detail).toContain('"bulkId:b"');
    await expect(document(2)).resolves.toBeUndefined();
  });

  test('leave nothing behind when they cannot be closed', async () => {
    const modify = () => Promise.reject(new Error('x'));
    const results = await perform([group('a', ['bulkId:b']), group('b', ['bulkId:a'])], { acts: acts({ modify }) });
    expect(statuses(results)).toEqual([500, 500]);
    await expect(store.get(groupType, idOf(1))).resolves.toBeUndefined();
  });

  test('are not kept when they are taken back, where deleted users are', async () => {
    await stored('taken');
    const operations = [
      { ...user('u'), data: { userName: 'u', title: 'bulkId:v' } },
      { ...user('v'), data: { userName: 'taken', title: 'bulkId:u' } },
    ];
    const results = await perform(operations, { acts: acts({}, { softDelete: true }) });
    expect(statuses(results)).toEqual([409, 409]);
    expect(begun).toContain('discard User');
    for (const id of [2, 3].map(idOf)) {
      expect([await store.get(userType, id), store.recoverable(id)]).toEqual([undefined, undefined]);
    }
  });

  test('report what they could not take back', async () => {
    await stored('taken');
    const removing = () => Promise.reject(new Error('x'));
    const members = [{ value: 'bulkId:u' }];
    await perform(
      [
        { ...user('u'), data: { userName: 'taken', title: 'bulkId:g' } },
        { ...group('g', []), data: { displayName: 'g', members } },
      ],
      { acts: acts({ discard: removing }) },
    );
    expect(unexpected).toEqual([
      new Error('x'),
      expect.objectContaining({ message: expect.stringContaining(idOf(3)) }),
    ]);
  });
});

describe('order', () => {
  test('operations on one resource keep it, whichever way it is named', async () => {
    const results = await perform([
      patch('/Users/bulkId:u', { op: 'replace', path: 'title', value: '1' }),
      patch(`/Users/${idOf(1)}`, { op: 'replace', path: 'title', value: '2' }),
      user('u'),
      patch('/Users/bulkId:u', { op: 'replace', path: 'title', value: '3' }),
    ]);
    expect(results.map(({ version }) => version)).toEqual(['W/"2"', 'W/"3"', 'W/"1"', 'W/"4"']);
    await expect(document(1)).resolves.toMatchObject({ title: '3' });
  });

  test('a version is a precondition, also one that the same request brings about', async () => {
    const id = await stored('a');
    const title = (value: string) => ({ op: 'replace', path: 'title', value });
    const results = await perform([
      { ...patch(`/Users/${id}`, title('x')), version: 'W/"7"' },
      { ...patch(`/Users/${id}`, title('y')), version: 'W/"1"' },
      remove(`/Users/${id}`, 'W/"1"'),
      remove(`/Users/${id}`, 'W/"2"'),
    ]);
    expect(statuses(results)).toEqual([412, 200, 412, 204]);
    expect(results[0]).toMatchObject({
      location: `${baseUrl}/Users/${id}`,
      error: { detail: expect.stringContaining('W/"1"') },
    });
  });

  test('a unique value that is given up can be taken after, and not before', async () => {
    const [bob, eve] = [await stored('bob'), await stored('eve')];
    const results = await perform([
      user('1', { userName: 'Bob' }),
      put(`/Users/${bob}`, { userName: 'robert' }),
      user('2', { userName: 'BOB' }),
      user('3', { userName: 'eve' }),
      remove(`/Users/${eve}`),
      patch(`/Users/${bob}`, { op: 'replace', value: { userName: 'Eve' } }),
      user('4', { userName: 'robert' }),
    ]);
    expect(statuses(results)).toEqual([409, 200, 201, 409, 204, 200, 201]);
  });

  test('a name of a group is exclusive where a second group of it is refused', async () => {
    const interoperability = profileOf('entra');
    const performEntra = (operations: readonly object[]) =>
      perform(operations, { acts: acts({}, {}, interoperability), interoperability });
    const named = (bulkId: string, displayName: string) => ({ ...group(bulkId, []), data: { displayName } });
    await performEntra([named('d', 'D'), named('e', 'E')]);
    const [d, e] = [idOf(1), idOf(2)];
    const results = await performEntra([
      remove(`/Groups/${d}`),
      named('1', 'd'),
      named('2', 'E'),
      patch(`/Groups/${e}`, { op: 'replace', path: 'displayName', value: 'F' }),
      named('3', 'E'),
      named('4', 'f'),
      put(`/Groups/${e}`, { displayName: 'G' }),
      named('5', 'F'),
      named('6', 'B'),
      named('7', 'B'),
    ]);
    expect(statuses(results)).toEqual([204, 201, 409, 204, 201, 409, 200, 201, 201, 409]);
  });

  test('a unique value of an extension is found wherever it is written, and when it is removed', async () => {
    const types = [userWithBadge, groupType];
    const badge = (bulkId: string, value: object) => user(bulkId, value);
    await perform([badge('old', { badgeNumber: 'X1' })], { types });
    const old = idOf(1);
    const results = await perform(
      [
        badge('a', { badgeNumber: 'Q1' }),
        badge('b', { [`${badgeUrn}:badgeNumber`]: 'Q1' }),
        badge('c', { [badgeUrn.toUpperCase()]: { BadgeNumber: 'Q1' } }),
        badge('d', { badgeNumber: 'X1' }),
        patch(`/Users/${old}`, { op: 'remove', path: badgeUrn }),
        badge('e', { badgeNumber: 'X1' }),
        patch(`/Users/${old}`, { op: 'add', path: `${badgeUrn}:badgeNumber`, value: 'Z1' }),
        patch(`/Users/${old}`, { op: 'remove', path: `${badgeUrn}:badgeNumber` }),
        badge('f', { badgeNumber: 'Z1' }),
      ],
      { types },
    );
    expect(statuses(results)).toEqual([201, 409, 409, 409, 200, 201, 200, 200, 201]);
  });

  test('nothing is read for a request whose operations give up no value that others could take', async () => {
    const [a, b] = [await stored('a'), await stored('b')];
    begun = [];
    await perform([remove(`/Users/${a}`), patch(`/Users/${b}`, { op: 'add', path: 'title', value: 'x' })]);
    await perform([user('c'), user('d'), group('g', [])]);
    expect(begun.filter((act) => act.startsWith('read'))).toEqual([]);
  });

  test('a version of a group holds until a member that was sent to be deleted later is deleted', async () => {
    const a = await stored('a');
    await perform([group('g', [a])]);
    const results = await perform([
      { ...patch(`/Groups/${idOf(2)}`, { op: 'replace', path: 'displayName', value: 'h' }), version: 'W/"1"' },
      remove(`/Users/${a}`),
    ]);
    expect(results).toMatchObject([{ status: 204, version: 'W/"2"' }, { status: 204 }]);
  });

  test('a member that is deleted after it was added has left, with the versions of one after the other', async () => {
    const a = await stored('a');
    await perform([group('g', [])]);
    const add = { op: 'add', path: 'members', value: [{ value: a }] };
    const results = await perform([
      patch(`/Groups/${idOf(2)}`, add),
      remove(`/Users/${a}`),
      { ...patch(`/Groups/${idOf(2)}`, { op: 'replace', path: 'displayName', value: 'h' }), version: 'W/"3"' },
    ]);
    expect(results).toMatchObject([{ version: 'W/"2"' }, { status: 204 }, { version: 'W/"4"' }]);
    await expect(memberIds(idOf(2))).resolves.toEqual([]);
  });
});

describe('failOnErrors', () => {
  const operations = [
    user('a'),
    remove(`/Users/${missing}`),
    user('b'),
    remove(`/Users/${missing}`),
    user('c'),
    user('d'),
  ];

  test.each([
    [1, [201, 404]],
    [2, [201, 404, 201, 404]],
    [3, [201, 404, 201, 404, 201, 201]],
  ])('%d: what is not performed is not answered', async (failOnErrors, expected) => {
    const results = await perform(operations, { failOnErrors });
    expect(statuses(results)).toEqual(expected);
  });

  test('counts what fails because another did, and what is refused', async () => {
    const results = await perform(
      [{ method: 'GET', path: '/Users', bulkId: 'x' }, group('g', ['bulkId:u']), { ...user('u'), data: [] }, user('v')],
      {
        failOnErrors: 3,
      },
    );
    expect(statuses(results)).toEqual([400, 409, 400]);
  });
});

describe('time', () => {
  test('what cannot be started any more is answered with 503, and not performed', async () => {
    let left = 2;
    const hasTime = () => {
      left -= 1;
      return left >= 0;
    };
    const results = await perform([user('a'), user('b'), user('c'), group('g', ['bulkId:c'])], { hasTime });
    expect(statuses(results)).toEqual([201, 201, 503, 409]);
    expect(results[2]?.error?.detail).toMatch(/Send it again/);
    expect(begun).toEqual(['create User', 'create User']);
  });
});

describe('hostile input', () => {
  const names = [
    'method',
    'path',
    'bulkId',
    'data',
    'version',
    '__proto__',
    'userName',
    'members',
    'Operations',
    'value',
    'op',
  ];
  const texts = [
    'POST',
    'put',
    'PATCH',
    'DELETE',
    '/Users',
    '/Groups',
    '/Users/bulkId:a',
    '/Groups/x',
    'bulkId:a',
    'a',
    '\ud800',
    'W/"1"',
  ];
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom<unknown>(...texts, null, true, 2 ** 53, -0.5),
      fc.string({ unit: 'binary' }),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.array(fc.tuple(fc.constantFrom(...names), tie('json')), { maxLength: 5 }).map(Object.fromEntries),
    ),
  }));
  const operation = fc.record(
    {
      method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'x'),
      path: fc.constantFrom('/Users', '/Groups', '/Users/bulkId:a', '/Groups/bulkId:b', '/x'),
      bulkId: fc.constantFrom('a', 'b', 'c', 'd'),
      data: fc.oneof(
        json,
        fc.record(
          { userName: fc.constantFrom('x', 'y', 'bulkId:b'), members: json, displayName: json, Operations: json },
          { requiredKeys: [] },
        ),
      ),
      version: json,
    },
    { requiredKeys: ['method', 'path'] },
  );

  test('never gives a 500', async () => {
    const property = fc.asyncProperty(
      fc.oneof(json, fc.array(operation, { minLength: 1, maxLength: 6 })),
      async (operations) => {
        store = new MemoryStore();
        let results: readonly BulkResult[] = [];
        try {
          results = await perform(operations as object[]);
        } catch (error) {
          expect(error).toMatchObject({ name: 'ScimError', status: 400 });
        }
        expect(unexpected).toEqual([]);
        expect(statuses(results).filter((status) => status >= 500)).toEqual([]);
        expect(() => JSON.stringify(bulkResponse(results))).not.toThrow();
      },
    );
    await fc.assert(property, propertyRuns);
  });
});
