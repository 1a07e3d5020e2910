/** Issuing a token: the token for the administrator, its verifier for the tenant's secret. */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { changeSecret } from './change-secret.ts';
import { readSecret } from './secrets-manager.ts';
import { parseTenantTokens, type TenantTokens, type TokenRecord } from './tenant-tokens.ts';
import { makeToken, verifierOf } from './token-format.ts';

export interface TokenRequest {
  readonly tenant: string;
  /** Canonical provider id: the connection this token will open. */
  readonly provider: string;
  /** ISO 8601 instants. */
  readonly created: string;
  readonly expires?: string;
  /** Id of the user that `/Me` is to stand for. */
  readonly user?: string;
}

export interface IssuedToken {
  /** The whole token: shown once, kept nowhere. */
  readonly token: string;
  readonly tokenId: string;
}

export interface TokenSecrets {
  readonly client: SecretsManagerClient;
  readonly tenantSecretPrefix: string;
  readonly tokenKeySecret: string;
}

/**
 * Issues a token and adds its verifier to the tenant's secret, which is created when the tenant has none. Throws when
 * the deployment has no token key.
 */
export async function issueToken(secrets: TokenSecrets, request: TokenRequest): Promise<IssuedToken> {
  const tokenKey = await readSecret(secrets.client, secrets.tokenKeySecret);
  if (tokenKey === undefined) throw new Error(`The secret ${secrets.tokenKeySecret} does not exist; deploy first.`);
  const token = makeToken(request.tenant, tokenKey);
  const record: TokenRecord = {
    sha256: verifierOf(token),
    provider: request.provider,
    created: request.created,
    ...(request.expires === undefined ? {} : { expires: request.expires }),
    ...(request.user === undefined ? {} : { user: request.user }),
  };
  await changeTokens(secrets, request.tenant, (tokens) => ({ ...tokens, [token.tokenId]: record }));
  return { token: token.text, tokenId: token.tokenId };
}

/** Marks a token as revoked; in force everywhere within `revocationDelay`. Throws when the tenant has no such token. */
export async function revokeToken(secrets: TokenSecrets, tenant: string, tokenId: string, at: string): Promise<void> {
  await changeTokens(secrets, tenant, (tokens) => {
    const record = Object.hasOwn(tokens, tokenId) ? tokens[tokenId] : undefined;
    if (record === undefined) throw new Error(`Tenant ${tenant} has no token ${tokenId}.`);
    return { ...tokens, [tokenId]: { ...record, revoked: at } };
  });
}

function changeTokens(
  { client, tenantSecretPrefix }: TokenSecrets,
  tenant: string,
  change: (tokens: TenantTokens['tokens']) => TenantTokens['tokens'],
): Promise<void> {
  return changeSecret(client, tenantSecretPrefix + tenant, (text) => {
    const before = text === undefined ? { tokens: {} } : parseTenantTokens(text);
    const after: TenantTokens = { ...before, tokens: change(before.tokens) };
    return JSON.stringify(after);
  });
}
