/** `npm run tenant`: shows or turns the switches of a tenant (docs/interoperability.md), and its rate limit. */
import { parseArgs } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readEndpoints } from '#lib/local/endpoints.ts';
import { stageNamed } from '#lib/stage.ts';
import { changeRateLimit, changeSwitches, readRateLimit, readSwitches, type SwitchChange } from '#tokens/switches.ts';
import { isRateLimit, switchNames, type TenantRateLimit } from '#tokens/tenant-tokens.ts';
import { isTenantId } from '#tokens/token-format.ts';

const usage = `npm run tenant -- [options]

Shows the switches and the rate limit of a tenant, or changes them, in the AWS account of your environment. In force within a minute.

  --stage NAME              stage of the deployment (default dev)
  --tenant ID               whose switches (default default)
  --strict VALUE            refuse unknown attributes, unknown members and a PATCH without paths
  --additive-replace VALUE  a PATCH that replaces the members of a group adds to them
  --soft-delete VALUE       keep deleted users for 30 days; npm run deleted brings them back
  --rate-limit RATE/BURST   requests a second, and at once above that, each 25 to 10000; default: as the stage says
  --data DIR                of the local stack that uses this folder instead
  --help                    this text

VALUE is on, off, or default: as the provider's profile says.
`;

const values: Readonly<Record<string, boolean | undefined>> = { on: true, off: false, default: undefined };

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** `additiveReplace` is `--additive-replace`. */
function optionOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function readOptions() {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: {
        stage: { ...text, default: 'dev' },
        tenant: { ...text, default: 'default' },
        ...Object.fromEntries(switchNames.map((name) => [optionOf(name), text])),
        'rate-limit': text,
        data: text,
        help: { type: 'boolean', default: false },
      },
    });
    return values as Readonly<Record<string, string | boolean | undefined>>;
  } catch (error) {
    return fail(`${(error as Error).message.split('\n', 1)[0]} See npm run tenant -- --help`);
  }
}

function readChange(options: ReturnType<typeof readOptions>): SwitchChange {
  const named = switchNames.filter((name) => options[optionOf(name)] !== undefined);
  return Object.fromEntries(
    named.map((name) => {
      const value = String(options[optionOf(name)]);
      if (!Object.hasOwn(values, value)) fail(`--${optionOf(name)} ${value}: it must be on, off or default.`);
      return [name, values[value]];
    }),
  );
}

/** `50/100`. */
function readLimit(text: string): TenantRateLimit | undefined {
  if (text === 'default') return undefined;
  const [, rate, burst] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const limit = { requestsPerSecond: Number(rate), burst: Number(burst) };
  if (!isRateLimit(limit)) fail(`--rate-limit ${text}: it must be RATE/BURST, each 25 to 10000, or default.`);
  return limit;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help === true) return void process.stdout.write(usage);
  const tenant = String(options.tenant);
  if (!isTenantId(tenant)) fail(`"${tenant}" is no tenant id: 1 to 36 of a-z, 0-9 and inner hyphens.`);
  const change = readChange(options);
  const limit = options['rate-limit'] === undefined ? 'same' : readLimit(String(options['rate-limit']));
  const { tenantSecretPrefix } = stageNamed(options.stage);
  if (typeof options.data === 'string') Object.assign(process.env, readEndpoints(options.data));
  const secrets = { client: new SecretsManagerClient({}), tenantSecretPrefix };
  if (Object.keys(change).length > 0) await changeSwitches(secrets, tenant, change);
  if (limit !== 'same') await changeRateLimit(secrets, tenant, limit);
  const switches = await readSwitches(secrets, tenant);
  for (const name of switchNames) {
    const value = switches[name];
    const shown = value === undefined ? 'default' : value ? 'on' : 'off';
    process.stdout.write(`${optionOf(name).padEnd(18)}${shown}\n`);
  }
  const { requestsPerSecond, burst } = (await readRateLimit(secrets, tenant)) ?? {};
  const shown = requestsPerSecond === undefined ? 'default' : `${requestsPerSecond}/${burst}`;
  process.stdout.write(`${'rate-limit'.padEnd(18)}${shown}\n`);
}

await main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
