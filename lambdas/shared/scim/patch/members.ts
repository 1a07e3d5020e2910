/**
 * PATCH operations on the members of a group (RFC 7644 §3.5.2), resolved without the list of members: what they name
 * is all that has to be read, but for operations that speak of every member.
 */
import { noTarget } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { compileFilter } from '../filter/evaluate.ts';
import type { JsonObject } from '../json.ts';
import { type MemberReference, parseMemberReferences } from '../schema/member-reference.ts';
import { type PatchOperation, subAttributeOf } from './parse.ts';

export type MemberOperation =
  | { readonly kind: 'add'; readonly members: readonly MemberReference[] }
  | { readonly kind: 'remove'; readonly values: readonly string[] }
  | { readonly kind: 'removeWhere'; readonly filter: Filter }
  | { readonly kind: 'replaceAll'; readonly members: readonly MemberReference[] };

export interface SplitOperations {
  /** Operations on the document. */
  readonly rest: readonly PatchOperation[];
  /** Operations on the members, in order. */
  readonly members: readonly MemberOperation[];
}

/** A member as the store knows it. */
export interface KnownMember extends MemberReference {
  readonly display?: string;
}

export interface MemberChange {
  readonly add: readonly MemberReference[];
  readonly remove: readonly string[];
}

/** Operations on `memberAttribute` apart from all others. Throws 400 `invalidValue` for a member without an id. */
export function splitMemberOperations(
  operations: readonly PatchOperation[],
  memberAttribute: string | undefined,
): SplitOperations {
  const isMember = ({ path }: PatchOperation) =>
    path.kind !== 'extension' && path.path.attribute.name === memberAttribute;
  return {
    rest: operations.filter((operation) => !isMember(operation)),
    members: operations.filter(isMember).flatMap(toMemberOperations),
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
  return operations.some(({ kind }) => kind === 'removeWhere' || kind === 'replaceAll');
}

/**
 * What the operations come to, in their order: who must be added that is no member now, and who removed that is one.
 * `present` are the named ids that are members; `all` is the whole list, needed where `needsAllMembers` says so.
 */
export function resolveMemberChange(
  operations: readonly MemberOperation[],
  present: ReadonlySet<string>,
  all: readonly KnownMember[] = [],
): MemberChange {
  const before = new Map<string, KnownMember>(all.map((member) => [member.value, member]));
  for (const value of present) if (!before.has(value)) before.set(value, { value });
  const after = operations.reduce(applyMemberOperation, new Map<string, KnownMember>(before));
  return {
    add: [...after.values()].filter(({ value }) => !before.has(value)),
    remove: [...before.keys()].filter((value) => !after.has(value)),
  };
}

function applyMemberOperation(members: Map<string, KnownMember>, operation: MemberOperation): Map<string, KnownMember> {
  switch (operation.kind) {
    case 'add':
      return new Map([...operation.members.map((member) => [member.value, member] as const), ...members]);
    case 'remove': {
      const gone = new Set(operation.values);
      return new Map([...members].filter(([value]) => !gone.has(value)));
    }
    case 'removeWhere': {
      const matches = compileFilter(operation.filter);
      return new Map([...members].filter(([, member]) => !matches(toElement(member))));
    }
    case 'replaceAll':
      return new Map(operation.members.map((member) => [member.value, members.get(member.value) ?? member]));
  }
}

function toElement({ value, type, display }: KnownMember): JsonObject {
  return { value, ...(type === undefined ? {} : { type }), ...(display === undefined ? {} : { display }) };
}

function referencesIn(operation: MemberOperation): readonly MemberReference[] {
  switch (operation.kind) {
    case 'add':
    case 'replaceAll':
      return operation.members;
    case 'remove':
      return operation.values.map((value) => ({ value }));
    case 'removeWhere':
      return [];
  }
}

function toMemberOperations({ op, path, value }: PatchOperation): readonly MemberOperation[] {
  if (path.kind === 'extension') return [];
  const subAttribute = subAttributeOf(path);
  // A member is its id: what else is said of it is derived from the member itself.
  if (subAttribute !== undefined && subAttribute.name !== 'value') return [];
  const at = path.path.attribute.name;
  const named = () => parseMemberReferences(value ?? null, at);
  if (path.kind === 'value') return toMatchingOperations(op, path.filter, value === undefined ? [] : named());
  switch (op) {
    case 'add':
      return [{ kind: 'add', members: named() }];
    case 'replace':
      return [{ kind: 'replaceAll', members: named() }];
    case 'remove':
      if (value === undefined || value === null) return [{ kind: 'replaceAll', members: [] }];
      return [{ kind: 'remove', values: named().map((reference) => reference.value) }];
  }
}

function toMatchingOperations(
  op: PatchOperation['op'],
  filter: Filter,
  named: readonly MemberReference[],
): readonly MemberOperation[] {
  const values = namedBy(filter);
  const removal: MemberOperation = values === undefined ? { kind: 'removeWhere', filter } : { kind: 'remove', values };
  if (op === 'remove') return [removal];
  if (op === 'replace' && named.length > 0) return [removal, { kind: 'add', members: named }];
  if (values === undefined) throw noTarget('A member is added by its id, such as members[value eq "…"].');
  return [{ kind: 'add', members: named.length > 0 ? named : values.map((value) => ({ value })) }];
}

/** The ids that `value eq "…"`, alone or joined by `or`, stands for; undefined for any other filter. */
function namedBy(filter: Filter): readonly string[] | undefined {
  if (filter.kind === 'or') {
    const parts = filter.operands.map(namedBy);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  const isId = filter.kind === 'compare' && filter.operator === 'eq' && filter.path.attribute.name === 'value';
  return isId && typeof filter.value === 'string' ? [filter.value] : undefined;
}
