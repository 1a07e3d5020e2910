/** `npm run tenant`: shows or turns the switches of a tenant (docs/interoperability.md). */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readOption, regionOption, runScript, script, stageOption, tenantOption, useRegion } from '#lib/cli/script.ts';
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
  readonly region?: string;
  readonly tenant: string;
  readonly data?: string;
}

/** `additiveReplace` is `--additive-replace`. */
function optionOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function show(value: boolean | undefined): string {
  return value === undefined ? 'default' : value ? 'on' : 'off';
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
  .addOption(regionOption())
  .addOption(tenantOption('whose switches'));
for (const name of switchNames) {
  const read = (text: string) => positions.find((position) => position === text);
  command.addOption(
    readOption(`--${optionOf(name)} <on|off|default>`, meanings[name], read, 'It must be on, off or default.'),
  );
}
command.option('--data <dir>', 'of the local stack that uses this folder instead');

await runScript<Options>(command, async (options) => {
  const { data, region, stage, tenant } = options;
  const change = readChange(options);
  const { tenantSecretPrefix } = stageNamed(stage);
  if (data === undefined) useRegion(stage, region);
  else Object.assign(process.env, readEndpoints(data));
  const secrets = { client: new SecretsManagerClient({}), tenantSecretPrefix };
  if (Object.keys(change).length > 0) await changeSwitches(secrets, tenant, change);
  const { switches, connections } = await readSwitches(secrets, tenant);
  for (const name of switchNames) {
    // What is turned for the tenant changes nothing for these.
    const others = Object.entries(connections)
      .filter(([, own]) => own[name] !== undefined && own[name] !== switches[name])
      .map(([provider, own]) => `${provider}: ${show(own[name])}`);
    const beside = others.length === 0 ? '' : `  (${others.join(', ')})`;
    process.stdout.write(`${optionOf(name).padEnd(18)}${show(switches[name])}${beside}\n`);
  }
});
