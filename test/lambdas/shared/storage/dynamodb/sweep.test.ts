import { randomUUID } from 'node:crypto';
import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import type { Directory } from '#storage/dynamodb/directory.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import {
  sweepDeletedContainer,
  sweepDeletedMember,
  sweepLeftover,
  sweepStagedChange,
} from '#storage/dynamodb/sweep.ts';
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

/** A directory whose function dies at call `death`, counted from 1. */
function open(tenant: string, death = Number.POSITIVE_INFINITY): Directory & { readonly meter: Meter } {
  const meter = new Meter();
  const client = dying(death);
  const deadline = Date.now() + 30_000;
  const options = { client, tableName: table.tableName, meter, deadline };
  return { table: new Table(options), keys: tenantKeys(tenant), memberTypes: resourceTypes, meter };
}

function dying(death: number) {
  return interceptClient(table.client, async (send, call) => {
    if (call >= death) throw new Error('killed');
    return send();
  });
}

async function partition(pk: string) {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    }),
  );
  return answer.Items ?? [];
}

/** Runs `sweep` with a death at each of its calls in turn, each on what the one before left, until it survives. */
async function dieAtEveryCall(tenant: string, sweep: (directory: Directory) => Promise<void>): Promise<number> {
  for (let call = 1; ; call += 1) {
    const survived = await sweep(open(tenant, call)).then(
      () => true,
      (error: Error) => {
        if (error.message !== 'killed') throw error;
        return false;
      },
    );
    if (survived) return call;
  }
}

describe('a change whose function died after the commit', () => {
  test('is finished, also by sweeps that die themselves, and then left alone', async () => {
    const tenant = randomUUID();
    const [staff, members] = [group('Staff'), strangers(250)];
    await fillMembers(table, tenant, members);
    await expect(openStore(table, { tenant, client: dying(3) }).create(groupType, staff, members)).rejects.toThrow();
    const keys = tenantKeys(tenant);
    expect((await partition(keys.resources('Group')))[0]).toHaveProperty('change.next', 98);

    await dieAtEveryCall(tenant, (directory) => sweepStagedChange(directory, groupType, staff.id, later));

    const [item] = await partition(keys.resources('Group'));
    expect(item).not.toHaveProperty('change');
    expect(item).toMatchObject({ memberCount: 250, version: 1 });
    const written = (await partition(keys.members('Group', staff.id))).map(({ sk }) => String(sk));
    expect(written).toEqual(members.map(({ value }) => `M#${value}`));

    const again = open(tenant);
    await sweepStagedChange(again, groupType, staff.id, later);
    expect(again.meter.report()).toMatchObject({ trips: 1, wcu: 0 });
  });
});

describe('a change that is finished after a member that it adds was deleted, and swept', () => {
  test('leaves that member out, also by sweeps that die themselves', async () => {
    const tenant = randomUUID();
    const [staff, members] = [group('Staff'), strangers(150)];
    const [gone, ...there] = members as [Member, ...Member[]];
    await fillMembers(table, tenant, there);
    await expect(openStore(table, { tenant, client: dying(2) }).create(groupType, staff, members)).rejects.toThrow();
    await sweepDeletedMember(open(tenant), userType, gone.value, later);

    await dieAtEveryCall(tenant, (directory) => sweepStagedChange(directory, groupType, staff.id, later));

    expect(await openStore(table, { tenant }).listMembers(groupType, staff.id)).toEqual(there);
    const [item] = await partition(tenantKeys(tenant).resources('Group'));
    expect(item).toMatchObject({ memberCount: 149, version: 2, lastModified: later });
  });
});

describe('a group whose function died when it was deleted', () => {
  test('of 3,000 members leaves nothing in the table, and a second sweep writes nothing', async () => {
    const tenant = randomUUID();
    const [staff, other] = [group('Staff'), group('Other')];
    const store = openStore(table, { tenant });
    await store.create(groupType, staff, strangers(3_000));
    await store.create(groupType, other, strangers(3));
    const stored = (await store.get(groupType, staff.id)) as ResourceState;
    // It looks for the groups that it is in, and is deleted; the sweep is what dies.
    const dead = openStore(table, { tenant, client: dying(3) });
    await expect(dead.delete(groupType, stored, { at: later })).rejects.toThrow('killed');
    const keys = tenantKeys(tenant);
    expect(await partition(keys.resources('Group'))).toHaveLength(1);
    expect(await partition(keys.members('Group', staff.id))).toHaveLength(3_000);

    await expect(sweepDeletedContainer(open(tenant, 20), groupType, staff.id)).rejects.toThrow('killed');
    await sweepDeletedContainer(open(tenant), groupType, staff.id);

    expect(await partition(keys.members('Group', staff.id))).toEqual([]);
    const { totalResults } = await store.query(groupType, { startIndex: 1, count: 0 });
    expect(totalResults).toBe(1);
    const again = open(tenant);
    await sweepDeletedContainer(again, groupType, staff.id);
    expect(again.meter.report()).toMatchObject({ wcu: 0 });
  });

  test('is not swept while it is there', async () => {
    const tenant = randomUUID();
    const staff = group('Staff');
    await openStore(table, { tenant }).create(groupType, staff, strangers(3));
    await sweepDeletedContainer(open(tenant), groupType, staff.id);
    expect(await partition(tenantKeys(tenant).members('Group', staff.id))).toHaveLength(3);
  });
});

describe('a member that was added in the moment in which it was deleted', () => {
  test('leaves its groups, which count it out once', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const [gone, other] = strangers(2);
    if (gone === undefined || other === undefined) throw new Error('Two strangers are two.');
    const groups = Array.from({ length: 60 }, (_, i) => group(`Group ${i}`));
    for (const one of groups) await store.create(groupType, one, [gone, other]);

    await dieAtEveryCall(tenant, (directory) => sweepDeletedMember(directory, userType, gone.value, later));
    await sweepDeletedMember(open(tenant), userType, gone.value, later);

    const items = await partition(tenantKeys(tenant).resources('Group'));
    expect(items).toHaveLength(60);
    for (const item of items) expect(item).toMatchObject({ memberCount: 1, version: 2, lastModified: later });
    expect(await store.listMembers(groupType, groups[0]?.id ?? '')).toEqual([other]);
  });

  test('stays in them while it is there', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const [babs, staff] = [user('babs'), group('Staff')];
    await store.create(userType, babs);
    await store.create(groupType, staff, [{ value: babs.id, type: 'User' }]);
    await sweepDeletedMember(open(tenant), userType, babs.id, later);
    expect(await store.listMembers(groupType, staff.id)).toHaveLength(1);
  });

  test('stays in them when it is brought back between the look of the sweep and its write', async () => {
    const tenant = randomUUID();
    const store = openStore(table, { tenant });
    const [babs, staff] = [user('babs'), group('Staff')];
    await store.create(groupType, staff, [{ value: babs.id, type: 'User' }]);
    const client = interceptClient(table.client, async (send, _call, command) => {
      if (command instanceof TransactWriteCommand) await store.create(userType, babs);
      return send();
    });
    const { meter, ...directory } = open(tenant);
    const options = { client, tableName: table.tableName, meter, deadline: Date.now() + 30_000 };
    await sweepDeletedMember({ ...directory, table: new Table(options) }, userType, babs.id, later);
    expect(await store.listMembers(groupType, staff.id)).toHaveLength(1);
    expect(await store.get(userType, babs.id)).toEqual(babs);
  });
});

describe('a sweep that finds nothing to do', () => {
  test.each([
    ['changeStaged', 'Group', true, { trips: 1, rcu: 1, wcu: 0 }],
    ['resourceDeleted', 'User', false, { trips: 1, rcu: 0.5, wcu: 0 }],
    ['resourceDeleted', 'Group', false, { trips: 3, rcu: 2.5, wcu: 0 }],
  ] as const)('costs reads only: %s of a %s', async (kind, type, there, cost) => {
    const tenant = randomUUID();
    const staff = group('Staff');
    if (there) await openStore(table, { tenant }).create(groupType, staff);
    const directory = open(tenant);
    await sweepLeftover(directory, { kind, tenant, type, id: staff.id, at: 0 }, later);
    expect(directory.meter.report()).toMatchObject(cost);
  });
});
