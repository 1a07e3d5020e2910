/** Every way in which a token can be wrong, as many of each as one likes. */
import { randomBytes } from 'node:crypto';
import type { TokenRecord } from '#tokens/tenant-tokens.ts';
import { type BearerToken, makeToken, verifierOf } from '#tokens/token-format.ts';

/** The connection that the tokens are shown to. */
export const shownTo = 'jumpcloud';
const created = '2026-01-01T00:00:00.000Z';

/** Kinds whose id was issued: that of a tenant that is gone, of a token that is, or of one that lives. */
export const issuedKinds = ['unknown tenant', 'unknown id', 'wrong secret'] as const;
/** Kinds whose holder once had a right token, and knows that. */
export const formerKinds = ['expired', 'revoked', 'of another provider'] as const;
export const inventedKinds = ['malformed', 'wrong seal'] as const;

export type Kind = (typeof issuedKinds)[number] | (typeof formerKinds)[number] | (typeof inventedKinds)[number];

export interface WrongTokens {
  /** A token of this kind, another one each time. */
  readonly next: (kind: Kind) => string;
  /** The text of the secret of the one tenant that there is. */
  readonly secretOf: (tenant: string) => string | undefined;
}

/** `tenants` are the names of tenants that there are not. */
export function wrongTokens(tokenKey: string, tenants: readonly string[]): WrongTokens {
  const pool = Array.from({ length: 20 }, () => makeToken('acme', tokenKey));
  const former = formerKinds.map((kind) => [kind, makeToken('acme', tokenKey)] as const);
  const record = (token: BearerToken, traits: Partial<TokenRecord> = {}): TokenRecord => ({
    sha256: verifierOf(token),
    provider: shownTo,
    created,
    ...traits,
  });
  const traits: Readonly<Record<(typeof formerKinds)[number], Partial<TokenRecord>>> = {
    expired: { expires: created },
    revoked: { revoked: created },
    'of another provider': { provider: 'okta' },
  };
  const tokens = Object.fromEntries([
    ...pool.map((token) => [token.tokenId, record(token)]),
    ...former.map(([kind, token]) => [token.tokenId, record(token, traits[kind])]),
  ]) as Record<string, TokenRecord>;
  const text = JSON.stringify({ tokens });
  let made = 0;
  const any = <T>(values: readonly T[]): T => values[made % values.length] as T;
  const withSecret = ({ text: whole }: BearerToken) => whole.slice(0, -43) + randomBytes(32).toString('base64url');
  const next = (kind: Kind): string => {
    made += 1;
    switch (kind) {
      case 'malformed':
        return any([
          '',
          'x',
          `rc_acme_${'0'.repeat(31)}_${'A'.repeat(43)}`,
          `rc_Acme_${randomBytes(40).toString('hex')}`,
        ]);
      case 'wrong seal':
        return makeToken(any(['acme', ...tenants]), 'a guess').text;
      case 'unknown tenant':
        return makeToken(any(tenants), tokenKey).text;
      case 'unknown id':
        return makeToken('acme', tokenKey).text;
      case 'wrong secret':
        return withSecret(any(pool));
      default:
        return former.find(([each]) => each === kind)?.[1].text ?? '';
    }
  };
  return { next, secretOf: (tenant) => (tenant === 'acme' ? text : undefined) };
}
