/** What a tenant's secret holds: a verifier and the conditions of each token, never a token; and the tenant's switches. */

export interface TokenRecord {
  /** SHA-256 of the whole token in hexadecimal digits. */
  readonly sha256: string;
  /** The identity provider whose connection the token belongs to, e.g. `jumpcloud`. */
  readonly provider: string;
  /** ISO 8601 instants. */
  readonly created: string;
  readonly expires?: string;
  readonly revoked?: string;
  /** Id of the user that `/Me` stands for. It opens no less of the directory than a token without one. */
  readonly user?: string;
  /** What the token may do; everything without them. */
  readonly scopes?: readonly string[];
}

/** The switches there are (docs/interoperability.md). */
export const switchNames = ['strict', 'additiveReplace', 'softDelete'] as const;

/** What the operator decided for the tenant; what is not decided is absent. */
export type TenantSwitches = Readonly<Partial<Record<(typeof switchNames)[number], boolean>>>;

/** How many requests a tenant may send, in place of what the deployment says. */
export interface TenantRateLimit {
  readonly requestsPerSecond: number;
  /** Requests at once, above the rate. */
  readonly burst: number;
}

export interface TenantTokens {
  readonly tokens: Readonly<Record<string, TokenRecord>>;
  readonly switches?: TenantSwitches;
  /** Of single connections, by the canonical id of their provider; they come before those of the tenant. */
  readonly connections?: Readonly<Record<string, TenantSwitches>>;
  /** Whether all tokens of the tenant are put to sleep. */
  readonly suspended?: boolean;
  readonly rateLimit?: TenantRateLimit | undefined;
}

/** Reads a tenant's secret. Throws when the text is not of the form; the message never quotes it. */
export function parseTenantTokens(text: string): TenantTokens {
  const parsed = parseJson(text);
  const { tokens, switches, connections, suspended, rateLimit } = isRecord(parsed) ? parsed : {};
  if (!isRecord(tokens)) throw new Error('The secret of this tenant does not have the form {"tokens": {…}}.');
  return {
    tokens: Object.fromEntries(Object.entries(tokens).filter(isTokenEntry)),
    ...(isRecord(switches) ? { switches: readSwitches(switches) } : {}),
    ...(isRecord(connections) ? { connections: readConnections(connections) } : {}),
    // Whatever it says but that it is not suspended, it is: the other mistake would open what was closed.
    ...(suspended === undefined || suspended === false ? {} : { suspended: true }),
    ...(isRateLimit(rateLimit) ? { rateLimit } : {}),
  };
}

/** The record of `tokenId`, looked for among own properties only. */
export function findToken(tenant: TenantTokens | undefined, tokenId: string): TokenRecord | undefined {
  return tenant !== undefined && Object.hasOwn(tenant.tokens, tokenId) ? tenant.tokens[tokenId] : undefined;
}

/** Whether a token with this record opens the connection to `provider` at `now` (milliseconds since the epoch). */
export function isUsable(record: TokenRecord, provider: string, now: number): boolean {
  return (
    record.provider === provider &&
    record.revoked === undefined &&
    (record.expires === undefined || now < Date.parse(record.expires))
  );
}

/** What was decided for a connection, and where nothing was, for the tenant; undefined when nothing was at all. */
export function switchesOf({ switches, connections = {} }: TenantTokens, provider: string): TenantSwitches | undefined {
  const own = Object.hasOwn(connections, provider) ? connections[provider] : undefined;
  return own === undefined ? switches : { ...switches, ...own };
}

/** What an identity provider sends is below every limit there is: 25 a second (docs/adr/0190-tenant-rate-limit.md). */
const [leastRate, mostRate] = [25, 10_000];

export function isRateLimit(given: unknown): given is TenantRateLimit {
  return isRecord(given) && isRate(given.requestsPerSecond) && isRate(given.burst);
}

function isRate(given: unknown): given is number {
  return typeof given === 'number' && given >= leastRate && given <= mostRate;
}

function readConnections(given: Record<string, unknown>): Readonly<Record<string, TenantSwitches>> {
  const known = Object.entries(given).filter((entry): entry is [string, Record<string, unknown>] => isRecord(entry[1]));
  return Object.fromEntries(known.map(([provider, switches]) => [provider, readSwitches(switches)]));
}

function readSwitches(given: Record<string, unknown>): TenantSwitches {
  const decided = switchNames.filter((name) => Object.hasOwn(given, name) && typeof given[name] === 'boolean');
  return Object.fromEntries(decided.map((name) => [name, given[name]]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTokenEntry(entry: [string, unknown]): entry is [string, TokenRecord] {
  const record = entry[1];
  return (
    isRecord(record) &&
    typeof record.sha256 === 'string' &&
    typeof record.provider === 'string' &&
    typeof record.created === 'string' &&
    (record.expires === undefined || typeof record.expires === 'string') &&
    (record.revoked === undefined || typeof record.revoked === 'string') &&
    (record.user === undefined || typeof record.user === 'string') &&
    (record.scopes === undefined || isTextList(record.scopes))
  );
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
