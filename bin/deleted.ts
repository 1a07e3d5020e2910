/** `npm run deleted`: the users that a client deleted from a tenant with soft delete (docs/interoperability.md). */
import { CommandError } from '#lib/cli/command-error.ts';
import { regionOption, runScript, script, stageOption, tenantOption, useRegion } from '#lib/cli/script.ts';
import { schemaFileOf, tableNameOf } from '#lib/config/configured-stage.ts';
import { readEndpoints } from '#lib/local/endpoints.ts';
import { readResourceTypes } from '#lib/schema-file.ts';
import { stageNamed } from '#lib/stage.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { listDeleted, purgeDeleted, restoreDeleted } from '#storage/dynamodb/deleted-resources.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { Table } from '#storage/dynamodb/table.ts';

/** How long one command may take, in milliseconds. */
const patience = 60_000;

interface Options {
  readonly stage: string;
  readonly region?: string;
  readonly tenant: string;
  readonly restore?: string;
  readonly purge?: string;
  readonly type: string;
  readonly schemas?: string;
  readonly data?: string;
}

const command = script(
  'deleted',
  'Lists what clients deleted from a tenant whose soft delete is on, and how long it can be brought back, in the AWS account of your environment.',
)
  .addOption(stageOption())
  .addOption(regionOption())
  .addOption(tenantOption('whose directory'))
  .option('--restore <id>', 'bring this one back, under its id and in no group')
  .option('--purge <id>', 'forget this one for good')
  .option('--type <name>', 'resource type', 'User')
  .option(
    '--schemas <file>',
    'what the stage was deployed with (default: what rollcall.config.ts says, or schemas.json)',
  )
  .option('--data <dir>', 'of the local stack that uses this folder instead');

function fail(message: string): never {
  throw new CommandError(message);
}

await runScript<Options>(command, async (options) => {
  const { stage, tenant, restore, purge } = options;
  const types = readResourceTypes(options.schemas ?? schemaFileOf(stage));
  const type = types.find(({ name }) => name === options.type) ?? fail(`There is no resource type "${options.type}".`);
  const tableName = options.data === undefined ? tableNameOf(stage) : stageNamed(stage).tableName;
  if (options.data === undefined) useRegion(stage, options.region);
  else Object.assign(process.env, readEndpoints(options.data));
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
    const kept = await listDeleted(directory, type, at);
    // No result, as in every other list.
    if (kept.length === 0) process.stderr.write('None.\n');
    for (const { state, deleted, until } of kept) {
      // As JSON: what a client wrote must not move the cursor of a terminal.
      const names = type.displayAttributes.flatMap((name) => JSON.stringify(state.document[name]) ?? []);
      print(`${state.id}  deleted ${deleted}  kept until ${until}  ${names.join('  ')}`);
    }
  }
});
