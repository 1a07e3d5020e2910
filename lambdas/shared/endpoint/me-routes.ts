/** `/Me`, another name for the user that the token is bound to (RFC 7644 §3.11). */
import type { Act, RouteTable } from '#http/route.ts';
import type { ScimRequest } from '#http/scim-request.ts';
import { notFound, ScimError } from '#scim/errors.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';

const methods = ['GET', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * `/Me` for each act that `routes` has on one resource of `type`: the same act, on the caller's own id. 404 when the
 * token is bound to nobody: 501 would say that no token can be.
 */
export function meRoutes(type: ResourceType, routes: RouteTable): RouteTable {
  const own = methods.flatMap((method) => {
    const act = routes[`${method} ${type.endpoint}/{id}`];
    return act === undefined ? [] : [[`${method} /Me`, asOwner(type, act)] as const];
  });
  return Object.fromEntries(own);
}

/** Every answer, also an error, has the permanent address in `Location`, as RFC 7644 §3.11 demands. */
function asOwner(type: ResourceType, act: Act): Act {
  return async (request) => {
    const id = ownId(request);
    const permanent = { Location: `${request.baseUrl}${type.endpoint}/${id}` };
    try {
      const response = await act({ ...request, parameters: { ...request.parameters, id } });
      return { ...response, headers: { ...response.headers, ...permanent } };
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      throw withHeaders(error, permanent);
    }
  };
}

function ownId({ caller }: ScimRequest): string {
  if (caller.user !== undefined) return caller.user;
  throw notFound('The token is bound to no user, so there is no /Me; issue a token for one, or use /Users/{id}.');
}

function withHeaders({ status, detail, scimType, headers, cause }: ScimError, more: Readonly<Record<string, string>>) {
  const type = scimType === undefined ? {} : { scimType };
  return new ScimError(status, detail, { ...type, headers: { ...headers, ...more }, cause });
}
