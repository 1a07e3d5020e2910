import { environmentVariable } from '#endpoint/environment.ts';
import { deadlineOf, type Invocation } from '#endpoint/invocation.ts';
import { JournalSeal } from '#endpoint/journal-seal.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { readDocuments } from '#storage/dynamodb/read-documents.ts';
import { DynamoDbProvisioningLog } from '#storage/dynamodb/tenancy/dynamodb-provisioning-log.ts';
import { DynamoDbTenancyStore } from '#storage/dynamodb/tenancy/dynamodb-tenancy-store.ts';
import type { StoredTenant } from '#storage/tenancy-store.ts';
import { SecretCache } from '#tokens/secret-cache.ts';
import { createSecretsClient, readSecret } from '#tokens/secrets-manager.ts';
import { type LogsEvent, messagesOf } from './log-batch.ts';
import { recordBatch } from './record-batch.ts';

const client = createDynamoDbClient();
const tableName = environmentVariable('TABLE_NAME');
const keyName = environmentVariable('TOKEN_KEY_SECRET');
const secretsClient = createSecretsClient();
/** A suspension, a deletion or another retention is known within a minute, long before a tenant can be gone. */
const cached = { now: Date.now, minAge: 2_000, maxAge: 60_000 };
const keys = new SecretCache<string>({
  ...cached,
  fetch: (name) => readSecret(secretsClient, name),
  maxAge: 3_600_000,
  capacity: 1,
});
const seal = new JournalSeal();
let deadline = 0;
const openTable = () => ({ client, tableName, meter: new Meter(), deadline });
const tenants = new SecretCache<StoredTenant>({
  ...cached,
  fetch: (id) => new DynamoDbTenancyStore({ ...openTable(), types: resourceTypes }).getTenant(id),
  capacity: 1_000,
});

/** Lines of the functions' log groups, for the provisioning log (docs/adr/0150-provisioning-log.md). */
export async function handler(event: LogsEvent, invocation: Invocation): Promise<void> {
  deadline = deadlineOf(invocation);
  const key = await keys.get(keyName);
  if (key === undefined) throw new Error(`The secret ${keyName} does not exist.`);
  seal.useSecret(key);
  const table = openTable();
  await recordBatch(messagesOf(event), {
    open: (tenant, sealed) => seal.open(tenant, sealed),
    // One that was made just now is not in the answer that was kept.
    tenantOf: async (id) => (await tenants.get(id)) ?? tenants.getFresh(id),
    documentsOf: (resources) => readDocuments(table, resources),
    add: (entries) => new DynamoDbProvisioningLog(table).add(entries),
    now: Date.now,
  });
}
