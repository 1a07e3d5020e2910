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

/** How long a token that does not open anything any more is told from one that never was, in milliseconds. */
const remembered = 30 * 24 * 60 * 60 * 1_000;

/** A token that opens nothing yet. Throws when the deployment has no token key. */
export async function makeFreshToken({ client, tokenKeySecret }: TokenSecrets, tenant: string): Promise<FreshToken> {
  const key = await readSecret(client, tokenKeySecret);
  if (key === undefined) throw new Error(`The secret ${tokenKeySecret} does not exist; deploy first.`);
  const { text, tokenId } = makeToken(tenant, key);
  return { text, id: tokenId };
}

/** From now on the token opens the connection that `conditions` name. What is long dead is forgotten on the way. */
export function admitToken(
  secrets: TokenSecrets,
  tenant: string,
  { text, id }: FreshToken,
  conditions: TokenConditions,
): Promise<void> {
  const parsed = parseToken(text);
  if (parsed?.tenant !== tenant) throw new Error('The token is not one of this tenant.');
  const record: TokenRecord = { sha256: verifierOf(parsed), ...conditions };
  return changeTenantSecret(secrets, tenant, (before) => ({
    ...before,
    tokens: { ...withoutDead(before.tokens, Date.parse(conditions.created)), [id]: record },
  }));
}

/** Refused everywhere within `revocationDelay`. Ids that the tenant does not have are passed over. */
export function revokeTokens(secrets: TokenSecrets, tenant: string, ids: readonly string[], at: string): Promise<void> {
  const revoked = new Set(ids);
  return changeTenantSecret(secrets, tenant, (before) => ({
    ...before,
    tokens: Object.fromEntries(
      Object.entries(before.tokens).map(([id, record]) => [
        id,
        revoked.has(id) && record.revoked === undefined ? { ...record, revoked: at } : record,
      ]),
    ),
  }));
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
export function setSuspended(secrets: TokenSecrets, tenant: string, isSuspended: boolean): Promise<void> {
  return changeTenantSecret(secrets, tenant, (before) => ({ ...before, suspended: isSuspended }));
}

/** The tenant's own rate limit; undefined takes the decision back, so that the deployment's counts. */
export function setRateLimit(
  secrets: TokenSecrets,
  tenant: string,
  rateLimit: TenantRateLimit | undefined,
): Promise<void> {
  // JSON has no undefined: what is taken back is left out.
  return changeTenantSecret(secrets, tenant, (before) => ({ ...before, rateLimit }));
}

/** What is decided for one connection, in place of what was. */
export function setConnectionSwitches(
  secrets: TokenSecrets,
  tenant: string,
  provider: string,
  switches: TenantSwitches,
): Promise<void> {
  return changeTenantSecret(secrets, tenant, (before) => ({
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

/** Makes the secret when the tenant has none. */
export function changeTenantSecret(
  { client, tenantSecretPrefix, encryptionKey }: TokenSecrets,
  tenant: string,
  change: (before: TenantTokens) => TenantTokens,
): Promise<void> {
  const toText = (text: string | undefined) =>
    JSON.stringify(change(text === undefined ? { tokens: {} } : parseTenantTokens(text)));
  return changeSecret(client, tenantSecretPrefix + tenant, toText, encryptionKey);
}

function withoutDead(tokens: TenantTokens['tokens'], now: number): TenantTokens['tokens'] {
  const isRemembered = ({ expires, revoked }: TokenRecord) =>
    [expires, revoked].every((end) => end === undefined || Date.parse(end) > now - remembered);
  return Object.fromEntries(Object.entries(tokens).filter(([, record]) => isRemembered(record)));
}
