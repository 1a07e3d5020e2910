/** The sum of a tenant's requests, to which all execution environments add (docs/adr/0190-tenant-rate-limit.md). */
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { tenancyKeys } from './tenancy-keys.ts';

export interface SumOptions {
  /** Must not repeat a call: what was counted twice would refuse a request below the limit. */
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Milliseconds after which a call is given up: a request waits for it. */
  readonly longestCall?: number;
}

/** How long a sum is kept that nobody adds to, in seconds. */
const lifetime = 24 * 60 * 60;

/** Adds `count`; answers the sum, which begins again when it was not added to for a day. One write unit, one try. */
export async function addRequests(
  { client, tableName, longestCall = 250 }: SumOptions,
  tenant: string,
  count: number,
  now = Date.now(),
): Promise<number> {
  const command = new UpdateCommand({
    TableName: tableName,
    Key: tenancyKeys(tenant).requestSum,
    UpdateExpression: 'ADD #requests :count SET #ttl = :ttl',
    ExpressionAttributeNames: { '#requests': 'requests', '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':count': count, ':ttl': Math.floor(now / 1_000) + lifetime },
    ReturnValues: 'UPDATED_NEW',
  });
  const { Attributes } = await client.send(command, { abortSignal: AbortSignal.timeout(longestCall) });
  return Number(Attributes?.requests);
}
