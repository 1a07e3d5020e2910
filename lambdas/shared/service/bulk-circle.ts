/** Resources that refer to one another, created in one bulk request (RFC 7644 §3.7.1). */
import type { JsonObject } from '#scim/json.ts';
import { type MemberReference, parseMemberReferences } from '#scim/schema/member-reference.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { patchOpMessage } from '#scim/urns.ts';

/** A new resource in two parts: what can be written at once, and the members that have to exist before. */
export interface SplitResource {
  readonly body: JsonObject;
  readonly later: readonly MemberReference[];
}

/**
 * Takes the members that are in `circle` out of the body of a new resource. Any other reference is a mere id, known
 * before anything is written, and can stay. Throws 400 `invalidValue` for a member without an id.
 */
export function splitMembers(type: ResourceType, body: JsonObject, circle: ReadonlySet<string>): SplitResource {
  const name = Object.keys(body).find((key) => key.toLowerCase() === type.memberAttribute?.toLowerCase());
  if (name === undefined) return { body, later: [] };
  const members = parseMemberReferences(body[name] ?? null, name);
  const now = members.filter(({ value }) => !circle.has(value)).map(toElement);
  const later = members.filter(({ value }) => circle.has(value));
  return { body: { ...body, [name]: now }, later };
}

/** The PatchOp that adds the members left out. */
export function addMembers(type: ResourceType, members: readonly MemberReference[]): JsonObject {
  const operation = { op: 'add', path: type.memberAttribute ?? 'members', value: members.map(toElement) };
  return { schemas: [patchOpMessage], Operations: [operation] };
}

function toElement({ value, type }: MemberReference): JsonObject {
  return type === undefined ? { value } : { value, type };
}
