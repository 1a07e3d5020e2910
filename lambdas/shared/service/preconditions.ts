/** If-Match and If-None-Match on a change (RFC 7644 §3.14, RFC 9110 §13.1). */
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

/** Whether a change depends on the version, so that it may be written over no other. */
export function isConditional({ ifMatch, ifNoneMatch }: Preconditions): boolean {
  return ifMatch !== undefined || ifNoneMatch !== undefined;
}

/** Throws 412 when the client made its change conditional on another version than the current one, or excluded that. */
export function checkPreconditions({ ifMatch, ifNoneMatch }: Preconditions, state: ResourceState): void {
  const current = `The resource is at version ${formatETag(state.version)}`;
  if (ifMatch !== undefined && !matchesETag(ifMatch, state.version)) {
    throw preconditionFailed(`${current}, and If-Match asks for ${ifMatch.slice(0, 100)}.`);
  }
  if (ifNoneMatch !== undefined && matchesETag(ifNoneMatch, state.version)) {
    throw preconditionFailed(`${current}, and If-None-Match excludes ${ifNoneMatch.slice(0, 100)}.`);
  }
}
