import { randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import type { Directory } from '#storage/dynamodb/directory.ts';
import type { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { sweepDeletedMember } from '#storage/dynamodb/sweep.ts';
import { Table } from '#storage/dynamodb/table.ts';
import type { Member } from '#storage/resource-store.ts';
import { group, later, strangers, user } from '../../../../support/directory.ts';
import {
  type Intercept,
  interceptClient,
  openStore,
  startTestTable,
  type TestTable,
} from '../../../../support/engine.ts';
import { fillMembers } from '../../../../support/fill.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

/** The two ways to die at a call: before it is made, and after it is done but before anybody knows. */
const deaths: Record<string, (n: number) => Intercept> = {
  before: (n) => async (send, call) => {
    if (call >= n) throw new Error('killed');
    return send();
  },
  after: (n) => async (send, call) => {
    if (call > n) throw new Error('killed');
    const answer = await send();
    if (call === n) throw new Error('killed');
    return answer;
  },
};

function directoryOf(tenant: string): Directory {
  const { client, tableName } = table;
  const options = { client, tableName, meter: new Meter(), deadline: Date.now() + 60_000 };
  return { table: new Table(options), keys: tenantKeys(tenant), memberTypes: resourceTypes };
}

const ids = (members: readonly Member[]) => members.map(({ value }) => value);
const sorted = (...members: readonly Member[]) => members.toSorted((a, b) => (a.value < b.value ? -1 : 1));

/** Runs `act` again and again, killed at call 1, 2, 3 and so on, until it survives; `check` follows each death. */
async function killAtEveryCall(
  death: (n: number) => Intercept,
  act: (store: DynamoDbStore) => Promise<unknown>,
  prepare: (store: DynamoDbStore, tenant: string) => Promise<unknown>,
  check: (store: DynamoDbStore, tenant: string) => Promise<void>,
): Promise<number> {
  for (let run = 1; ; run += 1) {
    const tenant = randomUUID();
    await prepare(openStore(table, { tenant }), tenant);
    const client = interceptClient(table.client, death(run));
    const survived = await act(openStore(table, { tenant, client })).then(
      () => true,
      (error: Error) => {
        if (error.message !== 'killed') throw error;
        return false;
      },
    );
    await check(openStore(table, { tenant }), tenant);
    if (survived) return run;
  }
}

/** What is left of logs and marks, and whether the count is right. */
async function expectClean(tenant: string, id: string, members: number): Promise<void> {
  const keys = tenantKeys(tenant);
  const items = async (pk: string, sk: string) => {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      }),
    );
    return answer.Items ?? [];
  };
  expect(await items(keys.members('Group', id), 'C#')).toEqual([]);
  const [item] = await items(keys.resources('Group'), id);
  expect(item).not.toHaveProperty('change');
  expect(item).toMatchObject({ memberCount: members });
}

describe.each(['before', 'after'])('a function that dies %s a call', (when) => {
  const death = deaths[when] as (n: number) => Intercept;

  test('of a change of 250 memberships leaves the old list or the new one, and the next change finishes it', async () => {
    const [staff, old, next] = [group('Staff'), strangers(50), strangers(200)];
    let seen = { old: 0, next: 0 };
    const runs = await killAtEveryCall(
      death,
      (store) => {
        const members = { add: next, remove: ids(old) };
        return store.replace(groupType, staff, { displayName: 'Team' }, { at: later, members });
      },
      async (store, tenant) => {
        await fillMembers(table, tenant, next);
        await store.create(groupType, staff, old);
      },
      async (store, tenant) => {
        const list = await store.listMembers(groupType, staff.id);
        const now = (await store.get(groupType, staff.id)) as ResourceState;
        const changed = now.version === 2;
        seen = changed ? { ...seen, next: seen.next + 1 } : { ...seen, old: seen.old + 1 };
        expect(now.document).toEqual({ displayName: changed ? 'Team' : 'Staff' });
        const current = changed ? next : old;
        expect(list).toEqual(current);
        const view = await store.getWithMemberships(groupType, staff.id, [...old, ...next]);
        expect([...(view?.present ?? [])].sort()).toEqual(ids(current));

        const [stranger] = strangers(1) as [Member];
        const members = { add: [stranger], remove: ids(current).slice(0, 1) };
        const after = await store.replace(groupType, now, now.document, { at: later, members });
        expect(after?.version).toBe(now.version + 1);
        expect(await store.listMembers(groupType, staff.id)).toEqual(sorted(...current.slice(1), stranger));
        await expectClean(tenant, staff.id, current.length);
      },
    );
    expect(runs).toBeGreaterThan(7);
    expect(Math.min(seen.old, seen.next)).toBeGreaterThan(2);
  }, 60_000);

  test('while it finishes what another left keeps the new list', async () => {
    const [staff, next, more] = [group('Staff'), strangers(150), strangers(110)];
    await killAtEveryCall(
      death,
      async (store) => {
        const now = (await store.get(groupType, staff.id)) as ResourceState;
        return store.replace(groupType, now, now.document, { at: later, members: { add: more, remove: [] } });
      },
      async (store, tenant) => {
        await fillMembers(table, tenant, [...next, ...more]);
        await store.create(groupType, staff);
        await abandon(tenant, staff, next);
      },
      async (store, tenant) => {
        const list = await store.listMembers(groupType, staff.id);
        expect([next, sorted(...next, ...more)]).toContainEqual(list);
        const now = (await store.get(groupType, staff.id)) as ResourceState;
        const members = { add: [], remove: ids(list) };
        expect(await store.replace(groupType, now, now.document, { at: later, members })).toBeDefined();
        expect(await store.listMembers(groupType, staff.id)).toEqual([]);
        await expectClean(tenant, staff.id, 0);
      },
    );
  }, 60_000);

  test('of the creation of a group of 250 leaves no group or the whole one', async () => {
    const [staff, members] = [group('Staff'), strangers(250)];
    await killAtEveryCall(
      death,
      (store) => store.create(groupType, staff, members),
      async () => {},
      async (store) => {
        const exists = (await store.get(groupType, staff.id)) !== undefined;
        expect(await store.listMembers(groupType, staff.id)).toEqual(exists ? members : []);
        expect((await store.query(groupType, { startIndex: 1, count: 0 })).totalResults).toBe(exists ? 1 : 0);
      },
    );
  }, 60_000);

  test('of a deletion of a user in 60 groups leaves a user who is in all of them, or none, and groups to sweep', async () => {
    const ada = user('ada');
    const groups = Array.from({ length: 60 }, (_, i) => group(`Group ${i}`));
    const member = [{ value: ada.id, type: 'User' }];
    const remove = async (store: DynamoDbStore) => {
      const before = await store.get(userType, ada.id);
      return before === undefined || (await store.delete(userType, before, { at: later }));
    };
    await killAtEveryCall(
      death,
      remove,
      async (store) => {
        await store.create(userType, ada);
        await Promise.all(groups.map((each) => store.create(groupType, each, member)));
      },
      async (store, tenant) => {
        const isThere = (await store.get(userType, ada.id)) !== undefined;
        const versions = await Promise.all(groups.map(async ({ id }) => (await store.get(groupType, id))?.version));
        if (isThere) expect(new Set(versions)).toEqual(new Set([1]));
        expect(await remove(store)).toBe(true);
        await sweepDeletedMember(directoryOf(tenant), userType, ada.id, later);
        expect((await store.listGroupsOf([ada.id])).get(ada.id)).toEqual([]);
        expect((await store.query(userType, { startIndex: 1, count: 0 })).totalResults).toBe(0);
        for (const { id } of groups) expect(await store.get(groupType, id)).toMatchObject({ version: 2 });
      },
    );
  }, 60_000);
});

describe('a committed change that nobody applied yet', () => {
  test('counts: its members leave with the user, and are found by the next change of one', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const [staff, ada] = [group('Staff'), user('ada')];
    const members = [{ value: ada.id, type: 'User' }, ...strangers(200)];
    await store.create(userType, ada);
    await fillMembers(table, tenant, members.slice(1));
    await store.create(groupType, staff, members.slice(0, 1));
    await abandon(tenant, staff, members.slice(1));
    expect(await store.delete(userType, ada, { at: later })).toBe(true);
    expect(await store.listMembers(groupType, staff.id)).toEqual(sorted(...members.slice(1)));
    expect((await store.get(groupType, staff.id))?.version).toBe(3);
  });

  test('takes no member in that was deleted meanwhile, and counts each of them out', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const [staff, members, more] = [group('Staff'), strangers(250), strangers(1)];
    const [gone, there] = [members.slice(90, 110), [...members.slice(0, 90), ...members.slice(110)]];
    await fillMembers(table, tenant, there);
    await store.create(groupType, staff);
    await abandon(tenant, staff, members);
    const now = (await store.get(groupType, staff.id)) as ResourceState;
    await store.replace(groupType, now, now.document, { at: later, members: { add: more, remove: [] } });
    expect(await store.listMembers(groupType, staff.id)).toEqual(sorted(...there, ...more));
    expect(await store.get(groupType, staff.id)).toMatchObject({ version: 2 + gone.length + 1, lastModified: later });
    await expectClean(tenant, staff.id, there.length + 1);
  });

  test('goes with its group', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const staff = group('Staff');
    await store.create(groupType, staff);
    await abandon(tenant, staff, strangers(200));
    const now = (await store.get(groupType, staff.id)) as ResourceState;
    expect(await store.delete(groupType, now, { at: later })).toBe(true);
    expect(await store.listMembers(groupType, staff.id)).toEqual([]);
  });

  test('is done by several writers at once, each step by one of them', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const [staff, members, others] = [group('Staff'), strangers(900), strangers(8)];
    await fillMembers(table, tenant, members);
    await store.create(groupType, staff);
    await abandon(tenant, staff, members);
    const now = (await store.get(groupType, staff.id)) as ResourceState;
    const adds = others.map((member) => ({ at: later, members: { add: [member], remove: [] } }));
    await Promise.all(adds.map((add) => store.replace(groupType, now, now.document, add)));
    expect(await store.listMembers(groupType, staff.id)).toEqual(sorted(...members, ...others));
  });

  test('is answered as done when the time is over after the commit', async () => {
    const tenant = randomUUID();
    const staff = group('Staff');
    const members = strangers(500);
    await openStore(table, { tenant }).create(groupType, staff);
    const deadline = Date.now() + 60_000;
    let time = Date.now();
    let transactions = 0;
    const client = interceptClient(table.client, async (send, _, command) => {
      if (command.constructor.name === 'TransactWriteCommand') transactions += 1;
      if (transactions === 2) time = deadline;
      return send();
    });
    const slow = openStore(table, { tenant, client, deadline, now: () => time });
    const change = { at: later, members: { add: members, remove: [] } };
    expect(await slow.replace(groupType, staff, staff.document, change)).toMatchObject({ version: 2 });
    expect(transactions).toBe(2);
    expect(await openStore(table, { tenant }).listMembers(groupType, staff.id)).toEqual(members);
  });
});

test('a reader sees the old list or the new one while it changes', async () => {
  const tenant = randomUUID();
  const store = openStore(table, { tenant });
  const [staff, old, next] = [group('Staff'), strangers(600), strangers(600)];
  await store.create(groupType, staff, old);
  const members = { add: next, remove: ids(old) };
  const state = { done: false };
  const change = store.replace(groupType, staff, staff.document, { at: later, members }).finally(() => {
    state.done = true;
  });
  const lists: (readonly Member[])[] = [];
  while (!state.done) lists.push(await store.listMembers(groupType, staff.id));
  expect(await change).toBeDefined();
  lists.push(await store.listMembers(groupType, staff.id));
  for (const list of lists) expect([old, next]).toContainEqual(list);
  expect(lists.at(-1)).toEqual(next);
});

describe('a reader whose group changes between its first read and its second', () => {
  /** What a list is, and how many round trips it takes, when `change` comes after the group was read. */
  async function listDuring(tenant: string, id: string, change: () => Promise<unknown>) {
    const meter = new Meter();
    const client = interceptClient(table.client, async (send, call) => {
      if (call === 2) await change();
      return send();
    });
    const list = await openStore(table, { tenant, client, meter }).listMembers(groupType, id);
    return { list, trips: meter.trips };
  }

  test('sees all of a change of many, although only a part of it is written', async () => {
    const [tenant, staff, old, next] = [randomUUID(), group('Staff'), strangers(50), strangers(200)];
    await openStore(table, { tenant }).create(groupType, staff, old);
    const dying = openStore(table, { tenant, client: interceptClient(table.client, afterTransactions(2)) });
    const members = { add: next, remove: ids(old) };
    const change = dying.replace.bind(dying, groupType, staff, staff.document, { at: later, members });
    const { list } = await listDuring(tenant, staff.id, () => expect(change()).rejects.toThrow('killed'));
    expect(list).toEqual(next);
  });

  test('does not read again for a change of one', async () => {
    const [tenant, staff, old, next] = [randomUUID(), group('Staff'), strangers(50), strangers(1)];
    const store = openStore(table, { tenant });
    await store.create(groupType, staff, old);
    const members = { add: next, remove: [] };
    const { list, trips } = await listDuring(tenant, staff.id, () =>
      store.replace(groupType, staff, staff.document, { at: later, members }),
    );
    expect(list).toEqual(sorted(...old, ...next));
    expect(trips).toBe(3);
  });
});

test('a group of 5,000 is made of a log of several items', async () => {
  const tenant = randomUUID();
  const store = openStore(table, { tenant });
  const [staff, members] = [group('Staff'), strangers(5_000)];
  await fillMembers(table, tenant, members);
  await store.create(groupType, staff);
  await abandon(tenant, staff, members);
  expect(await store.listMembers(groupType, staff.id)).toEqual(members);
  const now = (await store.get(groupType, staff.id)) as ResourceState;
  const change = { at: later, members: { add: [], remove: ids(members).slice(1) } };
  expect(await store.replace(groupType, now, now.document, change)).toBeDefined();
  expect(await store.listMembers(groupType, staff.id)).toEqual(members.slice(0, 1));
}, 30_000);

/** Commits an addition of members and dies before any of them is written. */
async function abandon(tenant: string, { id }: ResourceState, add: readonly Member[]): Promise<void> {
  const store = openStore(table, { tenant, client: interceptClient(table.client, afterTransactions(1)) });
  const before = (await store.get(groupType, id)) as ResourceState;
  const change = store.replace(groupType, before, before.document, { at: later, members: { add, remove: [] } });
  await expect(change).rejects.toThrow('killed');
}

/** Dies once so many transactions are made. */
function afterTransactions(limit: number): Intercept {
  let made = 0;
  return async (send, _, command) => {
    if (made === limit) throw new Error('killed');
    const answer = await send();
    if (command.constructor.name === 'TransactWriteCommand') made += 1;
    return answer;
  };
}
