/** A table of the embedded engine, in memory, for the time of one test file. */
import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTables, startDynamoDb } from '#lib/local/dynamodb.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { DynamoDbStore, type DynamoDbStoreOptions } from '#storage/dynamodb/dynamodb-store.ts';
import { Meter } from '#storage/dynamodb/meter.ts';

export interface TestTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  stop(): Promise<void>;
}

const tableName = 'rollcall-test';

export async function startTestTable(): Promise<TestTable> {
  const engine = await startDynamoDb();
  await createTables(engine.endpoint, [
    {
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk', 'member'].map((name) => ({
        AttributeName: name,
        AttributeType: 'S' as const,
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byMember',
          KeySchema: [
            { AttributeName: 'member', KeyType: 'HASH' },
            { AttributeName: 'pk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
  ]);
  const client = clientFor(engine.endpoint);
  return {
    client,
    tableName,
    stop: async () => {
      client.destroy();
      await engine.stop();
    },
  };
}

/** The functions' own client, told of its endpoint the way they are. */
export function clientFor(endpoint: string): DynamoDBDocumentClient {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  return createDynamoDbClient();
}

/** A store of a new tenant, unless `options` say otherwise. */
export function openStore({ client, tableName }: TestTable, options: Partial<DynamoDbStoreOptions> = {}) {
  return new DynamoDbStore({
    client,
    tableName,
    tenant: randomUUID(),
    meter: new Meter(),
    // Long enough for a whole file on a busy machine: some share one store.
    deadline: Date.now() + 600_000,
    memberTypes: resourceTypes,
    ...options,
  });
}

export type Intercept = (send: () => Promise<unknown>, call: number, command: object) => Promise<unknown>;

/** A client whose calls, counted from 1, go through `intercept`: for failures that no engine makes by itself. */
export function interceptClient(client: DynamoDBDocumentClient, intercept: Intercept): DynamoDBDocumentClient {
  let calls = 0;
  const send = (command: Parameters<typeof client.send>[0], options: object) => {
    calls += 1;
    return intercept(() => client.send(command, options), calls, command);
  };
  return new Proxy(client, {
    get: (target, name) => (name === 'send' ? send : (Reflect.get(target, name) as unknown)),
  });
}
