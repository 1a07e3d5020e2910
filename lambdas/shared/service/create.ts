/** Creating a resource (RFC 7644 §3.3). */
import type { Projection } from '#scim/projection/select.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { parseResource, withDefaults } from '#scim/schema/validate.ts';
import { existingMembers } from './members.ts';
import type { Remarks } from './remarks.ts';
import { type Representation, represent } from './represent.ts';
import type { ServiceContext } from './service-context.ts';
import { refuseTakenName } from './taken-name.ts';

export type Outcome = Representation & Remarks;

/**
 * Creates the resource that `body` describes under `id` (UUIDv4). Throws 400 `invalidSyntax` or `invalidValue` for
 * the body, 409 `uniqueness` when a unique value is taken, or a group's name on a
 * connection that wants to hear of it.
 */
export async function createResource(
  context: ServiceContext,
  type: ResourceType,
  body: unknown,
  id: string,
  projection: Projection,
): Promise<Outcome> {
  const { document, members: named = [], cleared, ignored } = parseResource(body, type, context.interoperability);
  await refuseTakenName(context, type, document);
  const candidates = named.length === 0 ? new Map() : await context.store.findCandidates(named);
  const attribute = type.memberAttribute ?? 'members';
  const { members, skipped } = existingMembers(context.interoperability, named, candidates, attribute);
  const state: ResourceState = {
    id,
    version: 1,
    created: context.at,
    lastModified: context.at,
    document: withDefaults(document, type, cleared),
  };
  await context.store.create(type, state, members);
  return { ...(await represent(context, type, state, projection, { members, groups: [] })), ignored, skipped };
}
