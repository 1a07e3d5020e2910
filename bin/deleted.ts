/** `npm run deleted`: the users that a client deleted from a tenant with soft delete (docs/interoperability.md). */
import { parseArgs } from 'node:util';
import { schemaFileOf } from '#lib/config/configured-stage.ts';
import { readEndpoints } from '#lib/local/endpoints.ts';
import { readResourceTypes } from '#lib/schema-file.ts';
import { stageNamed } from '#lib/stage.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { listDeleted, purgeDeleted, restoreDeleted } from '#storage/dynamodb/deleted-resources.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { Table } from '#storage/dynamodb/table.ts';
import { isTenantId } from '#tokens/token-format.ts';

const usage = `npm run deleted -- [options]

Lists what clients deleted from a tenant whose soft delete is on, and how long it can be brought back, in the AWS
account of your environment.

  --stage NAME      stage of the deployment (default dev)
  --tenant ID       whose directory (default default)
  --restore ID      bring this one back, under its id and in no group
  --purge ID        forget this one for good
  --type NAME       resource type (default User)
  --schemas FILE    what the stage was deployed with (default: what rollcall.config.ts says, or schemas.json)
  --data DIR        of the local stack that uses this folder instead
  --help            this text
`;

/** How long one command may take, in milliseconds. */
const patience = 60_000;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        stage: { type: 'string', default: 'dev' },
        tenant: { type: 'string', default: 'default' },
        restore: { type: 'string' },
        purge: { type: 'string' },
        type: { type: 'string', default: 'User' },
        schemas: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return fail(`${(error as Error).message.split('\n', 1)[0]} See npm run deleted -- --help`);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return void process.stdout.write(usage);
  const { stage, tenant, restore, purge } = options;
  if (!isTenantId(tenant)) fail(`"${tenant}" is no tenant id: 1 to 36 of a-z, 0-9 and inner hyphens.`);
  const types = readResourceTypes(options.schemas ?? schemaFileOf(stage));
  const type = types.find(({ name }) => name === options.type) ?? fail(`There is no resource type "${options.type}".`);
  const { tableName } = stageNamed(stage);
  if (options.data !== undefined) Object.assign(process.env, readEndpoints(options.data));
  const deadline = Date.now() + patience;
  const table = new Table({ client: createDynamoDbClient(), tableName, meter: new Meter(), deadline });
  const directory = { table, keys: tenantKeys(tenant), memberTypes: types };
  const at = new Date().toISOString();
  const print = (line: string) => process.stdout.write(`${line}\n`);
  if (restore !== undefined) {
    const found = await restoreDeleted(directory, type, restore, at);
    if (found === undefined) fail(`Tenant ${tenant} has no deleted ${type.name} ${restore}.`);
    print(`${type.name} ${restore} is back.`);
  } else if (purge !== undefined) {
    if (!(await purgeDeleted(directory, type, purge))) fail(`Tenant ${tenant} has no deleted ${type.name} ${purge}.`);
    print(`${type.name} ${purge} is gone for good.`);
  } else {
    for (const { state, deleted, until } of await listDeleted(directory, type, at)) {
      // As JSON: what a client wrote must not move the cursor of a terminal.
      const names = type.displayAttributes.flatMap((name) => JSON.stringify(state.document[name]) ?? []);
      print(`${state.id}  deleted ${deleted}  kept until ${until}  ${names.join('  ')}`);
    }
  }
}

await main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
