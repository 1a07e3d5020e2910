/** `npm run tenant`: shows or turns the switches of a tenant (docs/interoperability.md), and its rate limit. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readOption, runScript, script, stageOption, tenantOption } from '#lib/cli/script.ts';
import { readEndpoints } from '#lib/local/endpoints.ts';
import { stageNamed } from '#lib/stage.ts';
import { changeRateLimit, changeSwitches, readRateLimit, readSwitches, type SwitchChange } from '#tokens/switches.ts';
import { isRateLimit, switchNames, type TenantRateLimit } from '#tokens/tenant-tokens.ts';

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
  /** Empty for what the stage says. */
  readonly rateLimit?: Partial<TenantRateLimit>;
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

/** `50/100`; empty for `default`. */
function readLimit(text: string): Partial<TenantRateLimit> | undefined {
  if (text === 'default') return {};
  const [, rate, burst] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const limit = { requestsPerSecond: Number(rate), burst: Number(burst) };
  return isRateLimit(limit) ? limit : undefined;
}

const command = script(
  'tenant',
  'Shows the switches and the rate limit of a tenant, or changes them, in the AWS account of your environment. In force within a minute.',
)
  .addOption(stageOption())
  .addOption(tenantOption('whose switches'));
for (const name of switchNames) {
  const read = (text: string) => positions.find((position) => position === text);
  command.addOption(
    readOption(`--${optionOf(name)} <on|off|default>`, meanings[name], read, 'It must be on, off or default.'),
  );
}
command
  .addOption(
    readOption(
      '--rate-limit <rate/burst>',
      'requests a second, and at once above that, each 25 to 10000; default: as the stage says',
      readLimit,
      'It must be RATE/BURST, each 25 to 10000, or default.',
    ),
  )
  .option('--data <dir>', 'of the local stack that uses this folder instead');

await runScript<Options>(command, async (options) => {
  const { data, rateLimit, stage, tenant } = options;
  const change = readChange(options);
  const { tenantSecretPrefix } = stageNamed(stage);
  if (data !== undefined) Object.assign(process.env, readEndpoints(data));
  const secrets = { client: new SecretsManagerClient({}), tenantSecretPrefix };
  if (Object.keys(change).length > 0) await changeSwitches(secrets, tenant, change);
  if (rateLimit !== undefined) await changeRateLimit(secrets, tenant, isRateLimit(rateLimit) ? rateLimit : undefined);
  const switches = await readSwitches(secrets, tenant);
  for (const name of switchNames) {
    const value = switches[name];
    const shown = value === undefined ? 'default' : value ? 'on' : 'off';
    process.stdout.write(`${optionOf(name).padEnd(18)}${shown}\n`);
  }
  const { requestsPerSecond, burst } = (await readRateLimit(secrets, tenant)) ?? {};
  const shown = requestsPerSecond === undefined ? 'default' : `${requestsPerSecond}/${burst}`;
  process.stdout.write(`${'rate-limit'.padEnd(18)}${shown}\n`);
});
