import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Meter } from '#storage/dynamodb/meter.ts';
import { DynamoDbProvisioningLog } from '#storage/dynamodb/tenancy/dynamodb-provisioning-log.ts';
import type { LogQuery, ProvisioningLog, StoredLogEntry } from '#storage/provisioning-log.ts';
import { startTestTable, type TestTable } from '../../../../../support/engine.ts';

const start = Date.parse('2026-02-27T00:00:00.000Z');
const hour = 3_600_000;
let table: TestTable;
let log: ProvisioningLog;
let tenants = 0;

beforeAll(async () => {
  table = await startTestTable();
  log = new DynamoDbProvisioningLog({ ...table, meter: new Meter(), deadline: Date.now() + 120_000 });
});
afterAll(() => table.stop());

function entry(tenant: string, index: number, over: Partial<StoredLogEntry> = {}): StoredLogEntry {
  const at = start + index * hour;
  return {
    id: `${at}-request-${index}`,
    tenant,
    at: new Date(at).toISOString(),
    provider: 'okta',
    token: 't1',
    method: 'PATCH',
    endpoint: '/Users/{id}',
    act: 'Update user',
    outcome: 'succeeded',
    status: 200,
    requestId: `request-${index}`,
    ms: 1,
    ...over,
  };
}

async function write(entries: readonly StoredLogEntry[], isIndexed = true): Promise<void> {
  await log.add(entries.map((each) => ({ entry: each, expires: 2_000_000_000, isIndexed })));
}

const span = { since: '2026-01-01T00:00:00.000Z', until: '2026-12-31T00:00:00.000Z' };

/** The indexes of all entries, in pages of `limit`. */
async function read(tenant: string, query: Partial<LogQuery> = {}): Promise<readonly number[]> {
  const found: number[] = [];
  let before: string | undefined;
  do {
    const { items, next } = await log.list(tenant, { ...span, limit: 100, ...query, before });
    found.push(...items.map(({ requestId }) => Number(requestId.replace('request-', ''))));
    before = next;
  } while (before !== undefined);
  return found;
}

const newTenant = () => {
  tenants += 1;
  return `tenant-${tenants}`;
};
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

describe('the provisioning log', () => {
  test('is read newest first, over the end of a month, in pages of any size', async () => {
    const tenant = newTenant();
    await write(down(99, 0).map((index) => entry(tenant, index)));
    for (const limit of [1, 7, 100]) expect(await read(tenant, { limit })).toEqual(down(99, 0));
  });

  test('has nothing of another tenant, nor of one whose id begins so', async () => {
    const tenant = newTenant();
    const resource = { type: 'User', id: 'u1', name: 'ada' };
    await write([entry(`${tenant}0`, 1, { resource, outcome: 'failed' })]);
    for (const query of [{}, { name: 'ada' }, { resource: 'u1' }, { outcome: 'failed' as const }]) {
      expect(await read(tenant, query)).toEqual([]);
      expect(await read(`${tenant}0`, query)).toEqual([1]);
    }
    expect(await log.get(tenant, entry(tenant, 1).id)).toBeUndefined();
  });

  test('begins and ends where it is asked to', async () => {
    const tenant = newTenant();
    await write(down(60, 0).map((index) => entry(tenant, index)));
    const at = (index: number) => new Date(start + index * hour).toISOString();
    expect(await read(tenant, { since: at(40), until: at(50) })).toEqual(down(49, 40));
    expect(await read(tenant, { since: at(50), until: at(40) })).toEqual([]);
  });

  test('finds entries by the beginning of a name, in any letter case, in the order of time', async () => {
    const tenant = newTenant();
    const named = ['ada', 'Ada.Lovelace', 'grace', 'adam', 'ADA'];
    await write(named.map((name, index) => entry(tenant, index, { resource: { type: 'User', name } })));
    expect(await read(tenant, { name: 'aDa', limit: 2 })).toEqual([4, 3, 1, 0]);
    expect(await read(tenant, { name: 'ada.' })).toEqual([1]);
    expect(await read(tenant, { name: 'nobody' })).toEqual([]);
  });

  test('finds what was done to a resource, and what failed', async () => {
    const tenant = newTenant();
    const resource = (id: string) => ({ resource: { type: 'User', id } });
    await write([
      entry(tenant, 1, resource('u1')),
      entry(tenant, 2, { ...resource('u1'), outcome: 'failed', status: 409 }),
      entry(tenant, 3, resource('u10')),
      entry(tenant, 4, { outcome: 'failed', provider: 'entra', method: 'POST' }),
    ]);
    expect(await read(tenant, { resource: 'u1' })).toEqual([2, 1]);
    expect(await read(tenant, { outcome: 'failed', limit: 1 })).toEqual([4, 2]);
    expect(await read(tenant, { outcome: 'succeeded' })).toEqual([3, 1]);
    expect(await read(tenant, { outcome: 'failed', provider: 'entra' })).toEqual([4]);
    expect(await read(tenant, { method: 'POST' })).toEqual([4]);
    expect(await read(tenant, { resource: 'u1', outcome: 'failed' })).toEqual([2]);
  });

  test('looks at a bounded number of entries for a page, and says where to go on', async () => {
    const tenant = newTenant();
    await write(
      down(1_500, 0).map((index) => ({
        ...entry(tenant, 0),
        id: `${start + index}-request-${index}`,
        requestId: `request-${index}`,
      })),
      false,
    );
    const first = await log.list(tenant, { ...span, limit: 10, method: 'POST' });
    expect([first.items, first.next]).toEqual([[], expect.any(String)]);
    expect(await read(tenant, { method: 'POST' })).toEqual([]);
    expect(await read(tenant)).toHaveLength(1_501);
  }, 30_000);

  test('has an entry once that is written twice, at once or later, with a time to live on each item', async () => {
    const tenant = newTenant();
    const one = entry(tenant, 1, { resource: { type: 'User', id: 'u1', name: 'ada' }, outcome: 'failed' });
    await write([one, one]);
    await write([one]);
    for (const query of [{}, { name: 'a' }, { resource: 'u1' }]) expect(await read(tenant, query)).toEqual([1]);
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
    const own = Items.filter(({ pk }) => (pk as string).startsWith(`T#${tenant}#`));
    expect(own.map(({ ttl }) => ttl as number)).toEqual(Array.from({ length: 4 }, () => 2_000_000_000));
    expect(await log.get(tenant, one.id)).toEqual(one);
  });
});
