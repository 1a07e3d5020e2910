/** If-Match on a change (RFC 7644 §3.14). */
import { notFound, preconditionFailed } from '#scim/errors.ts';
import { formatETag, matchesETag } from '#scim/etag.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Preconditions } from './service-context.ts';

/** The state, or a 404 that names the type and the id. */
export function mustExist<T>(found: T | undefined, type: ResourceType, id: string): T {
  if (found === undefined) throw notFound(`There is no ${type.name} with the id "${id.slice(0, 100)}".`);
  return found;
}

/** Throws 412 when the client made its change conditional on another version than the current one. */
export function checkIfMatch({ ifMatch }: Preconditions, state: ResourceState): void {
  if (ifMatch === undefined || matchesETag(ifMatch, state.version)) return;
  throw preconditionFailed(
    `The resource is at version ${formatETag(state.version)}, and If-Match asks for ${ifMatch.slice(0, 100)}.`,
  );
}
