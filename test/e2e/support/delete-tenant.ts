/** Deleting a tenant to its end, without the two minutes that a real one takes. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { OperatorClient } from '#lib/operator/client.ts';
import type { TableAddress } from './global-setup.ts';

/** Whether the table behind the tests can be reached into. */
export function canReachTable(): boolean {
  return process.env.SCIM_TABLE !== undefined;
}

/** Deletes it as if that had been begun longer ago than any function may still write for the tenant. */
export async function deleteTenant(operator: OperatorClient, tenant: string): Promise<void> {
  const { endpoint, region, tableName } = JSON.parse(process.env.SCIM_TABLE ?? '{}') as TableAddress;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const table = new DynamoDBClient({ endpoint, region, credentials });
  const Key = { pk: { S: `T#${tenant}` }, sk: { S: 'Tenant' } };
  try {
    await operator.call('deleteTenant', { parameters: { tenant } });
    const { Item } = await table.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
    const stored = JSON.parse(Item?.doc?.S ?? '') as { deletion: object };
    const startedAt = new Date(Date.now() - 10 * 60_000).toISOString();
    const doc = JSON.stringify({ ...stored, deletion: { ...stored.deletion, startedAt } });
    await table.send(new PutItemCommand({ TableName: tableName, Item: { ...Item, ...Key, doc: { S: doc } } }));
  } finally {
    table.destroy();
  }
  while ((await operator.call('deleteTenant', { parameters: { tenant } })) !== undefined);
}
