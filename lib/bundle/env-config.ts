/**
 * Stands for `@smithy/core/config` in bundles: settings come from environment variables or are the SDK's defaults. The SDK
 * would go on to look for `~/.aws/config`, `~/.aws/credentials` and instance metadata, none of which Lambda has: 7 kB, and
 * files searched in each cold start.
 */

type Environment = Readonly<Record<string, string | undefined>>;
type Provider<T> = () => Promise<T>;

interface Setting<T> {
  readonly environmentVariableSelector: (environment: Environment, options?: object) => T | undefined;
  readonly default: T | Provider<T>;
}

/** A setting, read once: the environment's, unless it has none or one that the selector refuses. */
export function loadConfig<T>(setting: Setting<T>, options: object = {}): Provider<T> {
  const read = async (): Promise<T> => {
    const value = selectFrom(setting, options);
    if (value !== undefined) return value;
    return typeof setting.default === 'function' ? (setting.default as Provider<T>)() : setting.default;
  };
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= read();
    return loaded;
  };
}

function selectFrom<T>({ environmentVariableSelector }: Setting<T>, options: object): T | undefined {
  try {
    return environmentVariableSelector(process.env, options);
  } catch {
    return undefined;
  }
}

/** `true` or `false`; undefined when there is neither. */
export function booleanSelector(source: Environment, name: string): boolean | undefined {
  const value = source[name];
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}

export const SelectorType = { ENV: 'env', CONFIG: 'shared config entry' };
export const CONFIG_PREFIX_SEPARATOR = '.';

const switchNamed = (name: string): Setting<boolean> => ({
  environmentVariableSelector: (environment) => booleanSelector(environment, name),
  default: false,
});
export const NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS = switchNamed('AWS_USE_DUALSTACK_ENDPOINT');
export const NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS = switchNamed('AWS_USE_FIPS_ENDPOINT');

export const NODE_REGION_CONFIG_OPTIONS: Setting<string> = {
  environmentVariableSelector: (environment) => environment.AWS_REGION,
  default: async () => {
    throw new Error('AWS_REGION is not set.');
  },
};
export const NODE_REGION_CONFIG_FILE_OPTIONS = {};

// Names that modules import which no bundle keeps.
export const REGION_ENV_NAME = 'AWS_REGION';
export const REGION_INI_NAME = 'region';
export class ProviderError extends Error {}

/** Timeouts and retries are the client's own (`createDynamoDbClient`, `createSecretsClient`). */
export const resolveDefaultsModeConfig = (): Provider<string> => async () => 'legacy';

interface RegionInput {
  readonly region: string | Provider<string>;
  readonly useFipsEndpoint: boolean | Provider<boolean>;
}

/** The client's configuration with the region and the FIPS switch as providers. */
export const resolveRegionConfig = <T extends RegionInput>(input: T): T =>
  Object.assign(input, { region: providerOf(input.region), useFipsEndpoint: providerOf(input.useFipsEndpoint) });

const providerOf = <T extends string | boolean>(value: T | Provider<T>): Provider<T> =>
  typeof value === 'function' ? value : async () => value;
