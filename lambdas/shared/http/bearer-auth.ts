/** Bearer tokens (RFC 7644 §2, RFC 6750). */
import { unauthorized, unavailable } from '#scim/errors.ts';
import type { ScimMiddleware } from './scim-middleware.ts';
import type { Caller } from './scim-request.ts';

/** Who an Authorization header speaks for at this provider's connection; undefined when it must be refused. */
export type Authenticate = (authorization: string | undefined, provider: string) => Promise<Caller | undefined>;

export interface BearerAuthOptions {
  readonly authenticate: Authenticate;
  /** Route keys that answer without a credential; a wrong credential is refused there as well. */
  readonly publicRoutes?: readonly string[];
}

/** Answers 401 to whatever is not a good token, and 503 when that cannot be found out. */
export function bearerAuth({ authenticate, publicRoutes = [] }: BearerAuthOptions): ScimMiddleware {
  const isPublic = new Set(publicRoutes);
  return {
    name: 'bearerAuth',
    before: async (request) => {
      const { authorization } = request.event.headers;
      if (authorization === undefined && isPublic.has(request.event.routeKey)) return;
      const caller = await authenticate(authorization, request.internal.provider ?? '').catch((error: unknown) => {
        throw unavailable('The credential cannot be checked at the moment. Try again in a few seconds.', 5, error);
      });
      if (caller === undefined) throw unauthorized();
      request.internal.caller = caller;
    },
  };
}
