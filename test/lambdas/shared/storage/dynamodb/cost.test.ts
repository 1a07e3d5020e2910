import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseFilter } from '#scim/filter/parse.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import type { Boundary, Position } from '#scim/sort/position.ts';
import { resolveSort } from '#scim/sort/sort.ts';
import type { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { encodeDocument, toMembershipItem } from '#storage/dynamodb/items.ts';
import { type Item, tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import type { Member, StoreRange } from '#storage/resource-store.ts';
import { at, fullUser, group, later, strangers, user } from '../../../../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../../../../support/engine.ts';

interface Cost {
  readonly trips: number;
  readonly rcu: number;
  readonly wcu: number;
}

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

/** What `act` costs a store of `tenant`, as the engine reports it. */
async function costOf(tenant: string, act: (store: DynamoDbStore) => Promise<unknown>): Promise<Cost> {
  const meter = new Meter();
  await act(openStore(table, { tenant, meter }));
  return { trips: meter.trips, rcu: meter.readUnits, wcu: meter.writeUnits };
}

/** Fails with all three figures, so that a regression shows itself whole. */
function expectWithin(cost: Cost, budget: Cost): void {
  const over = cost.trips > budget.trips || cost.rcu > budget.rcu || cost.wcu > budget.wcu;
  if (over) throw new Error(`It costs ${JSON.stringify(cost)}; the budget is ${JSON.stringify(budget)}.`);
}

describe('one user', () => {
  const tenant = randomUUID();
  const ada = fullUser('ada');
  const small = user('eve', { externalId: '5b7f0c9e1a2b3c4d5e6f7081', emails: [{ value: 'eve@example.com' }] });

  test('is between 1 and 2 KB', () => {
    const bytes = encodeDocument(ada.document).length;
    expect(bytes).toBeGreaterThan(1_024);
    expect(bytes).toBeLessThan(1_900);
  });

  test('create: one round trip, 12 write units', async () => {
    const cost = await costOf(tenant, (store) => store.create(userType, ada));
    expectWithin(cost, { trips: 1, rcu: 0, wcu: 12 });
  });

  test('create of less than 1 KB: 10 write units', async () => {
    const cost = await costOf(tenant, (store) => store.create(userType, small));
    expectWithin(cost, { trips: 1, rcu: 0, wcu: 10 });
  });

  test('get: one round trip, 1 read unit', async () => {
    expectWithin(await costOf(tenant, (store) => store.get(userType, ada.id)), { trips: 1, rcu: 1, wcu: 0 });
  });

  test.each([
    ['userName eq "ADA"', { trips: 2, rcu: 2, wcu: 0 }],
    ['userName eq "nobody"', { trips: 1, rcu: 1, wcu: 0 }],
    ['externalId eq "nothing"', { trips: 1, rcu: 1, wcu: 0 }],
    ['emails.value eq "ada@example.com"', { trips: 2, rcu: 2, wcu: 0 }],
    ['emails[type eq "work"].value eq "ada@example.com"', { trips: 2, rcu: 2, wcu: 0 }],
  ])('%s', async (text, budget) => {
    const filter = parseFilter(text, userType);
    expectWithin(await costOf(tenant, (store) => store.query(userType, { filter, startIndex: 1, count: 100 })), budget);
  });

  test('patch of an attribute without index: read and one write', async () => {
    const cost = await costOf(tenant, async (store) => {
      const before = (await store.get(userType, ada.id)) as ResourceState;
      const after = await store.replace(userType, before, { ...before.document, title: 'Guide' }, { at: later });
      expect(after?.version).toBe(2);
    });
    expectWithin(cost, { trips: 2, rcu: 1, wcu: 2 });
  });
});

describe('one member', () => {
  const tenant = randomUUID();
  const ada = fullUser('ada');

  beforeAll(() => openStore(table, { tenant }).create(userType, ada));

  async function addAndRemove(size: number): Promise<readonly Cost[]> {
    const staff = await groupOf(tenant, size);
    const change = (members: { add: Member[]; remove: string[] }) =>
      costOf(tenant, async (store) => {
        const view = await store.getWithMemberships(groupType, staff.id, [{ value: ada.id }]);
        expect(view?.present.size).toBe(members.remove.length);
        const before = view?.resource as ResourceState;
        expect(await store.replace(groupType, before, before.document, { at: later, members })).toBeDefined();
      });
    const costs = [
      await change({ add: [{ value: ada.id, type: 'User', display: 'Babs Jensen' }], remove: [] }),
      await change({ add: [], remove: [ada.id] }),
    ];
    expect(await openStore(table, { tenant }).listMembers(groupType, staff.id)).toHaveLength(size);
    return costs;
  }

  test('costs the same to add or remove in a group of 10 and of 10,000', async () => {
    const [few, many] = [await addAndRemove(10), await addAndRemove(10_000)];
    expect(many).toEqual(few);
    for (const cost of many) expectWithin(cost, { trips: 2, rcu: 4, wcu: 6 });
  });

  test('a group without its members costs one read unit whatever its size', async () => {
    const staff = await groupOf(tenant, 1_000);
    expectWithin(await costOf(tenant, (store) => store.get(groupType, staff.id)), { trips: 1, rcu: 1, wcu: 0 });
  });

  test.each([0, 1, 3, 60])('delete of a user in %d groups', async (size) => {
    const store = openStore(table, { tenant });
    const eve = fullUser(`eve${size}`);
    await store.create(userType, eve);
    const member = [{ value: eve.id, type: 'User', display: 'Eve' }];
    for (let i = 0; i < size; i += 1) await store.create(groupType, group(`Group ${i}`), member);
    const cost = await costOf(tenant, async (other) => {
      const before = (await other.get(userType, eve.id)) as ResourceState;
      expect(await other.delete(userType, before, { at })).toBe(true);
    });
    expectWithin(cost, { trips: 3 + Math.ceil(size / 49), rcu: 3 + size, wcu: 12 + 6 * size });
  });
});

describe('100 users of 2,000', () => {
  const tenant = randomUUID();
  const total = 2_000;

  beforeAll(async () => {
    const store = openStore(table, { tenant });
    for (let i = 0; i < total; i += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, j) => store.create(userType, fullUser(`user${i + j}`))));
    }
  }, 60_000);

  test.each([1, 2, 777, 1_000, 1_500, 1_901])(
    'startIndex %d: at most 4 round trips and 90 read units',
    async (startIndex) => {
      const cost = await costOf(tenant, async (store) => {
        const page = await store.query(userType, { startIndex, count: 100 });
        expect([page.totalResults, page.resources.length]).toEqual([total, 100]);
      });
      expectWithin(cost, { trips: 4, rcu: 90, wcu: 0 });
    },
  );

  const byUserName = resolveSort({ by: 'userName', descending: false }, userType, [userType]);

  test.each<[string, Omit<StoreRange, 'from' | 'count'>, Cost]>([
    ['by id', {}, { trips: 2, rcu: 70, wcu: 0 }],
    ['by userName', { sort: byUserName }, { trips: 3, rcu: 120, wcu: 0 }],
    ['by userName, descending', { sort: { ...byUserName, descending: true } }, { trips: 3, rcu: 120, wcu: 0 }],
    [
      'that match a filter without an index',
      { filter: parseFilter('title pr', userType) },
      { trips: 1, rcu: 70, wcu: 0 },
    ],
  ])('%s: a page from a place on costs the same at any depth', async (_, selection, budget) => {
    const costs: Cost[] = [];
    const seen = new Set<string>();
    let from: Boundary | undefined;
    do {
      let position: Position | undefined;
      const cost = await costOf(tenant, async (store) => {
        const page = await store.queryFrom(userType, { ...selection, count: 100, ...(from && { from }) });
        expect(page.resources).toHaveLength(100);
        for (const { id } of page.resources) seen.add(id);
        position = page.next;
      });
      expectWithin(cost, budget);
      costs.push(cost);
      from = position && { position, inclusive: false };
    } while (from !== undefined);
    expect([costs.length, seen.size]).toEqual([20, total]);
    const [first, ...deeper] = costs;
    expect(Math.max(...deeper.map(({ rcu }) => rcu))).toBeLessThan(1.05 * (first?.rcu ?? 0));
  });

  test.each([1, 777, 1_901])(
    'sorted by userName, startIndex %d reads the page and passes over entries',
    async (startIndex) => {
      const cost = await costOf(tenant, async (store) => {
        const page = await store.query(userType, { sort: byUserName, startIndex, count: 100 });
        expect([page.totalResults, page.resources.length]).toEqual([total, 100]);
      });
      expectWithin(cost, { trips: 3, rcu: 120 + startIndex / 30, wcu: 0 });
    },
  );

  test('a filter without an index that runs out of time gives what it found, and where to go on', async () => {
    const filter = parseFilter('userName ew "99"', userType);
    const names: unknown[] = [];
    const pages: number[] = [];
    for (let from: Boundary | undefined; ; ) {
      const store = openStore(table, { tenant, deadline: Date.now() + 2_000 });
      const { resources, next, totalResults } = await store.queryFrom(userType, {
        filter,
        count: 50,
        ...(from && { from }),
      });
      expect(totalResults).toBeUndefined();
      names.push(...resources.map(({ document }) => document.userName));
      pages.push(resources.length);
      if (next === undefined) break;
      from = { position: next, inclusive: false };
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(20);
    expect(names).toHaveLength(20);
  });

  test('a sort without an index that runs out of time is refused, naming the indexes', async () => {
    const sort = resolveSort({ by: 'title', descending: false }, userType, [userType]);
    const store = () => openStore(table, { tenant, deadline: Date.now() + 2_000 });
    const refused = { scimType: 'tooMany', detail: expect.stringContaining('id, userName, externalId, emails.value') };
    await expect(store().queryFrom(userType, { sort, count: 10 })).rejects.toMatchObject(refused);
    await expect(store().query(userType, { sort, startIndex: 1, count: 10 })).rejects.toMatchObject(refused);
  });

  test('the number of all users costs the counters only', async () => {
    const cost = await costOf(tenant, (store) => store.query(userType, { startIndex: 1, count: 0 }));
    expectWithin(cost, { trips: 1, rcu: 8, wcu: 0 });
  });
});

/** A group of `size` members, most of them written without the rest of a change: quick, for tests of size. */
async function groupOf(tenant: string, size: number): Promise<ResourceState> {
  const [staff, members] = [group('Staff'), strangers(size)];
  await openStore(table, { tenant }).create(groupType, staff, members.slice(0, 1));
  const items = members
    .slice(1)
    .map((member): Item => toMembershipItem(tenantKeys(tenant), groupType, staff.id, member));
  for (let i = 0; i < items.length; i += 25) {
    const requests = items.slice(i, i + 25).map((Item) => ({ PutRequest: { Item } }));
    await table.client.send(new BatchWriteCommand({ RequestItems: { [table.tableName]: requests } }));
  }
  return staff;
}
