import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { pageMembers } from '#storage/dynamodb/page-members.ts';
import { Table } from '#storage/dynamodb/table.ts';
import type { Member } from '#storage/resource-store.ts';
import { group, later, strangers, user } from '../../../../support/directory.ts';
import { interceptClient, openStore, startTestTable, type TestTable } from '../../../../support/engine.ts';
import { fillMembers } from '../../../../support/fill.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

function reader(tenant: string, traits: { client?: TestTable['client']; meter?: Meter } = {}) {
  const { client = table.client, meter = new Meter() } = traits;
  const { tableName } = table;
  const directory = {
    table: new Table({ client, tableName, meter, deadline: Date.now() + 30_000 }),
    keys: tenantKeys(tenant),
    memberTypes: resourceTypes,
  };
  return (id: string, after: string | undefined, count: number) =>
    pageMembers(directory, groupType, id, { after, count });
}

/** All pages of `count`, one after the other. */
async function allPages(tenant: string, id: string, count: number): Promise<readonly Member[]> {
  const read = reader(tenant);
  const members: Member[] = [];
  let after: string | undefined;
  do {
    const page = await read(id, after, count);
    members.push(...(page?.members ?? []));
    after = page?.next;
  } while (after !== undefined);
  return members;
}

const ids = (members: readonly Member[]) => members.map(({ value }) => value);

describe('a page of members', () => {
  test.each([1, 2, 3, 7, 8, 100])('of %d is followed by the next, and together they are all', async (count) => {
    const tenant = randomUUID();
    const members = strangers(7);
    const staff = group('Staff');
    await fillMembers(table, tenant, members);
    await openStore(table, { tenant }).create(groupType, staff, members);
    expect(ids(await allPages(tenant, staff.id, count))).toEqual(ids(members));
    const first = await reader(tenant)(staff.id, undefined, count);
    expect(first).toMatchObject({ total: 7 });
    expect(first?.members).toHaveLength(Math.min(count, 7));
    expect(first?.next).toBe(count < 7 ? members[count - 1]?.value : undefined);
  });

  test('has the names of now, and those of groups within', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const [ada, inner, outer] = [user('ada'), group('Inner'), group('Outer')];
    await store.create(userType, ada);
    await store.create(groupType, inner);
    const named = [
      { value: ada.id, type: 'User', display: 'ada' },
      { value: inner.id, type: 'Group', display: 'Inner' },
    ];
    await store.create(groupType, outer, named);
    await store.replace(userType, ada, { userName: 'ada', displayName: 'Ada Lovelace' }, { at: later });
    const members = await allPages(tenant, outer.id, 10);
    expect(new Map(members.map(({ value, display }) => [value, display]))).toEqual(
      new Map([
        [ada.id, 'Ada Lovelace'],
        [inner.id, 'Inner'],
      ]),
    );
  });

  test('of no group is none, nor that of another tenant', async () => {
    const staff = group('Staff');
    const tenant = randomUUID();
    await openStore(table, { tenant }).create(groupType, staff);
    const empty = { members: [], total: 0 };
    await expect(reader(tenant)(staff.id, undefined, 10)).resolves.toEqual(empty);
    await expect(reader(randomUUID())(staff.id, undefined, 10)).resolves.toBeUndefined();
    await expect(reader(tenant)('x#y', undefined, 10)).resolves.toBeUndefined();
  });

  test('costs the same in a large group as in a small one', async () => {
    const cost = async (size: number) => {
      const tenant = randomUUID();
      const staff = group('Staff');
      const members = strangers(size);
      await fillMembers(table, tenant, members);
      await openStore(table, { tenant }).create(groupType, staff, members);
      const meter = new Meter();
      await reader(tenant, { meter })(staff.id, members[20]?.value, 10);
      return meter.report();
    };
    expect(await cost(500)).toEqual(await cost(40));
  });

  test.each([
    ['adds', 12, 0],
    ['takes away', 0, 12],
    ['adds and takes away', 9, 9],
  ])('shows a change that %s many as if it were written already', async (_, added, removed) => {
    const tenant = randomUUID();
    const [old, fresh] = [strangers(15), strangers(added)];
    const staff = group('Staff');
    await fillMembers(table, tenant, [...old, ...fresh]);
    await openStore(table, { tenant }).create(groupType, staff, old);
    // Dies when the change is committed and a part of it written.
    const client = interceptClient(table.client, async (send, call) => {
      if (call > 3) throw new Error('killed');
      return send();
    });
    const members = { add: fresh, remove: ids(old.slice(0, removed)) };
    const change = openStore(table, { tenant, client, maxTransactionItems: 6 }).replace(
      groupType,
      staff,
      staff.document,
      { at: later, members },
    );
    await expect(change).rejects.toThrow('killed');
    const expected = ids([...old.slice(removed), ...fresh]).toSorted();
    const stored = await openStore(table, { tenant }).listMembers(groupType, staff.id);
    expect(ids(stored)).toEqual(expected);
    for (const count of [1, 4, 50]) expect(ids(await allPages(tenant, staff.id, count))).toEqual(expected);
  });

  test('is read again when a change of many came between', async () => {
    const tenant = randomUUID();
    const staff = group('Staff');
    const [old, fresh] = [strangers(5), strangers(5)];
    await fillMembers(table, tenant, [...old, ...fresh]);
    const store = openStore(table, { tenant });
    await store.create(groupType, staff, old);
    let calls = 0;
    const client = interceptClient(table.client, async (send, call) => {
      calls = call;
      const answer = await send();
      const change = { add: fresh, remove: ids(old) };
      if (call === 2) await store.replace(groupType, staff, staff.document, { at: later, members: change });
      return answer;
    });
    const page = await reader(tenant, { client })(staff.id, undefined, 50);
    expect(ids(page?.members ?? [])).toEqual(ids(fresh));
    expect(calls).toBeGreaterThan(4);
  });
});
