/** What nested groups, and filters by memberships, cost: as `cost.test.ts`, for groups. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseFilter } from '#scim/filter/parse.ts';
import { parseListRequest } from '#scim/message/list-request.ts';
import { parseProjection } from '#scim/projection/select.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { profileOf } from '#service/providers.ts';
import { queryResources } from '#service/query.ts';
import { retrieveResource } from '#service/retrieve.ts';
import type { ServiceContext } from '#service/service-context.ts';
import type { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { toMembershipItem, toResourceItem } from '#storage/dynamodb/items.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { maxNested } from '#storage/dynamodb/read-groups.ts';
import type { Member } from '#storage/resource-store.ts';
import { testCursors } from '../../../../support/cursors.ts';
import { at, fullUser, group, later, strangers, user } from '../../../../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../../../../support/engine.ts';
import { putItems } from '../../../../support/fill.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

async function meterOf(tenant: string, act: (store: DynamoDbStore) => Promise<unknown>): Promise<Meter> {
  const meter = new Meter();
  await act(openStore(table, { tenant, meter }));
  return meter;
}

const costOf = async (tenant: string, act: (store: DynamoDbStore) => Promise<unknown>) => {
  const { trips, readUnits, writeUnits } = await meterOf(tenant, act);
  return { trips, rcu: readUnits, wcu: writeUnits };
};

const contextOf = (store: DynamoDbStore): ServiceContext => ({
  store,
  cursors: testCursors('t'),
  interoperability: profileOf('generic'),
  baseUrl: '',
  at,
  backOff: async () => false,
});

const member = ({ id }: ResourceState, type = 'Group'): Member => ({ value: id, type, display: 'Somebody' });

/** A chain of groups, each within the next; `first` are the members of the innermost. */
async function nest(store: DynamoDbStore, depth: number, first: readonly Member[]): Promise<readonly ResourceState[]> {
  const chain = Array.from({ length: depth }, (_, i) => group(`Level ${i}`));
  let members = first;
  for (const each of chain) {
    await store.create(groupType, each, members);
    members = [member(each)];
  }
  return chain;
}

describe('the groups of a user', () => {
  test.each([0, 1, 3, 60])('in %d groups that are in none: one query, and one batch for their names', async (size) => {
    const tenant = randomUUID();
    const [store, ada] = [openStore(table, { tenant }), fullUser('ada')];
    await store.create(userType, ada);
    for (let i = 0; i < size; i += 1) await store.create(groupType, group(`Group ${i}`), [member(ada, 'User')]);
    const cost = await costOf(tenant, (other) => other.listGroupsOf([ada.id]));
    expect(cost.trips).toBe(size === 0 ? 1 : 2);
    expect(cost.rcu).toBeLessThanOrEqual(0.5 + 2 * 0.5 * size);
  });

  test('costs a query and a batch more for each level of nesting', async () => {
    const tenant = randomUUID();
    const [store, ada] = [openStore(table, { tenant }), fullUser('ada')];
    await store.create(userType, ada);
    await nest(store, 4, [member(ada, 'User')]);
    expect(await costOf(tenant, (other) => other.listGroupsOf([ada.id]))).toEqual({ trips: 8, rcu: 4, wcu: 0 });
  });

  test('of a whole page are read together', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const users = Array.from({ length: 50 }, (_, i) => fullUser(`user${i}`));
    for (const each of users) await store.create(userType, each);
    await nest(
      store,
      3,
      users.map((each) => member(each, 'User')),
    );
    const page = await meterOf(tenant, (other) =>
      queryResources(contextOf(other), [userType], parseListRequest({ count: '50' }), () =>
        parseProjection({}, userType),
      ),
    );
    // The page and its total; 50 queries and a batch; then the two groups above.
    expect(page.trips).toBe(2 + 51 + 4);
  });

  test(`beyond ${maxNested} groups within groups: the nearest, all direct ones, and a note for the log`, async () => {
    const tenant = randomUUID();
    const [store, ada] = [openStore(table, { tenant }), fullUser('ada')];
    await store.create(userType, ada);
    const inner = Array.from({ length: maxNested + 20 }, (_, i) => group(`Inner ${i}`));
    const keys = tenantKeys(tenant);
    // As creating each of them, and then a group of them all, would leave them.
    const items = inner.flatMap((each) => [
      { ...toResourceItem(keys, groupType, each, 1), nested: true },
      toMembershipItem(keys, groupType, each.id, member(ada, 'User')),
    ]);
    await putItems(table, items);
    const outer = group('Outer');
    await store.create(
      groupType,
      outer,
      inner.map((each) => member(each)),
    );
    const top = group('Top');
    await store.create(groupType, top, [member(outer)]);
    let types: readonly string[] = [];
    const meter = await meterOf(tenant, async (other) => {
      types = (await other.listGroupsOf([ada.id])).get(ada.id)?.map(({ type }) => type) ?? [];
    });
    expect(types.filter((type) => type === 'direct')).toHaveLength(inner.length);
    expect(types.filter((type) => type === 'indirect')).toHaveLength(1);
    expect(meter.report()).toMatchObject({ groupsCut: 1 });
    expect(meter.trips).toBeLessThan(1 + 6 + maxNested + 5);
  });
});

test('a group joins a group: a mark on it first, then as any member', async () => {
  const tenant = randomUUID();
  const [store, inner, outer] = [openStore(table, { tenant }), group('Inner'), group('Outer')];
  for (const each of [inner, outer]) await store.create(groupType, each);
  const cost = await costOf(tenant, async (other) => {
    const view = await other.getWithMemberships(groupType, outer.id, [{ value: inner.id }]);
    const before = view?.resource as ResourceState;
    const members = { add: [member(inner)], remove: [] };
    expect(await other.replace(groupType, before, before.document, { at: later, members })).toBeDefined();
  });
  expect(cost).toEqual({ trips: 3, rcu: expect.any(Number), wcu: 6 });
  expect(cost.rcu).toBeLessThanOrEqual(4);
});

describe('a large group', () => {
  const tenant = randomUUID();
  const [ada, staff, others] = [fullUser('ada'), group('Staff'), strangers(8_200)];
  beforeAll(async () => {
    const store = openStore(table, { tenant });
    await store.create(userType, ada);
    await store.create(groupType, staff, [member(ada, 'User'), ...others]);
  });

  test('is read whole, in four ranges side by side', async () => {
    const meter = await meterOf(tenant, async (store) => {
      const ids = (await store.listMembers(groupType, staff.id)).map(({ value }) => value);
      expect(ids).toEqual([ada.id, ...others.map(({ value }) => value)].sort());
    });
    expect([meter.trips, meter.items]).toEqual([2 + 4, 2 + 8_201]);
  });

  test.each([{ excludedAttributes: 'members' }, { attributes: 'displayName' }, { attributes: 'id,meta' }])(
    'with %j reads no membership, alone and in a list',
    async (query) => {
      const projection = parseProjection(query, groupType);
      const one = await meterOf(tenant, (store) => retrieveResource(contextOf(store), groupType, staff.id, projection));
      expect(one).toMatchObject({ trips: 1, readUnits: 1, items: 1 });
      const list = parseListRequest({ filter: 'displayName eq "staff"' });
      const found = await meterOf(tenant, (store) =>
        queryResources(contextOf(store), [groupType], list, () => projection),
      );
      expect([found.trips, found.items]).toEqual([2, 2]);
      expect(found.readUnits).toBeLessThanOrEqual(2);
    },
  );

  test.each([
    [`members.value eq "${ada.id}"`, { trips: 2, items: 2, readUnits: 1.5 }],
    [`members.value eq "${ada.id}" and displayName sw "S"`, { trips: 2, items: 2, readUnits: 1.5 }],
    [`displayName eq "staff" and members.value eq "${ada.id}"`, { trips: 3, items: 4, readUnits: 4 }],
    [`id eq "${staff.id}" and members.value eq "${ada.id}"`, { trips: 2, items: 3, readUnits: 3 }],
    [`id eq "${staff.id}" and members.value eq "${randomUUID()}"`, { trips: 2, items: 2, readUnits: 3 }],
  ])('%s costs what it costs in a small one', async (text, budget) => {
    const filter = parseFilter(text, groupType);
    const cost = await meterOf(tenant, (store) => store.query(groupType, { filter, startIndex: 1, count: 100 }));
    expect(cost.trips).toBeLessThanOrEqual(budget.trips);
    expect(cost.items).toBeLessThanOrEqual(budget.items);
    expect(cost.readUnits).toBeLessThanOrEqual(budget.readUnits);
  });

  test.each(['groups.value eq', 'groups[type eq "direct" and value eq'])(
    'of one user, %s reads only their groups',
    async (begin) => {
      const end = begin.includes('[') ? ']' : '';
      const filter = parseFilter(`userName eq "ada" and ${begin} "${staff.id}"${end}`, userType);
      const cost = await meterOf(tenant, async (store) => {
        const { totalResults } = await store.query(userType, { filter, startIndex: 1, count: 100 });
        expect(totalResults).toBe(1);
      });
      expect(cost).toMatchObject({ trips: 4, items: 4 });
    },
  );

  test('whose groups are asked for by a user who is in none', async () => {
    const store = openStore(table, { tenant });
    const eve = user('eve');
    await store.create(userType, eve);
    const filter = parseFilter(`members.value eq "${eve.id}"`, groupType);
    const cost = await costOf(tenant, (other) => other.query(groupType, { filter, startIndex: 1, count: 100 }));
    expect(cost).toEqual({ trips: 1, rcu: 0.5, wcu: 0 });
  });
});
