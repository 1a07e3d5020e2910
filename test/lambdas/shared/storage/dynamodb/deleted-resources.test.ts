import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parseFilter } from '#scim/filter/parse.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { listDeleted, purgeDeleted, restoreDeleted } from '#storage/dynamodb/deleted-resources.ts';
import type { Directory } from '#storage/dynamodb/directory.ts';
import type { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { Table } from '#storage/dynamodb/table.ts';
import { fullUser, group, user } from '../../../../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../../../../support/engine.ts';

const deletedAt = '2026-11-24T09:00:00.000Z';
const inTime = '2026-12-24T08:59:59.000Z';
const tooLate = '2026-12-24T09:00:00.000Z';

let testTable: TestTable;
let store: DynamoDbStore;
let directory: Directory;

beforeAll(async () => {
  testTable = await startTestTable();
});
afterAll(() => testTable.stop());

beforeEach(() => {
  const tenant = randomUUID();
  store = openStore(testTable, { tenant });
  const meter = new Meter();
  const table = new Table({ ...testTable, meter, deadline: Date.now() + 30_000 });
  directory = { table, keys: tenantKeys(tenant), memberTypes: resourceTypes };
});

async function deleted(state: ResourceState): Promise<ResourceState> {
  await store.create(userType, state);
  expect(await store.delete(userType, state, { at: deletedAt, recoverable: true })).toBe(true);
  return state;
}

async function find(userName: string) {
  const filter = parseFilter(`userName eq "${userName}"`, userType);
  return (await store.query(userType, { filter, startIndex: 1, count: 10 })).resources;
}

describe('deleted users', () => {
  test('are listed for 30 days, whole', async () => {
    const ada = await deleted(fullUser('ada'));
    const entry = { state: ada, deleted: deletedAt, until: tooLate };
    expect(await listDeleted(directory, userType, inTime)).toEqual([entry]);
    expect(await listDeleted(directory, userType, tooLate)).toEqual([]);
    // By this name the table deletes what has expired.
    const item = await directory.table.get(directory.keys.deleted(userType.name, ada.id));
    expect(item?.ttl).toBe(Date.parse(tooLate) / 1_000);
  });

  test('without the choice are not kept', async () => {
    const ada = user('ada');
    await store.create(userType, ada);
    await store.delete(userType, ada, { at: deletedAt });
    expect(await listDeleted(directory, userType, inTime)).toEqual([]);
  });

  test('come back under their ids, found by their names, counted, and with a version that nobody has seen', async () => {
    const ada = await deleted(fullUser('ada'));
    const restored = { ...ada, version: 2, lastModified: inTime };
    expect(await restoreDeleted(directory, userType, ada.id, inTime)).toEqual(restored);
    expect(await store.get(userType, ada.id)).toEqual(restored);
    expect(await find('ada')).toEqual([restored]);
    expect((await store.query(userType, { startIndex: 1, count: 10 })).totalResults).toBe(1);
    expect(await listDeleted(directory, userType, inTime)).toEqual([]);
    expect(await restoreDeleted(directory, userType, ada.id, inTime)).toBeUndefined();
  });

  test('come back in no group: whoever sends the groups decides', async () => {
    const ada = user('ada');
    await store.create(userType, ada);
    const staff = group('Staff');
    await store.create(groupType, staff, [{ value: ada.id, type: 'User' }]);
    await store.delete(userType, ada, { at: deletedAt, recoverable: true });
    await restoreDeleted(directory, userType, ada.id, inTime);
    expect(await store.listMembers(groupType, staff.id)).toEqual([]);
    expect(await store.get(groupType, staff.id)).toMatchObject({ version: 2, lastModified: deletedAt });
  });

  test('do not come back over one who has the name now, and stay what they were', async () => {
    const ada = await deleted(user('ada'));
    await store.create(userType, user('Ada'));
    await expect(restoreDeleted(directory, userType, ada.id, inTime)).rejects.toMatchObject({ status: 409 });
    expect(await store.get(userType, ada.id)).toBeUndefined();
    expect(await listDeleted(directory, userType, inTime)).toHaveLength(1);
  });

  test('do not come back when their time is over', async () => {
    const ada = await deleted(user('ada'));
    expect(await restoreDeleted(directory, userType, ada.id, tooLate)).toBeUndefined();
    expect(await find('ada')).toEqual([]);
  });

  test('are forgotten when they are purged', async () => {
    const ada = await deleted(user('ada'));
    expect(await purgeDeleted(directory, userType, ada.id)).toBe(true);
    expect(await purgeDeleted(directory, userType, ada.id)).toBe(false);
    expect(await listDeleted(directory, userType, inTime)).toEqual([]);
    expect(await restoreDeleted(directory, userType, ada.id, inTime)).toBeUndefined();
  });

  test('are seen by their own tenant only', async () => {
    const ada = await deleted(user('ada'));
    const other = { ...directory, keys: tenantKeys(randomUUID()) };
    expect(await listDeleted(other, userType, inTime)).toEqual([]);
    expect(await restoreDeleted(other, userType, ada.id, inTime)).toBeUndefined();
  });

  test('cost one item more than those that are not kept, and no round trip', async () => {
    const [kept, gone] = await Promise.all(
      [true, false].map(async (recoverable) => {
        const meter = new Meter();
        const metered = openStore(testTable, { meter });
        const ada = fullUser('ada');
        await metered.create(userType, ada);
        const before = meter.report();
        await metered.delete(userType, ada, { at: deletedAt, recoverable });
        const after = meter.report();
        return { trips: Number(after.trips) - Number(before.trips), wcu: Number(after.wcu) - Number(before.wcu) };
      }),
    );
    expect(kept?.trips).toBe(gone?.trips);
    expect((kept?.wcu ?? 0) - (gone?.wcu ?? 0)).toBe(4);
  });
});
