import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CreateTableCommandInput, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTables, type DynamoDb, startDynamoDb } from '#lib/local/dynamodb.ts';
import type { EventSourceDefinition } from '#lib/local/event-source.ts';
import { startEventSources } from '#lib/local/event-sources.ts';
import type { FunctionHost } from '#lib/local/function-host.ts';

const TableName = 'things';
const table: CreateTableCommandInput = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};
const source: EventSourceDefinition = {
  tableName: TableName,
  functionName: 'reader',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 100,
  batchingWindow: 0,
  filters: [],
  reportsFailures: false,
  bisects: false,
  maxRetries: -1,
  maxAge: -1,
};
const folder = mkdtempSync(join(tmpdir(), 'rollcall-streams-'));
const file = join(folder, 'streams.json');
let engine: DynamoDb;
let client: DynamoDBClient;

beforeAll(async () => {
  engine = await startDynamoDb();
  await createTables(engine.endpoint, [table]);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'local', credentials });
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
  rmSync(folder, { recursive: true });
});

const put = (pk: string) => client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk } } }));

/** The keys that are handed on until there are `count`. */
async function read(count: number): Promise<readonly string[]> {
  const keys: string[] = [];
  const functions = {
    invoke: async (_name: string, event: string) => {
      const { Records } = JSON.parse(event) as { Records: { dynamodb: { Keys: { pk: { S: string } } } }[] };
      keys.push(...Records.map(({ dynamodb }) => dynamodb.Keys.pk.S));
      return { outcome: { kind: 'answer', payload: 'null' }, logs: [], coldStart: false };
    },
  } as unknown as FunctionHost;
  const sources = await startEventSources({ sources: [source], endpoint: engine.endpoint, functions, file });
  while (keys.length < count) await sleep(10);
  // Lets what has been handed on be noted.
  await sleep(0);
  sources.stop();
  await sources.ended;
  return keys;
}

describe('the place in a stream', () => {
  test('is kept from one run to the next', async () => {
    await put('a');
    await put('b');
    expect(await read(2)).toEqual(['a', 'b']);
    await put('c');
    expect(await read(1)).toEqual(['c']);
  });
});
