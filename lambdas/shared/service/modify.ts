/** Changing a resource by PATCH (RFC 7644 §3.5.2): all operations, or none. */

import { applyPatch } from '#scim/patch/apply.ts';
import {
  dependsOnMembers,
  type MemberOperation,
  namedMembers,
  needsAllMembers,
  resolveMemberChange,
  splitMemberOperations,
} from '#scim/patch/members.ts';
import type { PatchOperation } from '#scim/patch/operation.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import type { ResourceState } from '#scim/resource.ts';
import { memberUri } from '#scim/schema/member-reference.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { validateDocument } from '#scim/schema/validate.ts';
import type { MembershipChange, MembershipView } from '#storage/resource-store.ts';
import { untilCurrent } from './change.ts';
import { existingMembers } from './members.ts';
import { checkPreconditions, isConditional, mustExist } from './preconditions.ts';
import type { Remarks } from './remarks.ts';
import type { Preconditions, ServiceContext } from './service-context.ts';

export interface Modification extends Remarks {
  /** The resource as it is now; its old version when the patch changed nothing. */
  readonly state: ResourceState;
  /** The memberships that were added and taken away; undefined when there were none. */
  readonly members: MembershipChange | undefined;
}

/**
 * Applies the PatchOp in `body`. Only the memberships it names are read, however many the group has, unless an
 * operation speaks of all of them. Throws 400, 404, 409 `uniqueness` and 412; nothing is written then.
 */
export async function modifyResource(
  context: ServiceContext,
  type: ResourceType,
  id: string,
  body: unknown,
  preconditions: Preconditions = {},
): Promise<Modification> {
  const { interoperability } = context;
  const { operations, ignored } = parsePatch(body, type, interoperability);
  const { rest, members } = splitMemberOperations(operations, type.memberAttribute, interoperability);
  const { state, skipped, change } = await untilCurrent(context, async () => {
    const view = mustExist(await readFor(context, type, id, members), type, id);
    const before = view.resource;
    checkPreconditions(preconditions, before);
    const document = patchDocument(context, before, rest, type);
    const { change, skipped } = await membershipChange(context, type, view, members);
    if (document === before.document && change === undefined) return { state: before, skipped, change };
    const after = await context.store.replace(type, before, document, {
      at: context.at,
      ...(change === undefined ? {} : { members: change }),
      // What the document says already it must still say when the members change.
      requireVersion: isConditional(preconditions) || rest.length > 0 || dependsOnMembers(members),
    });
    return after && { state: after, skipped, change };
  });
  return { state, ignored, skipped, members: change };
}

/** The resource alone, or with what the member operations name. */
async function readFor(
  { store }: ServiceContext,
  type: ResourceType,
  id: string,
  operations: readonly MemberOperation[],
): Promise<MembershipView | undefined> {
  const named = namedMembers(operations);
  if (named.length > 0) return store.getWithMemberships(type, id, named);
  const resource = await store.get(type, id);
  return resource && { resource, present: new Set(), candidates: new Map() };
}

/** The same object when nothing changed, so that nothing is written. */
function patchDocument(
  { interoperability }: ServiceContext,
  before: ResourceState,
  operations: readonly PatchOperation[],
  type: ResourceType,
) {
  const createMissing = interoperability.absentElement === 'create';
  const document = applyPatch(before.document, operations, { createMissing });
  if (document === before.document) return document;
  validateDocument(document, type);
  return document;
}

interface WantedChange {
  /** Undefined when there is none to make. */
  readonly change: MembershipChange | undefined;
  readonly skipped: readonly string[];
}

async function membershipChange(
  { store, interoperability, baseUrl }: ServiceContext,
  type: ResourceType,
  view: MembershipView,
  operations: readonly MemberOperation[],
): Promise<WantedChange> {
  if (operations.length === 0) return { change: undefined, skipped: [] };
  const known = needsAllMembers(operations)
    ? await store.listMembers(type, view.resource.id)
    : [...view.candidates.values()].filter(({ value }) => view.present.has(value));
  const shown = known.map((member) => ({ ...member, $ref: memberUri(member, baseUrl) }));
  const { add, remove } = resolveMemberChange(operations, view.present, shown);
  const attribute = type.memberAttribute ?? 'members';
  const { members, skipped } = existingMembers(interoperability, add, view.candidates, attribute);
  const isEmpty = members.length === 0 && remove.length === 0;
  return { change: isEmpty ? undefined : { add: members, remove }, skipped };
}
