/** Replacing a resource (RFC 7644 §3.5.1). */

import { equalJson } from '#scim/equal-json.ts';
import type { Projection } from '#scim/projection/select.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { mergeReplacement, type ParsedResource, parseResource } from '#scim/schema/validate.ts';
import type { Member, MembershipChange } from '#storage/resource-store.ts';
import { untilCurrent } from './change.ts';
import { existingMembers } from './members.ts';
import { checkPreconditions, mustExist } from './preconditions.ts';
import type { Remarks } from './remarks.ts';
import { type ChangedRepresentation, representChanged } from './represent.ts';
import type { Preconditions, ServiceContext } from './service-context.ts';

interface WantedMembers {
  readonly change: MembershipChange;
  /** All members once the change is made. */
  readonly after: readonly Member[];
  readonly skipped: readonly string[];
}

/**
 * Replaces the resource's attributes by those of `body`; answers it as it is then, if it can be read in time. A body that changes
 * nothing is answered without a write and the version stays. Throws 400, 404, 409 `uniqueness` and 412.
 */
export async function replaceResource(
  context: ServiceContext,
  type: ResourceType,
  id: string,
  body: unknown,
  projection: Projection,
  preconditions: Preconditions = {},
): Promise<ChangedRepresentation & Remarks> {
  const parsed = parseResource(body, type, context.interoperability);
  const { state, wanted } = await untilCurrent(context, async () => {
    const before = mustExist(await context.store.get(type, id), type, id);
    checkPreconditions(preconditions, before);
    const document = mergeReplacement(before.document, parsed.document, type, parsed.cleared);
    const wanted = await wantedMembers(context, type, id, parsed);
    if (equalJson(document, before.document) && isEmpty(wanted?.change)) return { state: before, wanted };
    const state = await writeReplacement(context, type, before, document, wanted);
    return state && { state, wanted };
  });
  const known = wanted === undefined ? {} : { members: wanted.after };
  const remarks = { ignored: parsed.ignored, skipped: wanted?.skipped ?? [] };
  return { ...(await representChanged(context, type, state, projection, known)), ...remarks };
}

/** A list is replaced as a whole, so that the version it was compared with must still be the current one. */
function writeReplacement(
  { store, at }: ServiceContext,
  type: ResourceType,
  before: ResourceState,
  document: ResourceState['document'],
  wanted: WantedMembers | undefined,
): Promise<ResourceState | undefined> {
  const members = wanted === undefined || isEmpty(wanted.change) ? {} : { members: wanted.change };
  return store.replace(type, before, document, { at, ...members, requireVersion: true });
}

async function wantedMembers(
  { store, interoperability }: ServiceContext,
  type: ResourceType,
  id: string,
  parsed: ParsedResource,
): Promise<WantedMembers | undefined> {
  if (type.memberAttribute === undefined) return undefined;
  const named = parsed.members ?? [];
  const current = await store.listMembers(type, id);
  const currentIds = new Set(current.map(({ value }) => value));
  const wantedIds = new Set(named.map(({ value }) => value));
  const added = named.filter(({ value }) => !currentIds.has(value));
  const candidates = added.length === 0 ? new Map() : await store.findCandidates(added);
  const { members: add, skipped } = existingMembers(interoperability, added, candidates, type.memberAttribute);
  const kept = current.filter(({ value }) => wantedIds.has(value));
  const remove = current.filter(({ value }) => !wantedIds.has(value)).map(({ value }) => value);
  return { change: { add, remove }, after: [...kept, ...add].sort(byValue), skipped };
}

function byValue(a: Member, b: Member): number {
  return a.value < b.value ? -1 : Number(a.value > b.value);
}

function isEmpty(change: MembershipChange | undefined): boolean {
  return change === undefined || (change.add.length === 0 && change.remove.length === 0);
}
