import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * The client of one execution environment; region, endpoint and credentials come from the environment. It tries each
 * call twice only: whether there is time for more is known to the store, not to the client.
 */
export function createDynamoDbClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** A client over the connections of `client` that tries each call once. */
export function withoutRetries({ config: { requestHandler } }: DynamoDBDocumentClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 1, requestHandler }));
}
