/** `npm run seed`: fills the local stack with as many users and groups as one asks for. */
import { join, resolve } from 'node:path';
import { type StreamSpecification, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { CommandError } from '#lib/cli/command-error.ts';
import { numberOption, runScript, script, tenantOption } from '#lib/cli/script.ts';
import { configuredStage } from '#lib/config/configured-stage.ts';
import { buildAssembly } from '#lib/local/build.ts';
import { createTables, startDynamoDb } from '#lib/local/dynamodb.ts';
import { readEndpoints, type SdkEnvironment } from '#lib/local/endpoints.ts';
import { lockFolder } from '#lib/local/folder-lock.ts';
import { databaseFile } from '#lib/local/stack.ts';
import { readAssembly } from '#lib/local/template.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { type Population, seedDirectory } from './seed-directory.ts';

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

const number = (name: string, description: string, fallback: number) =>
  numberOption(`--${name} <n>`, description, 0, 8).default(fallback);
const command = script(
  'seed',
  'Fills the local stack, whether it runs or not, with people and teams of a company. The same numbers and the same seed make the same data; what is there already stays as it is, so that an interrupted load is simply begun again.',
)
  .addOption(number('users', 'how many users', 1_000))
  .addOption(number('groups', 'how many groups', 10))
  .addOption(number('members', 'memberships in all groups together, a few groups large and many small', 500))
  .addOption(number('seed', 'another seed, other people', 1))
  .addOption(tenantOption('whose directory is filled'))
  .option('--data <dir>', 'data folder of the local stack', '.rollcall');

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

async function fill({ tenant, data, ...population }: Options): Promise<void> {
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

await runScript<Options>(command, (options) => {
  const { users, groups, members, data } = options;
  if (members > users * groups) {
    throw new CommandError(`${groups} groups of ${users} users cannot have ${members} members.`, 'See --help.', 2);
  }
  return fill({ ...options, data: resolve(data) });
});
