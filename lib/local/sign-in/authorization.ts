/**
 * Authorization code with PKCE for public clients, and nothing else: RFC 6749 §4.1, RFC 7636, OpenID Connect Core §3.1,
 * as far as a Cognito user pool has it.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Person } from './people.ts';
import type { TokenMint, TokenPair } from './tokens.ts';
import type { UserPoolClientDefinition } from './user-pool.ts';

/** An error that the client is told by its code (RFC 6749 §4.1.2.1, §5.2). */
export class OAuthError extends Error {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

interface Grant {
  readonly client: UserPoolClientDefinition;
  readonly person: Person;
  readonly scope: string;
  readonly authenticatedAt: number;
}

interface CodeGrant extends Grant {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

export interface TokenAnswer extends TokenPair {
  readonly refreshToken?: string;
  readonly expiresIn: number;
}

/** As Cognito has it, in milliseconds. */
const codeLifetime = 5 * 60_000;

/** Codes and refresh tokens that are out. They end with the process. */
export class Authorizations {
  readonly #mint: TokenMint;
  readonly #codes = new Map<string, CodeGrant>();
  readonly #refreshTokens = new Map<string, Grant>();

  constructor(mint: TokenMint) {
    this.#mint = mint;
  }

  /** The code for a request that `checkRequest` let pass. */
  issueCode(query: URLSearchParams, client: UserPoolClientDefinition, person: Person): string {
    const code = randomBytes(24).toString('base64url');
    this.#codes.set(code, {
      client,
      person,
      scope: query.get('scope') ?? '',
      redirectUri: query.get('redirect_uri') ?? '',
      challenge: query.get('code_challenge') ?? '',
      nonce: query.get('nonce') ?? undefined,
      authenticatedAt: Math.floor(Date.now() / 1_000),
      endsAt: Date.now() + codeLifetime,
    });
    return code;
  }

  /** Throws OAuthError. A code is good once, whatever comes of it. */
  async redeemCode(form: URLSearchParams): Promise<TokenAnswer> {
    const code = form.get('code') ?? '';
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    const verifier = form.get('code_verifier') ?? '';
    const isRight =
      grant !== undefined &&
      grant.endsAt > Date.now() &&
      grant.client.clientId === form.get('client_id') &&
      grant.redirectUri === form.get('redirect_uri') &&
      grant.challenge === createHash('sha256').update(verifier).digest('base64url');
    if (!isRight) throw new OAuthError('invalid_grant', 'The code is not good, or not for this client.');
    const refreshToken = randomBytes(32).toString('base64url');
    this.#refreshTokens.set(refreshToken, grant);
    return { ...(await this.#tokens(grant, grant.nonce)), refreshToken };
  }

  /** Throws OAuthError. */
  refresh(form: URLSearchParams): Promise<TokenAnswer> {
    const grant = this.#refreshTokens.get(form.get('refresh_token') ?? '');
    if (grant === undefined || grant.client.clientId !== form.get('client_id')) {
      throw new OAuthError('invalid_grant', 'The refresh token is not good, or not for this client.');
    }
    return this.#tokens(grant);
  }

  /** RFC 7009: a token that is not known is as good as revoked. */
  revoke(form: URLSearchParams): void {
    this.#refreshTokens.delete(form.get('token') ?? '');
  }

  async #tokens({ client, person, scope, authenticatedAt }: Grant, nonce?: string): Promise<TokenAnswer> {
    const subject = { person, clientId: client.clientId, scope, authenticatedAt, nonce };
    return { ...(await this.#mint.mint(subject, client.tokenSeconds)), expiresIn: client.tokenSeconds };
  }
}

/** Throws OAuthError for a request of a known client that is not to be answered with a code. */
export function checkRequest(query: URLSearchParams, client: UserPoolClientDefinition): void {
  if (query.get('response_type') !== 'code') throw new OAuthError('unsupported_response_type', 'Ask for a code.');
  const isPkce = query.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(query.get('code_challenge') ?? '');
  if (!isPkce) throw new OAuthError('invalid_request', 'A code_challenge by S256 is needed.');
  const scopes = (query.get('scope') ?? '').split(' ');
  if (!scopes.includes('openid') || !scopes.every((scope) => client.scopes.includes(scope))) {
    throw new OAuthError('invalid_scope', `These can be asked for: ${client.scopes.join(' ')}.`);
  }
}
