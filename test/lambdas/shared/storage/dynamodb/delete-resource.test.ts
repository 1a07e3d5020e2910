/** Deletion of a member of more groups than one transaction holds. */
import { randomUUID } from 'node:crypto';
import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { entriesOf } from '#events/forward-records.ts';
import type { ScimError } from '#scim/errors.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { deleteResource } from '#service/delete.ts';
import { profileOf } from '#service/providers.ts';
import { restoreDeleted } from '#storage/dynamodb/deleted-resources.ts';
import type { Directory } from '#storage/dynamodb/directory.ts';
import type { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { pageMembers } from '#storage/dynamodb/page-members.ts';
import { sweepLeftover } from '#storage/dynamodb/sweep.ts';
import { Table } from '#storage/dynamodb/table.ts';
import type { Member } from '#storage/resource-store.ts';
import { testCursors } from '../../../../support/cursors.ts';
import { at, fullUser, group, later } from '../../../../support/directory.ts';
import {
  type Intercept,
  interceptClient,
  openStore,
  startTestTable,
  type TestTable,
} from '../../../../support/engine.ts';
import { problemsOf, readItems } from '../../../../support/inspect-table.ts';
import { readStreamOf } from '../../../../support/table-stream.ts';

const size = 60;
/** How many of them the first transaction holds: what is deleted with the user takes 5 of 100 writes. */
const first = 47;
let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

interface Crowd {
  readonly tenant: string;
  readonly ada: ResourceState;
  readonly bob: ResourceState;
  readonly groups: readonly ResourceState[];
}

/** A user in many groups, each with somebody else in it. */
async function crowd(): Promise<Crowd> {
  const tenant = randomUUID();
  const store = openStore(table, { tenant });
  const [ada, bob] = [fullUser('ada'), fullUser('bob')];
  for (const each of [ada, bob]) await store.create(userType, each);
  const members: readonly Member[] = [ada, bob].map(({ id }) => ({ value: id, type: 'User' }));
  const groups = Array.from({ length: size }, (_, i) => group(`Group ${i}`));
  for (const each of groups) await store.create(groupType, each, members);
  return { tenant, ada, bob, groups };
}

const isTransaction = (command: object) => command instanceof TransactWriteCommand;

/** A store whose time is over once `count` transactions were tried, each through `intercept`. */
function openFor(tenant: string, count: number, intercept: Intercept = (send) => send()): DynamoDbStore {
  let tried = 0;
  const client = interceptClient(table.client, async (send, call, command) => {
    if (!isTransaction(command)) return send();
    tried += 1;
    return intercept(send, call, command);
  });
  return openStore(table, { tenant, client, deadline: 600_000, now: () => (tried < count ? 0 : 600_000) });
}

function directoryOf(tenant: string): Directory {
  const options = { client: table.client, tableName: table.tableName, meter: new Meter() };
  const deadline = Date.now() + 30_000;
  return { table: new Table({ ...options, deadline }), keys: tenantKeys(tenant), memberTypes: resourceTypes };
}

/** DELETE with If-Match, as a client sends it. */
const deleteAtVersion1 = (store: DynamoDbStore, { ada }: Crowd) =>
  deleteResource(
    {
      store,
      cursors: testCursors(),
      interoperability: profileOf('generic'),
      baseUrl: '',
      at: later,
      backOff: async () => true,
    },
    userType,
    ada.id,
    { ifMatch: 'W/"1"' },
  );

/** In how many groups the user is no more; each must be whole, as it was or as it is then. */
async function leftGroups({ tenant, ada, bob, groups }: Crowd): Promise<number> {
  const store = openStore(table, { tenant });
  const left = await Promise.all(
    groups.map(async ({ id }) => {
      const ids = (await store.listMembers(groupType, id)).map(({ value }) => value).sort();
      const isLeft = ids.length === 1;
      expect(ids).toEqual(isLeft ? [bob.id] : [ada.id, bob.id].sort());
      expect(await store.get(groupType, id)).toMatchObject(
        isLeft ? { version: 2, lastModified: later } : { version: 1, lastModified: at },
      );
      return isLeft;
    }),
  );
  return left.filter(Boolean).length;
}

test.each([
  [1, 412],
  [2, 'done'],
])('with a change before transaction %d is %s, and nothing between', async (place, expected) => {
  const given = await crowd();
  const { tenant, ada } = given;
  let transactions = 0;
  const client = interceptClient(table.client, async (send, _, command) => {
    if (isTransaction(command)) transactions += 1;
    if (isTransaction(command) && transactions === place) {
      await openStore(table, { tenant }).replace(userType, ada, { ...ada.document, title: 'x' }, { at: later });
    }
    return send();
  });
  const outcome = await deleteAtVersion1(openStore(table, { tenant, client }), given).then(
    () => 'done',
    (error: ScimError) => error.status,
  );
  expect(outcome).toBe(expected);
  expect(await leftGroups(given)).toBe(expected === 'done' ? size : 0);
  const stored = await openStore(table, { tenant }).get(userType, ada.id);
  expect(stored?.version).toBe(expected === 'done' ? undefined : 2);
});

test('that finds no time changes nothing, and says so', async () => {
  const given = await crowd();
  const throttled = new ProvisionedThroughputExceededException({ message: 'Slow down.', $metadata: {} });
  const store = openFor(given.tenant, 3, () => Promise.reject(throttled));
  await expect(deleteAtVersion1(store, given)).rejects.toMatchObject({ status: 429 });
  expect(await leftGroups(given)).toBe(0);
  expect(await openStore(table, { tenant: given.tenant }).get(userType, given.ada.id)).toEqual(given.ada);
});

test('leaves all groups while there is time', async () => {
  const given = await crowd();
  await deleteAtVersion1(openStore(table, { tenant: given.tenant }), given);
  expect(await leftGroups(given)).toBe(size);
  expect(problemsOf(await readItems(table, given.tenant), given.tenant)).toEqual([]);
});

test('is done with its first transaction: the sweep does the rest, and each group tells it once', async () => {
  const given = await crowd();
  const { tenant, ada, bob, groups } = given;
  const readRecords = await readStreamOf(table);
  await readRecords();
  await expect(deleteAtVersion1(openFor(tenant, 1), given)).resolves.toMatchObject({ id: ada.id });
  expect(await openStore(table, { tenant }).get(userType, ada.id)).toBeUndefined();
  expect(await leftGroups(given)).toBe(first);
  for (const { id } of groups) {
    const page = await pageMembers(directoryOf(tenant), groupType, id, { count: 100 });
    expect(page?.members.map(({ value }) => value)).toEqual([bob.id]);
  }
  const record = { kind: 'resourceDeleted', tenant, type: 'User', id: ada.id, at: 0 } as const;
  for (let times = 0; times < 2; times += 1) await sweepLeftover(directoryOf(tenant), record, later);
  expect(await leftGroups(given)).toBe(size);
  expect(problemsOf(await readItems(table, tenant), tenant)).toEqual([]);
  const events = entriesOf(await readRecords(), resourceTypes);
  const removed = groups.map(({ id }) => `Group.MemberRemoved /Groups/${id}#${ada.id}`);
  const told = events.map(({ type, subject }) => `${type} ${subject}`);
  expect(told.toSorted()).toEqual([...removed, `User.Deleted /Users/${ada.id}`].sort());
});

test('brought back before the sweep, it is in no group all the same', async () => {
  const given = await crowd();
  const { tenant, ada } = given;
  expect(await openFor(tenant, 1).delete(userType, ada, { at: later, recoverable: true })).toBe(true);
  expect(await leftGroups(given)).toBe(first);
  await restoreDeleted(directoryOf(tenant), userType, ada.id, later);
  expect(await leftGroups(given)).toBe(size);
  expect(await openStore(table, { tenant }).get(userType, ada.id)).toMatchObject({ version: 2 });
});
