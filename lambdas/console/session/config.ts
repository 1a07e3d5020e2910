/** Where people sign in: `config.json` beside the app, written by whoever deploys it. */
export interface ConsoleConfig {
  /** Issuer of OpenID Connect; its configuration is below `.well-known`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The admin API: a path of this origin, or a whole URL. */
  readonly apiUrl: string;
}

/** The folder of the app. */
export const base = '/console';

/** Throws with a sentence for the person when the file cannot be read. */
export async function readConfig(get: typeof fetch): Promise<ConsoleConfig> {
  const answer = await get(`${base}/config.json`).catch(() => undefined);
  const config: unknown = answer?.ok ? await answer.json().catch(() => undefined) : undefined;
  if (!isConfig(config)) throw new Error('The console could not read its configuration. Try again in a moment.');
  return config;
}

function isConfig(value: unknown): value is ConsoleConfig {
  if (typeof value !== 'object' || value === null) return false;
  const { issuer, clientId, scopes, apiUrl } = value as Record<string, unknown>;
  return [issuer, clientId, apiUrl].every((each) => typeof each === 'string') && Array.isArray(scopes);
}
