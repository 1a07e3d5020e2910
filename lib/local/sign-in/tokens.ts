/**
 * Tokens with the claims of a Cognito user pool.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Person } from './people.ts';

export interface TokenSubject {
  readonly person: Person;
  readonly clientId: string;
  readonly scope: string;
  /** When the person signed in, in seconds since the epoch. */
  readonly authenticatedAt: number;
  readonly nonce?: string | undefined;
}

export interface TokenPair {
  readonly idToken: string;
  readonly accessToken: string;
}

export interface TokenMint {
  /** RFC 7517 */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** `seconds`: how long the tokens are good. */
  mint(subject: TokenSubject, seconds: number): Promise<TokenPair>;
}

const algorithm = 'RS256';

/** A mint with a key of its own: what it makes is good until the process ends. */
export async function createMint(issuer: string): Promise<TokenMint> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const kid = randomUUID();
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' }] };
  return { jwks, mint: (subject, seconds) => mint({ issuer, kid, privateKey }, subject, seconds) };
}

async function mint(
  { issuer, kid, privateKey }: { readonly issuer: string; readonly kid: string; readonly privateKey: CryptoKey },
  { authenticatedAt, clientId, nonce, person, scope }: TokenSubject,
  seconds: number,
): Promise<TokenPair> {
  const now = Math.floor(Date.now() / 1_000);
  const sign = (claims: Record<string, unknown>) =>
    new SignJWT({ auth_time: authenticatedAt, origin_jti: randomUUID(), 'cognito:groups': [person.group], ...claims })
      .setProtectedHeader({ alg: algorithm, kid })
      .setIssuer(issuer)
      .setSubject(person.sub)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(privateKey);
  const [idToken, accessToken] = await Promise.all([
    sign({
      aud: clientId,
      token_use: 'id',
      email: person.email,
      email_verified: true,
      'cognito:username': person.sub,
      ...(person.tenant === undefined ? {} : { 'custom:tenant': person.tenant }),
      ...(nonce === undefined ? {} : { nonce }),
    }),
    sign({ client_id: clientId, token_use: 'access', scope, username: person.sub, version: 2 }),
  ]);
  return { idToken, accessToken };
}
