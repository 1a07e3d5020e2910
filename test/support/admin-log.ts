/** A provisioning log for tests of the admin API. */
import { randomUUID } from 'node:crypto';
import { Meter } from '#storage/dynamodb/meter.ts';
import { DynamoDbProvisioningLog } from '#storage/dynamodb/tenancy/dynamodb-provisioning-log.ts';
import type { StoredLogEntry } from '#storage/provisioning-log.ts';
import type { TestAdminApi } from './admin-api.ts';

const start = '2026-03-01T00:00:00.000Z';

/** An entry of the provisioning log for each of so many days before the clock of the API begins. */
export async function logOf(api: TestAdminApi, tenant: string, days: number): Promise<readonly StoredLogEntry[]> {
  const log = new DynamoDbProvisioningLog({ ...api.table, meter: new Meter(), deadline: Date.now() + 30_000 });
  const entries = Array.from({ length: days }, (_, index): StoredLogEntry => {
    const time = Date.parse(start) - (index + 1) * 86_400_000;
    return {
      id: `${time}-${randomUUID()}`,
      tenant,
      at: new Date(time).toISOString(),
      provider: 'okta',
      token: '0'.repeat(32),
      method: 'POST',
      endpoint: '/Users',
      act: 'Create user',
      resource: { type: 'User', id: randomUUID(), name: `ada-${index}` },
      outcome: 'failed',
      status: 409,
      scimType: 'uniqueness',
      reason: 'Another user has this userName already.',
      requestId: randomUUID(),
      ms: 3.5,
    };
  });
  await log.add(entries.map((entry) => ({ entry, expires: 2_000_000_000, isIndexed: true })));
  return entries;
}
