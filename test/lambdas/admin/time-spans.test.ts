/** Spans of time that nobody's logs have: they are asked about by mistake, or to keep a function busy. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Meter } from '#storage/dynamodb/meter.ts';
import { DynamoDbProvisioningLog } from '#storage/dynamodb/tenancy/dynamodb-provisioning-log.ts';
import { startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';

const now = '2026-03-01T00:00:00.000Z';
const entered = '2026-02-27T00:00:00.000Z';
const tenant = 'acme';
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
  api.setNow(entered);
  await api.call('POST', '/tenants', { body: { id: tenant, displayName: 'Acme Inc.' } });
  const log = new DynamoDbProvisioningLog({ ...api.table, meter: new Meter(), deadline: Date.now() + 30_000 });
  const entry = {
    id: `${Date.parse(entered)}-${randomUUID()}`,
    tenant,
    at: entered,
    provider: 'okta',
    token: '0'.repeat(32),
    method: 'POST',
    endpoint: '/Users',
    act: 'Create user',
    resource: { type: 'User', name: 'ada' },
    outcome: 'failed',
    status: 409,
    requestId: randomUUID(),
    ms: 1,
  } as const;
  await log.add([{ entry, expires: 2_000_000_000, isIndexed: true }]);
  api.setNow(now);
});
afterAll(() => api.stop());

async function found(path: string, query: Record<string, string>): Promise<number> {
  const begun = performance.now();
  const { status, json } = await api.call('GET', path, { as: { groups: ['reader'], tenant }, query });
  expect([status, json.next]).toEqual([200, undefined]);
  // Tens of thousands of months take many times as long.
  expect(performance.now() - begun).toBeLessThan(3_000);
  return (json.items as object[]).length;
}

describe('what is asked of years that are not there', () => {
  const everything = { from: '0002-11-28T00:00:00.000Z', to: '9999-12-31T00:00:00.000Z' };

  test('is read of those months of the audit trail that there are', async () => {
    const path = `/tenants/${tenant}/audit`;
    expect(await found(path, { ...everything, to: now })).toBeGreaterThan(0);
    expect(await found(path, everything)).toBeGreaterThan(0);
    expect(await found(path, { from: '2400-01-01T00:00:00.000Z' })).toBe(0);
    expect(await found(path, { to: '1999-01-01T00:00:00.000Z' })).toBe(0);
  }, 60_000);

  test.each<Record<string, string>>([{}, { name: 'ada' }, { outcome: 'failed' }])(
    'is read of the provisioning log with %j',
    async (filter) => {
      const path = `/tenants/${tenant}/log`;
      expect(await found(path, { ...filter, since: everything.from, until: everything.to })).toBe(1);
      expect(await found(path, { ...filter, until: '2300-01-01T00:00:00.000Z' })).toBe(1);
      expect(await found(path, { ...filter, since: '2400-01-01T00:00:00.000Z' })).toBe(0);
      expect(await found(path, { ...filter, until: '1999-01-01T00:00:00.000Z' })).toBe(0);
    },
    60_000,
  );
});
