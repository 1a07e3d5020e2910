import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CreateTableCommandInput, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createTables, startDynamoDb } from '#lib/local/dynamodb.ts';

const table: CreateTableCommandInput = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'rollcall-'));
  cleanUp.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

function clientOf(endpoint: string): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  cleanUp.push(() => client.destroy());
  return client;
}

describe('the DynamoDB engine', () => {
  test('keeps tables and items between runs when it has a file', async () => {
    const path = join(folder(), 'data', 'dynamodb.sqlite');
    const first = await startDynamoDb({ path });
    await createTables(first.endpoint, [table]);
    await clientOf(first.endpoint).send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'a' } } }));
    await first.stop();

    const second = await startDynamoDb({ path });
    cleanUp.push(() => second.stop());
    await createTables(second.endpoint, [table]);
    const { Item } = await clientOf(second.endpoint).send(
      new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'a' } } }),
    );
    expect(Item).toEqual({ pk: { S: 'a' } });
  });

  test('lets nobody else read the file, in a folder that others may read, nor one that was there before', async () => {
    const path = join(folder(), 'dynamodb.sqlite');
    const modes = () =>
      ['', '-wal', '-shm']
        .map((end) => path + end)
        .filter(existsSync)
        .map(modeOf);
    chmodSync(dirname(path), 0o755);
    const first = await startDynamoDb({ path });
    await createTables(first.endpoint, [table]);
    const made = modes();
    await first.stop();
    expect(new Set(made)).toEqual(new Set([0o600]));
    chmodSync(path, 0o644);
    const second = await startDynamoDb({ path });
    cleanUp.push(() => second.stop());
    await createTables(second.endpoint, [{ ...table, TableName: 'others' }]);
    expect(new Set(modes())).toEqual(new Set([0o600]));
  });

  test('refuses a stored table that has other keys than the template', async () => {
    const engine = await startDynamoDb();
    cleanUp.push(() => engine.stop());
    await createTables(engine.endpoint, [table]);
    const changed: CreateTableCommandInput = {
      ...table,
      AttributeDefinitions: [{ AttributeName: 'other', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
    };
    await expect(createTables(engine.endpoint, [changed])).rejects.toThrow(/things has other keys.*--fresh/);
  });

  test('says in one line why it does not start', async () => {
    const start = startDynamoDb({ path: folder() });
    await expect(start).rejects.toThrow(/^The DynamoDB engine does not start: .+$/);
  });

  test('ends when the process that started it is killed', async () => {
    const module = join(import.meta.dirname, '../../../lib/local/dynamodb.ts');
    const script = `const { startDynamoDb } = await import(${JSON.stringify(module)});
      console.log((await startDynamoDb()).endpoint); setInterval(() => {}, 1000);`;
    const parent: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout ?? parent, 'data')) as [Buffer];
    const endpoint = line.toString().trim();
    expect((await fetch(endpoint)).status).toBeLessThan(600);
    parent.kill('SIGKILL');
    await expect(refusal(endpoint)).resolves.toBe('ECONNREFUSED');
  });
});

/** Asks until nobody listens there any more. */
async function refusal(endpoint: string): Promise<unknown> {
  for (;;) {
    try {
      await fetch(endpoint);
    } catch (error) {
      const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
      if (cause?.code === 'ECONNREFUSED') return cause.code;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
