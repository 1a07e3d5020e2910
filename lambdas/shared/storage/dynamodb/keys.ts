/** Every key of the table; no other file makes one (docs/adr/0001-one-table-index-items.md). */
import { boundText } from '#scim/sort/bound-text.ts';

export type Key = Readonly<Record<'pk' | 'sk', string>>;

/** An item: its keys, and attributes that `items.ts` knows. */
export type Item = Key & Readonly<Record<string, unknown>>;

/** The one GSI: `member` is its partition key and `pk` its sort key; only memberships are in it. */
export const byMember = 'byMember';

/**
 * Between the value and the id of an index entry. It sorts below every printable character, so that entries come in the
 * order of their values even where one value begins with another.
 */
const separator = '\u0001';
/** What an empty value is in a key. */
export const emptyValue = separator;
/** Those that sort with the separator or below it. */
const lowCharacters = ['\u0000', separator];
const idLength = 36;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether `id` can name a resource; nothing else is ever looked for, so no client's text becomes a key. */
export function isResourceId(id: string): boolean {
  return uuid.test(id);
}

/** The keys of one tenant. `type` is the name of a resource type, `path` an `Index.path`. */
export function tenantKeys(tenant: string) {
  const root = `T#${tenant}`;
  const resources = (type: string) => `${root}#${type}`;
  const index = (type: string, path: string) => `${root}#${type}#${path}`;
  const members = (type: string, id: string) => `${root}#${type}#${id}`;
  const counters = (type: string) => `${root}#Count#${type}`;
  const deletedResources = (type: string) => `${root}#Deleted#${type}`;
  return {
    resources,
    index,
    /** Partition of a group's memberships, and of the log of a change to many of them. */
    members,
    counters,
    deletedResources,
    resource: (type: string, id: string): Key => ({ pk: resources(type), sk: id }),
    uniqueEntry: (type: string, path: string, value: string): Key => ({ pk: index(type, path), sk: cut(value) }),
    entry: (type: string, path: string, value: string, id: string): Key => ({
      pk: index(type, path),
      sk: entryPrefix(value) + id,
    }),
    membership: (type: string, id: string, member: string): Key => ({
      pk: members(type, id),
      sk: membershipPrefix + member,
    }),
    log: (type: string, id: string, change: string, chunk: number): Key => ({
      pk: members(type, id),
      sk: logPrefix(change) + String(chunk).padStart(4, '0'),
    }),
    /** A resource that was deleted and is kept for a while. */
    deleted: (type: string, id: string): Key => ({ pk: deletedResources(type), sk: id }),
    counter: (type: string, id: string): Key => ({ pk: counters(type), sk: id.slice(0, 2) }),
    /** The value of `member`, by which `byMember` finds the memberships of a resource. */
    member: (id: string) => `${root}#Member#${id}`,
    /** The group that a membership belongs to, from its partition. */
    containerOf: (pk: string): { readonly type: string; readonly id: string } => {
      const [type = '', id = ''] = pk.slice(root.length + 1).split('#');
      return { type, id };
    },
  };
}

export type TenantKeys = ReturnType<typeof tenantKeys>;

/** The tenant and the resource type whose resources are in a partition; undefined for any other partition. */
export function resourceOf(pk: string): { readonly tenant: string; readonly type: string } | undefined {
  const [, tenant, type] = /^T#([a-z0-9-]+)#(\w+)$/.exec(pk) ?? [];
  return tenant === undefined || type === undefined ? undefined : { tenant, type };
}

/** Whose partition it is: that of the resources of a type, or with `id` that of one resource's memberships. */
export function partitionOf(
  pk: string,
): { readonly tenant: string; readonly type: string; readonly id?: string } | undefined {
  const [, tenant, type, id] = /^T#([a-z0-9-]+)#(\w+)(?:#(.+))?$/.exec(pk) ?? [];
  if (tenant === undefined || type === undefined) return undefined;
  // An index or a counter has the name of an attribute or of a type there.
  if (id !== undefined && !isResourceId(id)) return undefined;
  return { tenant, type, ...(id === undefined ? {} : { id }) };
}

export const membershipPrefix = 'M#';

export function logPrefix(change: string): string {
  return `C#${change}#`;
}

/**
 * What the sort keys of all entries with this value begin with; of no others but those of longer values with a low
 * character.
 */
export function entryPrefix(value: string): string {
  return cut(value) + separator;
}

/** Whether the entry of a non-unique index is one of this value. */
export function isEntryOf(sk: string, value: string): boolean {
  const prefix = entryPrefix(value);
  return sk.length === prefix.length + idLength && sk.startsWith(prefix);
}

/** Where in `value` the first character is that sorts with the separator or below it; undefined where there is none. */
export function lowCharacterIn(value: string): number | undefined {
  const places = lowCharacters.map((character) => value.indexOf(character)).filter((place) => place >= 0);
  return places.length === 0 ? undefined : Math.min(...places);
}

/** Values of an index, both ends included; with `isPrefix` also all that begin with `last`. */
export interface EntryRange {
  readonly first?: string;
  readonly last?: string;
  readonly isPrefix?: boolean;
}

/** A condition on the sort key for entries in a range, of which some may have other values; undefined for all. */
export function entryRangeCondition({ first = '', last, isPrefix = false }: EntryRange) {
  // Above every character, or above the id of an entry, which is hex.
  const end = last === undefined ? undefined : last + (isPrefix ? '\u{10ffff}' : `${separator}g`);
  if (first === '') return end === undefined ? {} : { condition: '#sk <= :last', values: { ':last': end } };
  return end === undefined
    ? { condition: '#sk >= :first', values: { ':first': first } }
    : { condition: '#sk BETWEEN :first AND :last', values: { ':first': first, ':last': end } };
}

/** The resource that an entry of a non-unique index stands for. */
export function idOfEntry(sk: string): string {
  return sk.slice(-idLength);
}

/** The value that an entry stands for, as the key holds it; '' for the empty one. */
export function shownByEntry(sk: string, unique: boolean): string {
  const value = unique ? sk : valueOfEntry(sk);
  return value === separator ? '' : value;
}

/** The value that an entry of a non-unique index stands for, as the key holds it. */
export function valueOfEntry(sk: string): string {
  return sk.slice(0, -idLength - separator.length);
}

/** The attribute of a counter that counts the ids with this third hex digit. */
export function counterName(digit: string): string {
  return `n${digit}`;
}

/** A value as a key holds it: never empty, which DynamoDB refuses. */
function cut(value: string): string {
  return value === '' ? emptyValue : boundText(value);
}
