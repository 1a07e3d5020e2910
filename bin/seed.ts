/** `npm run seed`: fills the local stack with as many users and groups as one asks for. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type StreamSpecification, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { configuredStage } from '#lib/config/configured-stage.ts';
import { buildAssembly } from '#lib/local/build.ts';
import { createTables, startDynamoDb } from '#lib/local/dynamodb.ts';
import { readEndpoints, type SdkEnvironment } from '#lib/local/endpoints.ts';
import { lockFolder } from '#lib/local/folder-lock.ts';
import { databaseFile } from '#lib/local/stack.ts';
import { readAssembly } from '#lib/local/template.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { isTenantId } from '#tokens/token-format.ts';
import { type Population, seedDirectory } from './seed-directory.ts';

const usage = `npm run seed -- [options]

Fills the local stack, whether it runs or not, with people and teams of a company. The same numbers and the same
seed make the same data; what is there already stays as it is, so that an interrupted load is simply begun again.

  --users N     default 1000
  --groups N    default 10
  --members N   memberships in all groups together, a few groups large and many small (default 500)
  --seed N      another seed, other people (default 1)
  --tenant ID   whose directory is filled (default default)
  --data DIR    data folder of the local stack (default .rollcall)
  --help        this text
`;

const root = resolve(import.meta.dirname, '..');

interface Options extends Population {
  readonly tenant: string;
  readonly data: string;
}

/** A table that can be written, and how one is done with it. */
interface OpenTable {
  /** What leads the SDK to it. */
  readonly environment: SdkEnvironment;
  readonly tableName: string;
  /** Of a table that nobody else uses now. */
  readonly stream?: StreamSpecification | undefined;
  readonly close: () => Promise<void>;
}

function fail(message: string, code = 1): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function readOptions(): Options {
  const refuse = (message: string) => fail(`${message.replace(/\.?$/, '.')} See npm run seed -- --help`, 2);
  try {
    const { values } = parseArgs({
      options: {
        users: { type: 'string', default: '1000' },
        groups: { type: 'string', default: '10' },
        members: { type: 'string', default: '500' },
        seed: { type: 'string', default: '1' },
        tenant: { type: 'string', default: 'default' },
        data: { type: 'string', default: '.rollcall' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    const number = (name: 'users' | 'groups' | 'members' | 'seed') =>
      /^\d{1,8}$/.test(values[name]) ? Number(values[name]) : refuse(`--${name} ${values[name]} is no number`);
    const { tenant, data } = values;
    if (!isTenantId(tenant)) return refuse(`"${tenant}" is no tenant id: 1 to 36 of a-z, 0-9 and inner hyphens`);
    const [users, groups, members] = [number('users'), number('groups'), number('members')];
    if (members > users * groups) return refuse(`${groups} groups of ${users} users cannot have ${members} members`);
    return { users, groups, members, seed: number('seed'), tenant, data: resolve(data) };
  } catch (error) {
    return refuse((error as Error).message.split('\n', 1)[0] ?? '');
  }
}

/** The table of the stack that runs on this folder, or else the folder's own. */
async function openTable(data: string): Promise<OpenTable> {
  const assembly = join(root, 'cdk.out');
  await buildAssembly({ root, output: assembly, schemas: configuredStage('dev').settings.schemas });
  const region = process.env.AWS_REGION || 'eu-west-1';
  const [table] = readAssembly(assembly, region).tables;
  if (table?.TableName === undefined) throw new Error('The template has no table.');
  // Not what a stack says of itself: one that was killed has left that.
  const lock = await lockFolder(data).catch(() => undefined);
  if (lock === undefined) {
    return { environment: readEndpoints(data), tableName: table.TableName, close: async () => {} };
  }
  const engine = await startDynamoDb({ path: join(data, databaseFile) });
  await createTables(engine.endpoint, [table]);
  const close = async () => {
    await engine.stop();
    lock.release();
  };
  const environment = {
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  return { environment, tableName: table.TableName, stream: table.StreamSpecification, close };
}

async function main({ tenant, data, ...population }: Options): Promise<void> {
  const startedAt = performance.now();
  const { environment, tableName, stream, close } = await openTable(data);
  Object.assign(process.env, environment);
  const client = createDynamoDbClient();
  const progress = process.stderr.isTTY
    ? (what: string, done: number) => process.stderr.write(`\r${done.toLocaleString('en')} ${what}    `)
    : undefined;
  const setStream = (StreamSpecification: StreamSpecification) =>
    client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
  try {
    // Nobody reads the records of a load alone, and they would make it half as long again.
    if (stream !== undefined) await setStream({ StreamEnabled: false });
    await seedDirectory({ client, tableName, tenant }, population, progress);
  } finally {
    if (stream !== undefined) await setStream(stream);
    client.destroy();
    await close();
  }
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const { users, groups, members } = population;
  process.stdout.write(
    `${progress ? '\n' : ''}${users} users, ${groups} groups and ${members} memberships are there (${seconds} s).\n`,
  );
}

await main(readOptions()).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
