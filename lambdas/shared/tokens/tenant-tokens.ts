/** What a tenant's secret holds: a verifier and the conditions of each token, never a token. */

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
}

export interface TenantTokens {
  readonly tokens: Readonly<Record<string, TokenRecord>>;
}

/** Reads a tenant's secret. Throws when the text is not of the form; the message never quotes it. */
export function parseTenantTokens(text: string): TenantTokens {
  const parsed = parseJson(text);
  const tokens = isRecord(parsed) ? parsed.tokens : undefined;
  if (!isRecord(tokens)) throw new Error('The secret of this tenant does not have the form {"tokens": {…}}.');
  return { tokens: Object.fromEntries(Object.entries(tokens).filter(isTokenEntry)) };
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
    (record.user === undefined || typeof record.user === 'string')
  );
}
