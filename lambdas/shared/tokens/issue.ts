/** Issuing a token: the token for the administrator, its verifier for the tenant's secret. */
import { admitToken, changeTenantSecret, makeFreshToken, type TokenSecrets } from './credentials.ts';

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

/**
 * Issues a token and adds its verifier to the tenant's secret, which is created when the tenant has none. Throws when
 * the deployment has no token key, and `TenantFullError` when the tenant has no room.
 */
export async function issueToken(secrets: TokenSecrets, { tenant, ...conditions }: TokenRequest): Promise<IssuedToken> {
  const fresh = await makeFreshToken(secrets, tenant);
  await admitToken(secrets, tenant, fresh, conditions);
  return { token: fresh.text, tokenId: fresh.id };
}

/** Marks a token as revoked; in force everywhere within `revocationDelay`. Throws when the tenant has no such token. */
export async function revokeToken(secrets: TokenSecrets, tenant: string, tokenId: string, at: string): Promise<void> {
  await changeTenantSecret(secrets, tenant, at, (before) => {
    const record = Object.hasOwn(before.tokens, tokenId) ? before.tokens[tokenId] : undefined;
    if (record === undefined) throw new Error(`Tenant ${tenant} has no token ${tokenId}.`);
    return { ...before, tokens: { ...before.tokens, [tokenId]: { ...record, revoked: at } } };
  });
}
