/** From a committed change to the event that tells it (docs/events.md). */
import { createHash } from 'node:crypto';
import { formatETag } from '#scim/etag.ts';
import type { JsonObject } from '#scim/json.ts';
import { parseProjection, selectAttributes } from '#scim/projection/select.ts';
import { type ResourceState, toResource } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { MembershipChange, ResourceChange } from '#storage/dynamodb/change-record.ts';
import { changedAttributes } from './changed-attributes.ts';

/** The `detail` of an event as it goes out; `contract.ts` says what each type has of it. */
export interface ChangeEvent {
  readonly id: string;
  readonly type: string;
  readonly tenant: string;
  readonly time: string;
  readonly subject: string;
  readonly sequence: string;
  readonly resource: JsonObject;
  readonly version?: string;
  readonly attributes?: readonly string[];
  readonly member?: JsonObject;
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
  readonly omitted?: readonly string[];
}

/** A sequence number of a stream has 40 digits at most; filled up, texts compare as the numbers do. */
const sequenceDigits = 40;
/** Resources are named from the base URL on (RFC 9967 §2.1 "uri"): an event belongs to no one connection. */
const baseUrl = '';

/** The event of a change; undefined when it changed nothing that a client can see, or the type is none of `types`. */
export function toChangeEvent(
  change: ResourceChange | MembershipChange,
  types: readonly ResourceType[],
): ChangeEvent | undefined {
  const type = types.find(({ name }) => name === change.type);
  if (type === undefined) return undefined;
  return change.kind === 'resource' ? resourceEvent(change, type) : membershipEvent(change, type, types);
}

function resourceEvent(change: ResourceChange, type: ResourceType): ChangeEvent | undefined {
  const { before, after, tenant, at } = change;
  const attributes = before && after ? changedAttributes(before.document, after.document, type) : [];
  const what = whatHappened(change, type, attributes);
  if (what === undefined) return undefined;
  const uri = uriOf(type, change.id);
  const externalId = (after ?? before)?.document.externalId;
  return {
    id: eventId(change, ''),
    type: `${type.name}.${what}`,
    tenant,
    time: after?.lastModified ?? new Date(at).toISOString(),
    subject: uri,
    sequence: toSequence(change.sequenceNumber),
    resource: { type: type.name, id: change.id, uri, ...(externalId === undefined ? {} : { externalId }) },
    ...(after === undefined ? {} : { version: formatETag(after.version) }),
    ...(before && after ? { attributes } : {}),
    before: shown(before, type),
    after: shown(after, type),
  };
}

/** Nothing, when only its memberships or what is noted beside the document changed. */
function whatHappened({ before, after }: ResourceChange, type: ResourceType, attributes: readonly string[]) {
  if (before === undefined) return after === undefined ? undefined : 'Created';
  if (after === undefined) return 'Deleted';
  if (attributes.length === 0) return undefined;
  const [was, is] = [isActive(before), isActive(after)];
  if (was === is || !canBeInactive(type)) return 'Updated';
  return is ? 'Reactivated' : 'Deactivated';
}

/** Whether resources of a type have an `active` that can be false. */
export function canBeInactive({ schema }: ResourceType): boolean {
  return schema.attributes.some(
    ({ name, type, multiValued }) => name === 'active' && type === 'boolean' && !multiValued,
  );
}

/** Who does not say so is active, as a new user is. */
function isActive({ document }: ResourceState): boolean {
  return document.active !== false;
}

function membershipEvent(change: MembershipChange, type: ResourceType, types: readonly ResourceType[]): ChangeEvent {
  const { tenant, id, at, isAdded } = change;
  const { value, type: memberType, display } = change.member;
  const endpoint = types.find(({ name }) => name === memberType)?.endpoint ?? `/${memberType}s`;
  const name: JsonObject = display === undefined ? {} : { display };
  const member: JsonObject = { value, $ref: `${endpoint}/${value}`, type: memberType, ...name };
  const uri = uriOf(type, id);
  return {
    id: eventId(change, value),
    type: `${type.name}.${isAdded ? 'MemberAdded' : 'MemberRemoved'}`,
    tenant,
    time: new Date(at).toISOString(),
    subject: `${uri}#${value}`,
    sequence: toSequence(change.sequenceNumber),
    resource: { type: type.name, id, uri },
    member,
    before: isAdded ? null : member,
    after: isAdded ? member : null,
  };
}

/** As a client sees it that asks for nothing in particular (RFC 7644 §3.9), without members and groups. */
function shown(state: ResourceState | undefined, type: ResourceType): JsonObject | null {
  if (state === undefined) return null;
  return selectAttributes(toResource(state, type, baseUrl), parseProjection({}, type), type);
}

function uriOf({ endpoint }: ResourceType, id: string): string {
  return `${endpoint}/${id}`;
}

/** A sequence number of the stream as a text that compares as the number does. */
export function toSequence(sequenceNumber: string): string {
  return sequenceNumber.padStart(sequenceDigits, '0');
}

/** The same whenever the record is read, and that of no other record. */
function eventId({ tenant, type, id, sequenceNumber }: ResourceChange | MembershipChange, member: string): string {
  const text = [tenant, type, id, member, sequenceNumber].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
