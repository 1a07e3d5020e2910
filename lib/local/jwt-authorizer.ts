/**
 * Whose JSON Web Token a request bears, as the JWT authorizer of an HTTP API finds out: signature, issuer, audience and
 * time. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { GatewayRequest } from './gateway-event.ts';
import type { JwtAuthorizerDefinition } from './http-api.ts';

/** What the event says of the token, in `requestContext.authorizer.jwt`: each claim as text. */
export interface JwtPrincipal {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: null;
}

export type AuthorizeJwt = (
  request: GatewayRequest,
  authorizer: JwtAuthorizerDefinition,
) => Promise<JwtPrincipal | undefined>;

/** Only RSA is supported there. */
const algorithms = ['RS256', 'RS384', 'RS512'];

/**
 * An authorizer that learns the keys of each issuer once, as the gateway keeps them for two hours. It answers undefined
 * for a request without a token, or with one that is not good for the audience, or not now. Rejects when the issuer
 * cannot be asked.
 */
export function jwtAuthorizer(): AuthorizeJwt {
  const keysOf = new Map<string, Promise<JWTVerifyGetKey>>();
  return async (request, { issuer, audience }) => {
    const token = tokenOf(request);
    if (token === undefined) return undefined;
    const keys = keysOf.get(issuer) ?? discoverKeys(issuer);
    keysOf.set(issuer, keys);
    keys.catch(() => keysOf.delete(issuer));
    const claims = await verify(token, await keys, issuer);
    return claims !== undefined && isFor(claims, audience) ? { claims: asTexts(claims), scopes: null } : undefined;
  };
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
  const { jwks_uri: uri } = (await answer.json()) as { readonly jwks_uri: string };
  return createRemoteJWKSet(new URL(uri));
}

async function verify(token: string, keys: JWTVerifyGetKey, issuer: string): Promise<JWTPayload | undefined> {
  try {
    return (await jwtVerify(token, keys, { issuer, algorithms, requiredClaims: ['exp'] })).payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

/** The gateway looks at `client_id` only where there is no `aud`. */
function isFor({ aud, client_id: client }: JWTPayload, audience: readonly string[]): boolean {
  return [aud ?? client].flat().some((one) => typeof one === 'string' && audience.includes(one));
}

/** A list becomes `[a b]`. */
function asTexts(claims: JWTPayload): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, asText(value)]));
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(' ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** With `Bearer` before it or without, as the gateway takes it. */
function tokenOf({ rawHeaders }: GatewayRequest): string | undefined {
  const index = rawHeaders.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === 'authorization');
  const token = index < 0 ? undefined : rawHeaders[index + 1]?.replace(/^Bearer +/i, '').trim();
  return token === '' ? undefined : token;
}
