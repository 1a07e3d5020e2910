/** Who sent a request, as the authorizer of its route finds out; and what is answered to whom it does not let in. */
import type { GatewayRequest } from './gateway-event.ts';
import type { GatewayResponse } from './gateway-response.ts';
import type { RouteDefinition } from './http-api.ts';
import { type AccessKey, authorizeIam, type IamPrincipal } from './iam-authorizer.ts';
import { type JwtPrincipal, jwtAuthorizer } from './jwt-authorizer.ts';

/** `requestContext.authorizer` of the event. */
export type Authorizer = { readonly iam: IamPrincipal } | { readonly jwt: JwtPrincipal };

export type Authorized =
  | { readonly kind: 'open' }
  | { readonly kind: 'known'; readonly authorizer: Authorizer }
  | { readonly kind: 'refused'; readonly response: GatewayResponse };

export type Authorize = (request: GatewayRequest, route: RouteDefinition, at: number) => Promise<Authorized>;

/** Enforces the authorizers of routes: IAM with the one access key there is, JWT with the keys of the token's issuer. */
export function authorizeWith(accessKey: AccessKey): Authorize {
  const authorizeJwt = jwtAuthorizer();
  return async (request, { authorization }, at) => {
    if (authorization === undefined) return { kind: 'open' };
    if (authorization === 'AWS_IAM') {
      const iam = await authorizeIam(request, accessKey, at);
      return iam === undefined ? refused(403, 'Forbidden') : { kind: 'known', authorizer: { iam } };
    }
    const jwt = await authorizeJwt(request, authorization);
    return jwt === undefined
      ? refused(401, 'Unauthorized', { 'www-authenticate': 'Bearer' })
      : { kind: 'known', authorizer: { jwt } };
  };
}

/** What an HTTP API answers in the place of a function. */
function refused(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Authorized {
  const body = Buffer.from(JSON.stringify({ message }));
  return { kind: 'refused', response: { status, headers: { 'content-type': 'application/json', ...headers }, body } };
}
