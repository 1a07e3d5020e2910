/** What the functions go by, changed by those who administer: each tenant's secret (docs/adr/0040-token-ids.md). */
import {
  DeleteSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { changeSecret } from './change-secret.ts';
import { readSecret } from './secrets-manager.ts';
import {
  parseTenantTokens,
  type TenantRateLimit,
  type TenantSwitches,
  type TenantTokens,
  type TokenRecord,
} from './tenant-tokens.ts';
import { isWithinRoom, TenantFullError, tidyTokens } from './tidy-tokens.ts';
import { makeToken, parseToken, verifierOf } from './token-format.ts';

export interface TokenSecrets {
  readonly client: SecretsManagerClient;
  readonly tenantSecretPrefix: string;
  readonly tokenKeySecret: string;
  /** The key in KMS that a new tenant's secret is encrypted with; without it, AWS's own. */
  readonly encryptionKey?: string | undefined;
}

export interface FreshToken {
  /** The whole token: shown once, kept nowhere. */
  readonly text: string;
  readonly id: string;
}

export type TokenConditions = Omit<TokenRecord, 'sha256' | 'revoked'>;

/** A token that opens nothing yet. Throws when the deployment has no token key. */
export async function makeFreshToken({ client, tokenKeySecret }: TokenSecrets, tenant: string): Promise<FreshToken> {
  const key = await readSecret(client, tokenKeySecret);
  if (key === undefined) throw new Error(`The secret ${tokenKeySecret} does not exist; deploy first.`);
  const { text, tokenId } = makeToken(tenant, key);
  return { text, id: tokenId };
}

/** From now on the token opens the connection that `conditions` name. Throws `TenantFullError` when there is no room. */
export function admitToken(
  secrets: TokenSecrets,
  tenant: string,
  { text, id }: FreshToken,
  conditions: TokenConditions,
): Promise<void> {
  const parsed = parseToken(text);
  if (parsed?.tenant !== tenant) throw new Error('The token is not one of this tenant.');
  const record: TokenRecord = { sha256: verifierOf(parsed), ...conditions };
  const now = Date.parse(conditions.created);
  return changeTenantSecret(secrets, tenant, conditions.created, (before) => {
    const after = { ...before, tokens: { ...tidyTokens(before.tokens, now), [id]: record } };
    if (!isWithinRoom(after, now)) throw new TenantFullError(tenant);
    return after;
  });
}

/** Refused everywhere within `revocationDelay`. Ids that the tenant does not have are passed over. */
export function revokeTokens(secrets: TokenSecrets, tenant: string, ids: readonly string[], at: string): Promise<void> {
  const meant = new Set(ids);
  return revokeWhere(secrets, tenant, at, (id) => meant.has(id));
}

/** Every token of the connection, whoever issued it, as `revokeTokens`. */
export function revokeTokensOf(secrets: TokenSecrets, tenant: string, provider: string, at: string): Promise<void> {
  return revokeWhere(secrets, tenant, at, (_, record) => record.provider === provider);
}

/** Every token that the tenant's secret remembers, as it stands there; none for a tenant without a secret. */
export async function listTokenRecords(
  { client, tenantSecretPrefix }: TokenSecrets,
  tenant: string,
): Promise<readonly (TokenRecord & { readonly id: string })[]> {
  const text = await readSecret(client, tenantSecretPrefix + tenant);
  const { tokens } = text === undefined ? { tokens: {} } : parseTenantTokens(text);
  return Object.entries(tokens).map(([id, record]) => ({ id, ...record }));
}

/** Puts all tokens of the tenant to sleep, or wakes them. */
export function setSuspended(secrets: TokenSecrets, tenant: string, isSuspended: boolean, at: string): Promise<void> {
  return changeTenantSecret(secrets, tenant, at, (before) => ({ ...before, suspended: isSuspended }));
}

/** The tenant's own rate limit; undefined takes the decision back, so that the deployment's counts. */
export function setRateLimit(
  secrets: TokenSecrets,
  tenant: string,
  rateLimit: TenantRateLimit | undefined,
  at: string,
): Promise<void> {
  // JSON has no undefined: what is taken back is left out.
  return changeTenantSecret(secrets, tenant, at, (before) => ({ ...before, rateLimit }));
}

/** What is decided for one connection, in place of what was. */
export function setConnectionSwitches(
  secrets: TokenSecrets,
  tenant: string,
  provider: string,
  switches: TenantSwitches,
  at: string,
): Promise<void> {
  return changeTenantSecret(secrets, tenant, at, (before) => ({
    ...before,
    connections: { ...before.connections, [provider]: switches },
  }));
}

/** Every token of the tenant is unknown then. Its secret has verifiers only, so there is nothing to recover. */
export async function removeTenantSecret(secrets: TokenSecrets, tenant: string): Promise<void> {
  const SecretId = secrets.tenantSecretPrefix + tenant;
  try {
    await secrets.client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

/** Makes the secret when the tenant has none. What is long dead at `at` is forgotten on the way. */
export function changeTenantSecret(
  { client, tenantSecretPrefix, encryptionKey }: TokenSecrets,
  tenant: string,
  at: string,
  change: (before: TenantTokens) => TenantTokens,
): Promise<void> {
  const toText = (text: string | undefined) => {
    const after = change(text === undefined ? { tokens: {} } : parseTenantTokens(text));
    return JSON.stringify({ ...after, tokens: tidyTokens(after.tokens, Date.parse(at)) });
  };
  return changeSecret(client, tenantSecretPrefix + tenant, toText, encryptionKey);
}

function revokeWhere(
  secrets: TokenSecrets,
  tenant: string,
  at: string,
  isMeant: (id: string, record: TokenRecord) => boolean,
): Promise<void> {
  return changeTenantSecret(secrets, tenant, at, (before) => ({
    ...before,
    tokens: Object.fromEntries(
      Object.entries(before.tokens).map(([id, record]) => [
        id,
        isMeant(id, record) && record.revoked === undefined ? { ...record, revoked: at } : record,
      ]),
    ),
  }));
}
