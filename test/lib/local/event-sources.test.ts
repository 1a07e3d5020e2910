import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
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
const hasStream = async () =>
  (await client.send(new DescribeTableCommand({ TableName }))).Table?.StreamSpecification?.StreamEnabled === true;

/** The keys that are handed on until there are `count`. */
async function read(count: number, maxRecords?: number): Promise<{ readonly keys: string[]; readonly said: string[] }> {
  const [keys, said]: [string[], string[]] = [[], []];
  const functions = {
    invoke: async (_name: string, event: string) => {
      const { Records } = JSON.parse(event) as { Records: { dynamodb: { Keys: { pk: { S: string } } } }[] };
      keys.push(...Records.map(({ dynamodb }) => dynamodb.Keys.pk.S));
      return { outcome: { kind: 'answer', payload: 'null' }, logs: [], coldStart: false };
    },
  } as unknown as FunctionHost;
  const onEnd = (reason: string) => said.push(reason);
  const options = { sources: [source], endpoint: engine.endpoint, functions, file, onEnd };
  const sources = await startEventSources(maxRecords === undefined ? options : { ...options, maxRecords });
  while (keys.length < count) await sleep(10);
  if (maxRecords !== undefined) while (said.length === 0) await sleep(10);
  // Lets what has been handed on be noted.
  await sleep(0);
  sources.stop();
  await sources.ended;
  return { keys, said };
}

describe('the place in a stream', () => {
  test('is kept from one run to the next', async () => {
    await put('a');
    await put('b');
    expect((await read(2)).keys).toEqual(['a', 'b']);
    await put('c');
    expect((await read(1)).keys).toEqual(['c']);
  });
});

describe('a stream that is full', () => {
  test('is switched off once it is read, and on again by the next start that finds room', async () => {
    await put('d');
    const { said } = await read(1, 4);
    expect(said).toEqual([expect.stringContaining('things')]);
    expect(await hasStream()).toBe(false);
    await createTables(engine.endpoint, [table]);
    expect(await hasStream()).toBe(true);
  });
});
