/** From an Authorization header to the tenant it speaks for (RFC 6750 §2.1). */
import { SecretCache } from './secret-cache.ts';
import {
  findToken,
  isUsable,
  parseTenantTokens,
  switchesOf,
  type TenantRateLimit,
  type TenantSwitches,
  type TenantTokens,
} from './tenant-tokens.ts';
import { type BearerToken, equalVerifiers, isIssuedId, parseToken, verifierOf } from './token-format.ts';

export interface Principal {
  readonly tenant: string;
  readonly tokenId: string;
  /** Id of the user that the token is bound to. */
  readonly user?: string;
  /** What the operator decided for the tenant and this connection. */
  readonly switches?: TenantSwitches;
  /** What the token may do; everything without them. */
  readonly scopes?: readonly string[];
  /** Whether the tenant is suspended: the token is genuine, and must be refused all the same. */
  readonly suspended?: true;
  /** What the operator decided for the tenant. */
  readonly rateLimit?: TenantRateLimit;
}

/**
 * Answers who an Authorization header speaks for at a provider's connection; undefined when it must be refused, for
 * whatever reason. Rejects when Secrets Manager cannot be asked.
 */
export type Authenticate = (authorization: string | undefined, provider: string) => Promise<Principal | undefined>;

export interface AuthenticatorOptions {
  /** Reads the current text of a secret by name; undefined when there is none. */
  readonly readSecret: (name: string) => Promise<string | undefined>;
  /** Name of a tenant's secret without the tenant, e.g. `rollcall/prod/tenants/`. */
  readonly tenantSecretPrefix: string;
  readonly tokenKeySecret: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Within this time a revoked token is refused by every function. */
export const revocationDelay = 60_000;
/** Within this time a token that was just issued may be refused by a function that knows its tenant. */
export const newTokenDelay = 2_000;
const tokenKeyAge = 3_600_000;
/** Compared against when a token is unknown, so that this takes as long as a wrong secret. */
const noVerifier = '0'.repeat(64);

/** An authenticator with caches of its own: make one for each execution environment. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticate {
  const { readSecret, now } = options;
  const shared = { now, minAge: newTokenDelay };
  const keys = new SecretCache<string>({ ...shared, fetch: readSecret, maxAge: tokenKeyAge, capacity: 1 });
  const tenants = new SecretCache<TenantTokens>({
    ...shared,
    fetch: async (name) => {
      const text = await readSecret(name);
      return text === undefined ? undefined : parseTenantTokens(text);
    },
    maxAge: revocationDelay,
    capacity: 1_000,
  });

  /** The secret of the tenant whose token this is; undefined for a token of nobody. */
  const findTenant = async (token: BearerToken) => {
    const name = options.tenantSecretPrefix + token.tenant;
    const verifier = verifierOf(token);
    const has = (tenant: TenantTokens | undefined) =>
      equalVerifiers(verifier, findToken(tenant, token.tokenId)?.sha256 ?? noVerifier);
    const known = await tenants.get(name);
    if (has(known)) return known;
    // A token that is seconds old is not in the answer that was kept. For every other that is wrong the same is done,
    // so that neither time nor calls tell whether it is the tenant, the id or the secret (docs/adr/0160-wrong-tokens.md).
    const fresh = await tenants.getFresh(name);
    return has(fresh) ? fresh : undefined;
  };

  return async (authorization, provider) => {
    const token = parseToken(/^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '');
    if (token === undefined) return undefined;
    const tokenKey = (await keys.get(options.tokenKeySecret)) ?? (await keys.getFresh(options.tokenKeySecret));
    if (tokenKey === undefined) throw new Error(`The secret ${options.tokenKeySecret} does not exist.`);
    if (!isIssuedId(token, tokenKey)) return undefined;
    const tenant = await findTenant(token);
    const record = findToken(tenant, token.tokenId);
    if (tenant === undefined || record === undefined || !isUsable(record, provider, now())) return undefined;
    const { user, scopes } = record;
    const switches = switchesOf(tenant, provider);
    return {
      tenant: token.tenant,
      tokenId: token.tokenId,
      ...(user === undefined ? {} : { user }),
      ...(switches === undefined ? {} : { switches }),
      ...(scopes === undefined ? {} : { scopes }),
      ...(tenant.suspended ? { suspended: true } : {}),
      ...(tenant.rateLimit === undefined ? {} : { rateLimit: tenant.rateLimit }),
    };
  };
}
