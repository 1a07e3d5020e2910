/** The embedded DynamoDB-compatible engine: Dynoxide, a native binary over SQLite, one process on a loopback port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';

export interface DynamoDbOptions {
  /** The database file, made when it is absent together with its folder; without it nothing outlives the engine. */
  readonly path?: string | undefined;
}

export interface DynamoDb {
  /** For `AWS_ENDPOINT_URL_DYNAMODB`; the engine accepts any region and any credentials. */
  readonly endpoint: string;
  /** Resolves when the engine has ended although nobody stopped it. */
  readonly crashed: Promise<void>;
  /** Ends the engine; everything it has acknowledged is in the file. */
  stop(): Promise<void>;
}

/** How long the engine may take to say that it listens, in milliseconds. */
const startLimit = 10_000;
const startTries = 5;

/**
 * Starts the engine and waits until it listens. It ends with this process, also when this process is killed.
 * Throws in one line when there is no binary for this platform or the engine does not start.
 */
export async function startDynamoDb({ path }: DynamoDbOptions = {}): Promise<DynamoDb> {
  const binary = enginePath();
  if (path !== undefined) prepareFile(path);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const engine = spawn(binary, ['--port', String(port), ...(path === undefined ? [] : ['--db-path', path])], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group: Ctrl-C in the terminal reaches this process alone, which then stops the engine last.
      detached: true,
      windowsHide: true,
    });
    tieToThisProcess(engine);
    const failure = await listening(engine);
    if (failure === undefined) return running(engine, port);
    // Another process may take the free port between looking for it and using it.
    if (attempt === startTries || !/address.*in use/i.test(failure)) {
      throw new Error(`The DynamoDB engine does not start: ${failure}`);
    }
  }
}

/** People's data is for its owner alone; SQLite gives its other files the mode of the first. Throws in one line. */
function prepareFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    // What is there already may be older than this.
    for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600);
  } catch (error) {
    throw new Error(`The DynamoDB engine does not start: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Creates the tables that are absent; a table that is there stays as it is, but for a stream that was switched off.
 * Throws when it is there with other keys or indexes than `tables` asks for.
 */
export async function createTables(endpoint: string, tables: readonly CreateTableCommandInput[]): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    await Promise.all(tables.map((table) => createTable(client, table)));
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(table));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table.TableName }));
    if (shapeOf(Table) === shapeOf(table)) return switchStreamOn(client, table, Table);
    const what = `The stored table ${table.TableName} has other keys or indexes than the template`;
    throw new Error(`${what}; start empty (--fresh).`, { cause: error });
  }
}

/** A load that was killed leaves the stream off that it had no use for. */
async function switchStreamOn(
  client: DynamoDBClient,
  { TableName, StreamSpecification }: CreateTableCommandInput,
  stored: TableDescription | undefined,
): Promise<void> {
  if (StreamSpecification?.StreamEnabled !== true || stored?.StreamSpecification?.StreamEnabled === true) return;
  await client.send(new UpdateTableCommand({ TableName, StreamSpecification }));
}

function shapeOf(table: CreateTableCommandInput | TableDescription | undefined): string {
  const keys = (schema: readonly KeySchemaElement[] | undefined) =>
    schema?.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`);
  const indexes = (table?.GlobalSecondaryIndexes ?? []).map(
    (index) => `${index.IndexName} ${keys(index.KeySchema)?.join()}`,
  );
  return JSON.stringify([keys(table?.KeySchema), indexes.toSorted((a, b) => a.localeCompare(b))]);
}

function enginePath(): string {
  const platform = `${process.platform}-${process.arch}`;
  const file = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  try {
    const manifest = createRequire(import.meta.url).resolve(`@dynoxide/${platform}/package.json`);
    return manifest.replace(/package\.json$/, file);
  } catch (cause) {
    throw new Error(`There is no DynamoDB engine for ${platform}: npm has not installed @dynoxide/${platform}.`, {
      cause,
    });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Waits until the engine says that it listens: undefined, or else the reason why it never will. */
function listening(engine: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let said = '';
    const limit = setTimeout(() => {
      engine.kill('SIGKILL');
      resolve(`it does not answer after ${startLimit / 1000} s`);
    }, startLimit);
    const settle = (failure: string | undefined) => {
      clearTimeout(limit);
      resolve(failure);
    };
    const hear = (text: string) => {
      // Bounded: an engine that complains for days must not fill this process.
      said = (said + text).slice(-2_000);
      if (said.includes('listening on')) settle(undefined);
    };
    engine.stdout?.setEncoding('utf8').on('data', hear);
    engine.stderr?.setEncoding('utf8').on('data', hear);
    engine.once('error', (error) => settle(error.message));
    engine.once('close', (code) => settle(said.trim().split('\n').at(-1) || `it ended with code ${code}`));
  });
}

function running(engine: ChildProcess, port: number): DynamoDb {
  let stopping = false;
  const ended = new Promise<void>((resolve) => {
    if (engine.exitCode !== null || engine.signalCode !== null) resolve();
    else engine.once('exit', () => resolve());
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    crashed: new Promise((resolve) => {
      void ended.then(() => (stopping ? undefined : resolve()));
    }),
    stop: async () => {
      stopping = true;
      engine.kill('SIGTERM');
      // The engine ends its open connections first; an SDK client that keeps one alive would hold it.
      const limit = setTimeout(() => engine.kill('SIGKILL'), 500);
      await ended;
      clearTimeout(limit);
    },
  };
}

/**
 * Kills the engine when this process ends in any way. It has no such option itself, so a second process waits for the end
 * of a pipe that only this process holds: a shell, because it starts in a millisecond, and Node where there is none.
 */
function tieToThisProcess(engine: ChildProcess): void {
  if (engine.pid === undefined) return;
  const [command, args] =
    process.platform === 'win32'
      ? [process.execPath, ['-e', `process.stdin.resume().on('close',()=>process.kill(${engine.pid}))`]]
      : ['/bin/sh', ['-c', `read -r line; kill -9 ${engine.pid}`]];
  const watcher = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true, windowsHide: true });
  engine.once('exit', () => watcher.kill('SIGKILL'));
}
