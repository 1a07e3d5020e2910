/** The filters of the template before real records of a stream: what makes an event passes, and no other item does. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { entriesOf } from '#events/forward-records.ts';
import type { StreamEvent } from '#lib/local/table-stream.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { fullUser, group, later, strangers } from '../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../support/engine.ts';
import { filtersOf, readStreamOf } from '../support/table-stream.ts';

const filters = filtersOf('ChangeEventSource');

let table: TestTable;
let readNext: () => Promise<readonly StreamEvent[]>;
beforeAll(async () => {
  table = await startTestTable();
  readNext = await readStreamOf(table);
});
afterAll(() => table.stop());

/** The types of the events since the last call; fails when the filters hold back a record that makes one. */
async function told(): Promise<{ readonly types: readonly string[]; readonly idle: number }> {
  const records = await readNext();
  const passed = records.filter((record) => filters.some((passes) => passes(record)));
  const entries = entriesOf(passed, resourceTypes);
  expect(entries).toEqual(entriesOf(records, resourceTypes));
  return { types: entries.map(({ type }) => type), idle: passed.length - entries.length };
}

const times = (count: number, type: string) => Array.from({ length: count }, () => type);

test('each change of a resource or a membership passes, and what else is written with it does not', async () => {
  const store = openStore(table, { tenant: randomUUID() });
  const [ada, staff, large] = [fullUser('ada'), group('Staff'), group('Large')];
  const stored = async (type: typeof userType, id: string) => (await store.get(type, id)) as ResourceState;

  await store.create(userType, ada);
  expect(await told()).toEqual({ types: ['User.Created'], idle: 0 });

  await store.replace(userType, ada, { ...ada.document, active: false, externalId: 'x' }, { at: later });
  expect(await told()).toEqual({ types: ['User.Deactivated'], idle: 0 });

  await store.create(groupType, staff, [{ value: ada.id, type: 'User', display: 'ada' }]);
  expect((await told()).types.toSorted()).toEqual(['Group.Created', 'Group.MemberAdded']);

  // Of a change of members only, the group's own record passes as well: its document might have changed.
  await store.replace(groupType, staff, staff.document, {
    at: later,
    members: { add: strangers(1), remove: [ada.id] },
  });
  const { types, idle } = await told();
  expect([types.toSorted(), idle]).toEqual([['Group.MemberAdded', 'Group.MemberRemoved'], 1]);

  await store.delete(userType, await stored(userType, ada.id), { at: later, recoverable: true });
  expect(await told()).toEqual({ types: ['User.Deleted'], idle: 0 });

  await store.create(groupType, large, strangers(250));
  expect((await told()).types.toSorted()).toEqual(['Group.Created', ...times(250, 'Group.MemberAdded')]);

  await store.delete(groupType, await stored(groupType, large.id), { at: later });
  expect((await told()).types.toSorted()).toEqual(['Group.Deleted', ...times(250, 'Group.MemberRemoved')]);
});
