/** Bearer tokens (RFC 7644 §2, RFC 6750). */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { forbidden, unauthorized, unavailable } from '#scim/errors.ts';
import { isQuestion } from './is-question.ts';
import type { ScimMiddleware } from './scim-middleware.ts';
import type { Caller } from './scim-request.ts';

/** Who an Authorization header speaks for at this provider's connection; undefined when it must be refused. */
export type Authenticate = (authorization: string | undefined, provider: string) => Promise<Caller | undefined>;

export interface BearerAuthOptions {
  readonly authenticate: Authenticate;
  /** Route keys that answer without a credential; a wrong credential is refused there as well. */
  readonly publicRoutes?: readonly string[];
}

/**
 * Answers 401 to whatever is not a good token, 403 to one that may not do this now (RFC 6750 §3.1), and 503 when that
 * cannot be found out.
 */
export function bearerAuth({ authenticate, publicRoutes = [] }: BearerAuthOptions): ScimMiddleware {
  const isPublic = new Set(publicRoutes);
  return {
    name: 'bearerAuth',
    before: async (request) => {
      const { authorization } = request.event.headers;
      if (authorization === undefined && isPublic.has(request.event.routeKey)) return;
      const caller = await authenticate(authorization, request.internal.provider ?? '').catch((error: unknown) => {
        request.internal.kind = 'secrets';
        throw unavailable('The credential cannot be checked at the moment. Try again in a few seconds.', 5, error);
      });
      if (caller === undefined) throw unauthorized();
      request.internal.caller = caller;
      mustBeAllowed(caller, request.event);
    },
  };
}

/** Only who holds a genuine token is told why it is refused. */
function mustBeAllowed({ suspended, scopes }: Caller, event: APIGatewayProxyEventV2): void {
  if (suspended) throw forbidden('Provisioning of this tenant is suspended; its administrator can have it resumed.');
  const needed = isQuestion(event) ? 'scim:read' : 'scim:write';
  if (scopes !== undefined && !scopes.includes(needed)) {
    throw forbidden(`The token has the scope "${scopes.join(' ')}"; this request needs "${needed}".`);
  }
}
