/**
 * PATCH operations on the members of a group (RFC 7644 §3.5.2), resolved without the list of members: what they name
 * is all that has to be read, but for operations that speak of every member.
 */
import { mutability, noTarget } from '../errors.ts';
import type { Compare, Filter } from '../filter/ast.ts';
import { compileElementFilter } from '../filter/evaluate.ts';
import type { Interoperability } from '../interoperability.ts';
import { isJsonObject, type Json } from '../json.ts';
import { printPatchPath, subAttributeOf } from '../path/parse.ts';
import { type MemberReference, parseMemberReferences } from '../schema/member-reference.ts';
import { showValue } from '../show-value.ts';
import type { PatchOp, PatchOperation } from './operation.ts';

export type MemberOperation =
  | { readonly kind: 'add'; readonly members: readonly MemberReference[] }
  | { readonly kind: 'remove'; readonly values: readonly string[] }
  | ({ readonly kind: 'removeWhere' } & MatchingMembers)
  /** There must be one, or the request fails; `path` names it in the error. */
  | ({ readonly kind: 'mustMatch'; readonly path: string } & MatchingMembers)
  | { readonly kind: 'replaceAll'; readonly members: readonly MemberReference[] };

export interface MatchingMembers {
  readonly filter: Filter;
  /** The only ids that the filter can match; undefined where any may. */
  readonly among?: readonly string[];
}

export interface SplitOperations {
  /** Operations on the document. */
  readonly rest: readonly PatchOperation[];
  /** Operations on the members, in order. */
  readonly members: readonly MemberOperation[];
}

/** A member as it is shown. */
export interface KnownMember extends MemberReference {
  readonly display?: string;
  readonly $ref?: string;
}

/** What a connection wants of changes to members. */
export type MemberReading = Pick<Interoperability, 'memberReplace' | 'absentElement'>;

export interface MemberChange {
  readonly add: readonly MemberReference[];
  readonly remove: readonly string[];
}

/**
 * Operations on `memberAttribute` apart from all others. `reading` says whether a list in place of the members is all of
 * them, or is added to them (an empty one cannot be meant to add, and empties the group either way), and whether a
 * `replace` needs a member that its filter matches. Throws 400 `invalidValue` for a member without an id, `mutability`
 * for another id in place of a member's.
 */
export function splitMemberOperations(
  operations: readonly PatchOperation[],
  memberAttribute: string | undefined,
  reading: MemberReading = { memberReplace: 'whole', absentElement: 'noTarget' },
): SplitOperations {
  const isMember = ({ path }: PatchOperation) =>
    path.kind !== 'extension' && path.path.attribute.name === memberAttribute;
  return {
    rest: operations.filter((operation) => !isMember(operation)),
    members: operations.filter(isMember).flatMap((operation) => toMemberOperations(operation, reading)),
  };
}

/** Every member that an operation names by its id, each once. */
export function namedMembers(operations: readonly MemberOperation[]): readonly MemberReference[] {
  const named = new Map<string, MemberReference>();
  for (const operation of operations) {
    for (const reference of referencesIn(operation)) {
      // A reference that tells its type is better than one that does not.
      if (reference.type !== undefined || !named.has(reference.value)) named.set(reference.value, reference);
    }
  }
  return [...named.values()];
}

/** Whether the operations speak of members that they do not name. */
export function needsAllMembers(operations: readonly MemberOperation[]): boolean {
  return operations.some((operation) => operation.kind === 'replaceAll' || asksEveryMember(operation));
}

/** Whether what the operations come to depends on members that they leave as they are. */
export function dependsOnMembers(operations: readonly MemberOperation[]): boolean {
  return needsAllMembers(operations) || operations.some(({ kind }) => kind === 'mustMatch');
}

function asksEveryMember(operation: MemberOperation): boolean {
  return (operation.kind === 'removeWhere' || operation.kind === 'mustMatch') && operation.among === undefined;
}

/**
 * What the operations come to, in their order: who must be added that is no member now, and who removed that is one.
 * `present` are the named ids that are members; `known` is what is known of members, and all of them where
 * `needsAllMembers` says so. Throws 400 `noTarget`.
 */
export function resolveMemberChange(
  operations: readonly MemberOperation[],
  present: ReadonlySet<string>,
  known: readonly KnownMember[] = [],
): MemberChange {
  const before = new Map<string, KnownMember>(known.map((member) => [member.value, member]));
  for (const value of present) if (!before.has(value)) before.set(value, { value });
  const after = new Map(before);
  for (const operation of operations) applyMemberOperation(after, operation);
  return {
    add: [...after.values()].filter(({ value }) => !before.has(value)),
    remove: [...before.keys()].filter((value) => !after.has(value)),
  };
}

/** Changes `members` in place: a copy for each of a thousand operations would cost the square of the list. */
function applyMemberOperation(members: Map<string, KnownMember>, operation: MemberOperation): void {
  switch (operation.kind) {
    case 'add':
      for (const member of operation.members) if (!members.has(member.value)) members.set(member.value, member);
      return;
    case 'remove':
      for (const value of operation.values) members.delete(value);
      return;
    case 'removeWhere':
      for (const { value } of matching(members, operation)) members.delete(value);
      return;
    case 'mustMatch':
      if (matching(members, operation).length > 0) return;
      throw noTarget(`${operation.path.slice(0, 80)}: no member matches the filter.`);
    case 'replaceAll': {
      const wanted = operation.members.map((member) => members.get(member.value) ?? member);
      members.clear();
      for (const member of wanted) members.set(member.value, member);
    }
  }
}

function matching(members: ReadonlyMap<string, KnownMember>, { filter, among }: MatchingMembers) {
  const matches = compileElementFilter(filter);
  const candidates = among === undefined ? [...members.values()] : among.flatMap((value) => members.get(value) ?? []);
  return candidates.filter((member) => matches({ ...member }));
}

function referencesIn(operation: MemberOperation): readonly MemberReference[] {
  switch (operation.kind) {
    case 'add':
    case 'replaceAll':
      return operation.members;
    case 'remove':
      return operation.values.map((value) => ({ value }));
    case 'removeWhere':
    case 'mustMatch':
      return (operation.among ?? []).map((value) => ({ value }));
  }
}

function toMemberOperations(
  { op, path, value }: PatchOperation,
  { memberReplace, absentElement }: MemberReading,
): readonly MemberOperation[] {
  if (path.kind === 'extension') return [];
  const at = path.path.attribute.name;
  if (path.kind === 'value') {
    const changes = toMatchingOperations(op, path.filter, subAttributeOf(path)?.name, value, at);
    if (op !== 'replace' || absentElement === 'create') return changes;
    return [{ kind: 'mustMatch', path: printPatchPath(path), ...matchingMembers(path.filter) }, ...changes];
  }
  if (op === 'remove' && (value === undefined || value === null)) return [{ kind: 'replaceAll', members: [] }];
  const members = parseMemberReferences(value ?? null, at);
  switch (op) {
    case 'add':
      return [{ kind: 'add', members }];
    case 'replace':
      return [{ kind: memberReplace === 'add' && members.length > 0 ? 'add' : 'replaceAll', members }];
    case 'remove':
      return [{ kind: 'remove', values: members.map((reference) => reference.value) }];
  }
}

function toMatchingOperations(
  op: PatchOp,
  filter: Filter,
  subAttribute: string | undefined,
  value: Json | undefined,
  at: string,
): readonly MemberOperation[] {
  // A member is its id: what else is said of it is derived from the member itself.
  if (subAttribute !== undefined && subAttribute !== 'value') return [];
  const values = namedBy(filter);
  if (subAttribute !== undefined && op === 'replace') return keepId(values, value ?? null, at);
  const removal: MemberOperation =
    values === undefined ? { kind: 'removeWhere', ...matchingMembers(filter) } : { kind: 'remove', values };
  if (op === 'remove') return [removal];
  if (op === 'replace')
    return namesMember(value) ? [removal, { kind: 'add', members: parseMemberReferences(value, at) }] : [];
  if (namesMember(value)) return [{ kind: 'add', members: parseMemberReferences(value, at) }];
  if (values === undefined) throw noTarget('A member is added by its id, such as members[value eq "…"].');
  return [{ kind: 'add', members: values.map((id) => ({ value: id })) }];
}

/** An id in place of the same one changes nothing; any other would make it another member (RFC 7643 §8.7.1). */
function keepId(values: readonly string[] | undefined, value: Json, at: string): readonly [] {
  if (values?.length === 1 && values[0] === value) return [];
  throw mutability(
    `${at}.value is immutable: ${showValue(value)} cannot take the place of another id. Remove that member and add this one.`,
  );
}

function namesMember(value: Json | undefined): value is Json {
  const [element] = [value].flat();
  if (!isJsonObject(element)) return typeof element === 'string';
  return Object.keys(element).some((name) => name.toLowerCase() === 'value');
}

function matchingMembers(filter: Filter): MatchingMembers {
  const among = idsIn(filter, (compare) => idOf(compare) ?? idAtEndOf(compare));
  return { filter, ...(among === undefined ? {} : { among }) };
}

/** The ids that `value eq "…"`, alone or joined by `or`, stands for; undefined for any other filter. */
function namedBy(filter: Filter): readonly string[] | undefined {
  return idsIn(filter, idOf);
}

function idsIn(filter: Filter, idOfOne: (compare: Compare) => string | undefined): readonly string[] | undefined {
  if (filter.kind === 'or') {
    const parts = filter.operands.map((operand) => idsIn(operand, idOfOne));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  const id = filter.kind === 'compare' && filter.operator === 'eq' ? idOfOne(filter) : undefined;
  return id === undefined ? undefined : [id];
}

function idOf({ path, value }: Compare): string | undefined {
  return path.attribute.name === 'value' && typeof value === 'string' ? value : undefined;
}

/** `$ref eq "…/Users/2819c223"` can match that member only; whether it does is seen when its own `$ref` is known. */
function idAtEndOf({ path, value }: Compare): string | undefined {
  return path.attribute.name === '$ref' ? String(value).split('/').at(-1) : undefined;
}
