/** From a stored state to what a client is shown: URLs, derived attributes, and only what was asked for. */
import { isOutOfTime } from '#scim/errors.ts';
import { formatETag } from '#scim/etag.ts';
import type { JsonObject } from '#scim/json.ts';
import { type Projection, selectAttributes, wantsAttribute } from '#scim/projection/select.ts';
import { type ResourceState, toResource } from '#scim/resource.ts';
import { memberUri } from '#scim/schema/member-reference.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { GroupReference, Member } from '#storage/resource-store.ts';
import type { ServiceContext } from './service-context.ts';

export interface Representation {
  readonly resource: JsonObject;
  readonly location: string;
  readonly version: string;
}

/** What is shown of a resource that was changed: not the resource itself, where it could not be read in time. */
export type ChangedRepresentation = Omit<Representation, 'resource'> & Partial<Pick<Representation, 'resource'>>;

/** What is known already, so that it need not be read again. */
export interface Known {
  readonly members?: readonly Member[];
  readonly groups?: readonly GroupReference[];
}

/** The resource with the attributes that `projection` selects; reads members and groups only if it wants them. */
export async function represent(
  context: ServiceContext,
  type: ResourceType,
  state: ResourceState,
  projection: Projection,
  known: Known = {},
): Promise<Representation> {
  const [members, groups] = await Promise.all([
    derivedMembers(context, type, state, projection, known),
    derivedGroups(context, type, state, projection, known),
  ]);
  const full = toResource(state, type, context.baseUrl, { ...members, ...groups });
  return { resource: selectAttributes(full, projection, type), ...identify(context, type, state) };
}

/**
 * `represent` of a change that is committed. Whatever happens now, the request has succeeded: where members or groups
 * cannot be read in time, no resource is shown rather than one that seems to have none.
 */
export async function representChanged(
  context: ServiceContext,
  type: ResourceType,
  state: ResourceState,
  projection: Projection,
  known: Known = {},
): Promise<ChangedRepresentation> {
  try {
    return await represent(context, type, state, projection, known);
  } catch (error) {
    if (!isOutOfTime(error)) throw error;
    return identify(context, type, state);
  }
}

function identify({ baseUrl }: ServiceContext, type: ResourceType, { id, version }: ResourceState) {
  return { location: `${baseUrl}${type.endpoint}/${id}`, version: formatETag(version) };
}

async function derivedMembers(
  { store, baseUrl }: ServiceContext,
  type: ResourceType,
  state: ResourceState,
  projection: Projection,
  known: Known,
): Promise<JsonObject> {
  const name = type.memberAttribute;
  if (name === undefined || !wantsAttribute(projection, name)) return {};
  const members = known.members ?? (await store.listMembers(type, state.id));
  return members.length === 0 ? {} : { [name]: members.map((member) => toMemberElement(member, baseUrl)) };
}

function toMemberElement(member: Member, baseUrl: string): JsonObject {
  const { value, type, display } = member;
  const name: JsonObject = display === undefined ? {} : { display };
  return { value, $ref: memberUri(member, baseUrl), type, ...name };
}

async function derivedGroups(
  { store, baseUrl }: ServiceContext,
  type: ResourceType,
  state: ResourceState,
  projection: Projection,
  known: Known,
): Promise<JsonObject> {
  const name = type.memberOfAttribute;
  if (name === undefined || !wantsAttribute(projection, name)) return {};
  const groups = known.groups ?? (await store.listGroupsOf([state.id])).get(state.id) ?? [];
  return groups.length === 0 ? {} : { [name]: groups.map((group) => toGroupElement(group, baseUrl)) };
}

function toGroupElement({ value, type, display }: GroupReference, baseUrl: string): JsonObject {
  const name: JsonObject = display === undefined ? {} : { display };
  return { value, $ref: `${baseUrl}/Groups/${value}`, type, ...name };
}
