/** A cursor is good for the list it was made for, and for no other (RFC 9865 §2.1, §5.2). */
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { searchRoutes } from '#endpoint/search-routes.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { group, user } from '../../../support/directory.ts';
import { memoryEndpoint, type SendTo } from '../../../support/memory-endpoint.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const store = new MemoryStore();
/** Two tenants with the same directory: their cursors differ in nothing but the seal. */
const tenants: Record<string, SendTo> = Object.fromEntries(
  ['acme', 'other'].map((tenant) => [
    tenant,
    memoryEndpoint(
      store,
      (open) => ({
        ...searchRoutes('', [userType, groupType], open),
        ...searchRoutes('/Users', [userType], open),
        ...searchRoutes('/Groups', [groupType], open),
      }),
      { tenant, tokenId: 't1' },
    ),
  ]),
);

beforeAll(async () => {
  for (const name of 'abcdefgh') {
    await store.create(userType, user(name, { displayName: name, externalId: name }));
    await store.create(groupType, group(name));
  }
});

/** One page of a list; all lists have more than one page of any count. */
const list = fc.record({
  tenant: fc.constantFrom('acme', 'acme', 'acme', 'other'),
  endpoint: fc.constantFrom('', '/Users', '/Users', '/Groups'),
  filter: fc.constantFrom('', '', 'displayName pr', 'displayName ge "b"', 'not (displayName eq "b")'),
  sortBy: fc.constantFrom('', '', 'displayName', 'meta.created'),
  sortOrder: fc.constantFrom('ascending', 'descending'),
  count: fc.constantFrom(1, 2),
  isPosted: fc.boolean(),
});
type List = typeof list extends fc.Arbitrary<infer T> ? T : never;

/** Most often the same list again, but for one thing that is said of it. */
const twoLists = fc
  .tuple(
    list,
    list,
    fc.subarray(Object.keys({ tenant: 0, endpoint: 0, filter: 0, sortBy: 0, sortOrder: 0, count: 0, isPosted: 0 })),
  )
  .map(([one, other, names]): readonly [List, List] => [
    one,
    { ...one, ...Object.fromEntries(Object.entries(other).filter(([name]) => names.includes(name))) },
  ]);

async function ask({ tenant, endpoint, isPosted, count, ...given }: List, cursor: string) {
  const parameters = Object.entries({ ...given, count: String(count) }).filter(([, value]) => value !== '');
  const all = [...parameters, ['cursor', cursor]] as [string, string][];
  const send = tenants[tenant] as SendTo;
  return isPosted
    ? send(`POST ${endpoint}/.search`, { body: { ...Object.fromEntries(all), count } })
    : send(`GET ${endpoint}`, { query: new URLSearchParams(all).toString() });
}

/** What a list is, apart from how it is asked for: an order without an attribute to order by is none. */
const identity = ({ tenant, endpoint, filter, sortBy, sortOrder }: List) =>
  JSON.stringify([tenant, endpoint, filter, sortBy, sortBy === '' ? '' : sortOrder]);

async function cursorOf(first: List): Promise<string> {
  const { json } = await ask(first, '');
  expect(json.nextCursor).toEqual(expect.any(String));
  return json.nextCursor as string;
}

describe('a cursor', () => {
  test('of one list is invalidCursor on any other, and invalidCount with another count', async () => {
    const seen = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(twoLists, async ([one, other]) => {
        const { status, json } = await ask(other, await cursorOf(one));
        const reason = one.count === other.count ? undefined : 'invalidCount';
        const scimType = identity(one) === identity(other) ? reason : 'invalidCursor';
        expect([status, json.scimType]).toEqual([scimType === undefined ? 200 : 400, scimType]);
        seen.add(scimType);
      }),
      propertyRuns,
    );
    expect(seen).toEqual(new Set([undefined, 'invalidCursor', 'invalidCount']));
  });

  test('with any character of it changed, left out or added is invalidCursor', async () => {
    const change = fc.record({
      at: fc.nat(),
      how: fc.constantFrom('replace', 'drop', 'insert'),
      by: fc.constantFrom('A', 'B', 'a', 'b', '0', '1', '-', '_', '.', '~', ' ', '%'),
    });
    await fc.assert(
      fc.asyncProperty(list, change, async (asked, { at, how, by }) => {
        const cursor = await cursorOf(asked);
        const place = at % cursor.length;
        const altered =
          cursor.slice(0, place) + (how === 'drop' ? '' : by) + cursor.slice(how === 'insert' ? place : place + 1);
        fc.pre(altered !== cursor);
        const { status, json } = await ask(asked, altered);
        expect([status, json.scimType]).toEqual([400, 'invalidCursor']);
      }),
      propertyRuns,
    );
  });
});
