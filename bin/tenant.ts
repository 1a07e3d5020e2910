/** `npm run tenant`: shows or turns the switches of a tenant (docs/interoperability.md). */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readOption, runScript, script, stageOption, tenantOption } from '#lib/cli/script.ts';
import { readEndpoints } from '#lib/local/endpoints.ts';
import { stageNamed } from '#lib/stage.ts';
import { changeSwitches, readSwitches, type SwitchChange } from '#tokens/switches.ts';
import { switchNames } from '#tokens/tenant-tokens.ts';

const positions = ['on', 'off', 'default'] as const;
const values = { on: true, off: false, default: undefined } as const;
const meanings: Readonly<Record<(typeof switchNames)[number], string>> = {
  strict: 'refuse unknown attributes, unknown members and a PATCH without paths',
  additiveReplace: 'a PATCH that replaces the members of a group adds to them',
  softDelete: 'keep deleted users for 30 days; npm run deleted brings them back',
};

interface Options extends Partial<Record<(typeof switchNames)[number], (typeof positions)[number]>> {
  readonly stage: string;
  readonly tenant: string;
  readonly data?: string;
}

/** `additiveReplace` is `--additive-replace`. */
function optionOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function readChange(options: Options): SwitchChange {
  const named = switchNames.filter((name) => options[name] !== undefined);
  return Object.fromEntries(named.map((name) => [name, values[options[name] ?? 'default']]));
}

const command = script(
  'tenant',
  'Shows the switches of a tenant, or turns them, in the AWS account of your environment. In force within a minute.',
)
  .addOption(stageOption())
  .addOption(tenantOption('whose switches'));
for (const name of switchNames) {
  const read = (text: string) => positions.find((position) => position === text);
  command.addOption(
    readOption(`--${optionOf(name)} <on|off|default>`, meanings[name], read, 'It must be on, off or default.'),
  );
}
command.option('--data <dir>', 'of the local stack that uses this folder instead');

await runScript<Options>(command, async (options) => {
  const { data, stage, tenant } = options;
  const change = readChange(options);
  const { tenantSecretPrefix } = stageNamed(stage);
  if (data !== undefined) Object.assign(process.env, readEndpoints(data));
  const secrets = { client: new SecretsManagerClient({}), tenantSecretPrefix };
  if (Object.keys(change).length > 0) await changeSwitches(secrets, tenant, change);
  const switches = await readSwitches(secrets, tenant);
  for (const name of switchNames) {
    const value = switches[name];
    const shown = value === undefined ? 'default' : value ? 'on' : 'off';
    process.stdout.write(`${optionOf(name).padEnd(18)}${shown}\n`);
  }
});
