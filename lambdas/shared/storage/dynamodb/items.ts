/** What the table holds, entity by entity: how it is written, and how it is read (docs/adr/0001 and 0002). */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { payloadTooLarge } from '#scim/errors.ts';
import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Member } from '../resource-store.ts';
import { formatOf, formats, markOf, toCurrent } from './document-format.ts';
import type { IndexEntry } from './index-entries.ts';
import { counterName, type Item, idOfEntry, membershipPrefix, type TenantKeys } from './keys.ts';

/** DynamoDB takes items of 400 KB; keys, dates and the mark of a change need little of the rest. */
export const maxDocumentBytes = 350_000;
/** A membership stays below one write unit. */
const maxDisplayLength = 200;
const maxChunkLength = 300_000;
/** The transaction that commits a log takes 100 items and 4 MB; this leaves room for the group and its index entries. */
const maxChunks = 50;
const maxLogBytes = 3_400_000;
/** How long a deleted resource can be brought back: 30 days. */
const keptSeconds = 30 * 24 * 60 * 60;

/** A committed change of many memberships that is not written to all of them yet (docs/adr/0003). */
export interface StagedChange {
  readonly id: string;
  /** How many of its operations are written. */
  readonly next: number;
  /** How many log items hold its operations. */
  readonly chunks: number;
}

/** A resource with what is kept beside its document when it has members. */
export interface StoredResource extends ResourceState {
  readonly memberCount: number;
  /** How many changes of more than one membership there were. */
  readonly batches: number;
  readonly change: StagedChange | undefined;
  /** Whether it ever became a member of a group. Never taken back: it only tells where looking is worth it. */
  readonly nested: boolean;
}

/** The document as the text that is stored. Throws 413 when it is too long for an item. */
export function encodeDocument(document: JsonObject): string {
  const doc = JSON.stringify(document);
  const bytes = Buffer.byteLength(doc);
  if (bytes > maxDocumentBytes) {
    throw payloadTooLarge(
      `The resource takes ${bytes} bytes without its members; at most ${maxDocumentBytes} are kept.`,
    );
  }
  return doc;
}

/** A document of a type that is stored as `doc`, in the current format, whichever it is stored in. Throws as `toCurrent`. */
export function decodeDocument(doc: string, format: number, type: string): JsonObject {
  return toCurrent(JSON.parse(doc) as JsonObject, format, type, formats);
}

const { attributes: formatAttribute } = markOf(formats);

export function toResourceItem(keys: TenantKeys, type: ResourceType, state: ResourceState, members: number) {
  const { id, version, created, lastModified, document } = state;
  const counts = type.memberAttribute === undefined ? {} : { memberCount: members, batches: 0 };
  return {
    ...keys.resource(type.name, id),
    doc: encodeDocument(document),
    ...formatAttribute,
    version,
    created,
    lastModified,
    ...counts,
  };
}

export function fromResourceItem(item: Item): StoredResource {
  return {
    id: item.sk,
    version: item.version as number,
    created: item.created as string,
    lastModified: item.lastModified as string,
    document: decodeDocument(item.doc as string, formatOf(item), item.pk.slice(item.pk.lastIndexOf('#') + 1)),
    memberCount: (item.memberCount as number | undefined) ?? 0,
    batches: (item.batches as number | undefined) ?? 0,
    change: item.change as StagedChange | undefined,
    nested: item.nested === true,
  };
}

/** A deleted resource as it was, and until when (ISO 8601) it is kept. */
export interface DeletedResource {
  readonly state: ResourceState;
  readonly deleted: string;
  readonly until: string;
}

export function toDeletedItem(keys: TenantKeys, type: ResourceType, state: ResourceState, at: string) {
  const { id, version, created, lastModified, document } = state;
  const ttl = Math.floor(Date.parse(at) / 1_000) + keptSeconds;
  return {
    ...keys.deleted(type.name, id),
    doc: encodeDocument(document),
    ...formatAttribute,
    version,
    created,
    lastModified,
    deleted: at,
    // The table's time-to-live attribute: seconds since the epoch.
    ttl,
  };
}

export function fromDeletedItem(item: Item): DeletedResource {
  return {
    state: toState(fromResourceItem(item)),
    deleted: item.deleted as string,
    until: new Date((item.ttl as number) * 1_000).toISOString(),
  };
}

export function toState({ id, version, created, lastModified, document }: ResourceState): ResourceState {
  return { id, version, created, lastModified, document };
}

/** The id is an attribute where the value alone is the key, and the end of the key elsewhere. */
export function toEntryItem(
  keys: TenantKeys,
  type: ResourceType,
  { path, unique, value }: IndexEntry,
  id: string,
): Item {
  return unique ? { ...keys.uniqueEntry(type.name, path, value), id } : keys.entry(type.name, path, value, id);
}

export function fromEntryItem(item: Item): string {
  return (item.id as string | undefined) ?? idOfEntry(item.sk);
}

export function toMembershipItem(
  keys: TenantKeys,
  type: ResourceType,
  id: string,
  { value, type: of, display }: Member,
) {
  return {
    ...keys.membership(type.name, id, value),
    type: of,
    ...(display === undefined ? {} : { display }),
    member: keys.member(value),
  };
}

export function fromMembershipItem(item: Item): Member {
  const display = item.display as string | undefined;
  return {
    value: item.sk.slice(membershipPrefix.length),
    type: item.type as string,
    ...(display === undefined ? {} : { display }),
  };
}

/** A resource in the form a membership keeps. */
export function toMember(type: ResourceType, { id, document }: ResourceState): Member {
  const display = displayOf(type, document);
  return { value: id, type: type.name, ...(display === undefined ? {} : { display }) };
}

/** The name of a resource for people; cut where it is longer than a name. */
export function displayOf(type: ResourceType, document: JsonObject): string | undefined {
  const name = type.displayAttributes
    .map((attribute) => document[attribute])
    .find((value) => typeof value === 'string');
  return typeof name === 'string' ? name.slice(0, maxDisplayLength).toWellFormed() : undefined;
}

/** A member to put, or the id of one to take away. */
export type MembershipOperation = Member | string;

/** The log of a change of many memberships, in as many items as it takes. Throws 413 when no transaction holds them. */
export function toLogItems(
  keys: TenantKeys,
  type: ResourceType,
  id: string,
  change: string,
  operations: readonly MembershipOperation[],
) {
  const chunks: string[][] = [];
  let room = 0;
  for (const operation of operations) {
    const text = JSON.stringify(operation);
    if (text.length > room) {
      chunks.push([]);
      room = maxChunkLength;
    }
    chunks.at(-1)?.push(text);
    room -= text.length + 1;
  }
  // Compressed, so that nearly all that fits into one request also fits into the transaction that commits it.
  const items = chunks.map((texts, chunk) => ({
    ...keys.log(type.name, id, change, chunk),
    log: deflateRawSync(`[${texts.join()}]`),
  }));
  const bytes = items.reduce((sum, { log }) => sum + log.length, 0);
  if (items.length > maxChunks || bytes > maxLogBytes) {
    throw payloadTooLarge(`${operations.length} memberships cannot change at once; send them in several requests.`);
  }
  return items;
}

export function fromLogItems(items: readonly Item[]): readonly MembershipOperation[] {
  return items.flatMap(
    (item) => JSON.parse(inflateRawSync(item.log as Uint8Array).toString()) as readonly MembershipOperation[],
  );
}

/** A counter counts the ids that begin with two hex digits, in one attribute for each third digit: that of `id`. */
export function toCounterName(id: string): string {
  return counterName(id.charAt(2));
}

/** Each three digits with the number of ids that begin with them, in order. */
export function fromCounterItem(item: Item): readonly (readonly [string, number])[] {
  return Array.from('0123456789abcdef', (digit) => [
    item.sk + digit,
    (item[counterName(digit)] as number | undefined) ?? 0,
  ]);
}
