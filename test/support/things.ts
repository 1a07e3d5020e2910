/** An engine with one small table that has a stream, for what reads streams and knows nothing of directories. */
import { type CreateTableCommandInput, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createTables, startDynamoDb } from '#lib/local/dynamodb.ts';

const table: CreateTableCommandInput = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

export interface Things {
  readonly tableName: string;
  readonly endpoint: string;
  readonly put: (pk: string) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** In the database file `path`, or else in memory. */
export async function startThings(path?: string): Promise<Things> {
  const engine = await startDynamoDb({ path });
  await createTables(engine.endpoint, [table]);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'local', credentials });
  return {
    tableName: 'things',
    endpoint: engine.endpoint,
    put: (pk) => client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: pk } } })),
    stop: async () => {
      client.destroy();
      await engine.stop();
    },
  };
}
