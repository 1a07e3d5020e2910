/** Header names in lower case, as everything behind this reads them (RFC 9110 §5.1: case does not matter). */
import type { ScimMiddleware } from './scim-middleware.ts';

/** API Gateway sends lower case already; `sam local` sends names as the client wrote them. */
export function headerNames(): ScimMiddleware {
  return {
    name: 'headerNames',
    before: (request) => {
      const headers = Object.entries(request.event.headers).map(([name, value]) => [name.toLowerCase(), value]);
      request.event = { ...request.event, headers: Object.fromEntries(headers) as Record<string, string | undefined> };
    },
  };
}
