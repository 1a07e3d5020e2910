/** The filters of the template before real records of a stream: what a sweep must see, and no more. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StreamEvent } from '#lib/local/table-stream.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { readStreamRecord } from '#storage/dynamodb/stream-record.ts';
import { fullUser, group, later, strangers, user } from '../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../support/engine.ts';
import { filtersOf, readStreamOf } from '../support/table-stream.ts';

const filters = filtersOf('SweepSource');

let table: TestTable;
let readNext: () => Promise<readonly StreamEvent[]>;
beforeAll(async () => {
  table = await startTestTable();
  readNext = await readStreamOf(table);
});
afterAll(() => table.stop());

/** What the records since the last call tell the sweep that pass the filters. */
async function told(): Promise<readonly (string | undefined)[]> {
  const records = await readNext();
  expect(records.length).toBeGreaterThan(0);
  return records
    .filter((record) => filters.some((passes) => passes(record)))
    .map((record) => {
      const read = readStreamRecord(record);
      return read === undefined ? undefined : `${read.kind} ${read.type} ${read.id}`;
    });
}

test('changes that are one transaction call nobody; many memberships and deletions do, once each', async () => {
  const store = openStore(table, { tenant: randomUUID() });
  const [ada, bob, small, large] = [fullUser('ada'), user('bob'), group('Small'), group('Large')];
  const stored = async (type: typeof userType, id: string) => (await store.get(type, id)) as ResourceState;

  await store.create(userType, ada);
  await store.create(userType, bob);
  await store.create(groupType, small, [{ value: ada.id, type: 'User', display: 'ada' }]);
  expect(await told()).toEqual([]);

  await store.create(groupType, large, strangers(250));
  expect(await told()).toEqual([`changeStaged Group ${large.id}`]);

  await store.delete(userType, await stored(userType, ada.id), { at: later });
  expect(await told()).toEqual([`resourceDeleted User ${ada.id}`]);

  await store.delete(userType, await stored(userType, bob.id), { at: later, recoverable: true });
  expect(await told()).toEqual([`resourceDeleted User ${bob.id}`]);

  await store.delete(groupType, await stored(groupType, large.id), { at: later });
  expect(await told()).toEqual([`resourceDeleted Group ${large.id}`]);
});
