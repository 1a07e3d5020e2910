/** Reading one resource (RFC 7644 §3.4.1), unless the client has the current version (§3.14). */
import { formatETag, matchesAny, matchesETag } from '#scim/etag.ts';
import { type Projection, wantsAttribute } from '#scim/projection/select.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { mustExist } from './preconditions.ts';
import { type Representation, represent } from './represent.ts';
import type { Preconditions, ServiceContext } from './service-context.ts';

export type Retrieval =
  | ({ readonly kind: 'found' } & Representation)
  | { readonly kind: 'notModified'; readonly version: string };

/**
 * The resource with this id, or that it has not changed, which is known only of answers without attributes that are
 * derived from other resources. Throws 404.
 */
export async function retrieveResource(
  context: ServiceContext,
  type: ResourceType,
  id: string,
  projection: Projection,
  { ifNoneMatch }: Preconditions = {},
): Promise<Retrieval> {
  const state = mustExist(await context.store.get(type, id), type, id);
  if (ifNoneMatch !== undefined && isUnchanged(ifNoneMatch, state, type, projection)) {
    return { kind: 'notModified', version: formatETag(state.version) };
  }
  return { kind: 'found', ...(await represent(context, type, state, projection)) };
}

/** The version counts the resource's own changes, not those of the groups that it is shown to be in. */
function isUnchanged(ifNoneMatch: string, { version }: ResourceState, type: ResourceType, projection: Projection) {
  const derived = type.memberOfAttribute;
  const isKnown = derived === undefined || !wantsAttribute(projection, derived);
  return matchesAny(ifNoneMatch) || (isKnown && matchesETag(ifNoneMatch, version));
}
