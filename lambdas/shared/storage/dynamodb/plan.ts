/** From a filter to the way its matches are read: pure, so that what a filter costs can be seen without a table. */
import { invalidFilter } from '#scim/errors.ts';
import type { Compare, Filter, ValuePath } from '#scim/filter/ast.ts';
import { type AttributePath, printAttributePath } from '#scim/path/attribute-path.ts';
import type { Index, ResourceType } from '#scim/schema/resource-type.ts';
import { comparableValue, keyValue } from './index-entries.ts';
import { isCertain, type RangeOperator } from './index-range.ts';
import { emptyValue } from './keys.ts';

/**
 * How the candidates are found; `walk` reads every resource of the type, and `all` is what every one of them matches.
 * `groupsOf` are the resources that `member` is a member of, `membersOf` those that are members of `group`, also by way
 * of groups within it unless `isDirect`.
 */
export type Access =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'entry'; readonly index: Index; readonly value: string }
  | { readonly kind: 'range'; readonly index: Index; readonly operator: RangeOperator; readonly value: string }
  | { readonly kind: 'groupsOf'; readonly member: string }
  | { readonly kind: 'membersOf'; readonly group: string; readonly isDirect: boolean }
  | { readonly kind: 'union'; readonly parts: readonly Access[] }
  | { readonly kind: 'all' }
  | { readonly kind: 'walk' };

/** A comparison with a derived attribute (`members.value`, `groups.value`), and where the ids that match are found. */
export interface DerivedComparison {
  readonly filter: Compare | ValuePath;
  readonly access: Access;
}

export interface QueryPlan {
  readonly access: Access;
  /** What a candidate must match; its document cannot answer the comparisons in `derived`. */
  readonly filter: Filter;
  /** See `Selection.baseUrl`. */
  readonly baseUrl?: string;
  readonly derived: readonly DerivedComparison[];
  /** The candidates are the matches: their number is known without reading them. */
  readonly exact: boolean;
}

/** Throws 400 `invalidFilter` for a comparison with a derived attribute other than those of `derivedComparison`. */
export function planQuery(filter: Filter, type: ResourceType): QueryPlan {
  const access = accessFor(filter, type);
  return { access, filter, derived: derivedComparisons(filter, type), exact: provesAll(filter, access) };
}

/** The plan in words for the log: access paths and attribute names, never a value. */
export function describePlan({ access, exact }: QueryPlan): string {
  return exact || access.kind === 'walk' ? describeAccess(access) : `${describeAccess(access)} + filter`;
}

function describeAccess(access: Access): string {
  switch (access.kind) {
    case 'entry':
      return `${access.index.unique ? 'unique' : 'index'} ${access.index.path}`;
    case 'range':
      return `range ${access.index.path}`;
    case 'union':
      return access.parts.map(describeAccess).join(' or ');
    case 'membersOf':
      return access.isDirect ? 'direct membersOf' : 'membersOf';
    default:
      return access.kind;
  }
}

function accessFor(filter: Filter, type: ResourceType): Access {
  switch (filter.kind) {
    case 'compare':
      return compareAccess(filter.path, filter, type) ?? walk;
    case 'present':
      return anyValue(filter.path, type, 'pr');
    case 'valuePath':
      return valuePathAccess(filter, type);
    case 'and':
      return cheapest(filter.operands.map((operand) => accessFor(operand, type)));
    case 'or':
      return union(filter.operands.map((operand) => accessFor(operand, type)));
    case 'not':
      return walk;
  }
}

const walk: Access = { kind: 'walk' };

function compareAccess(path: AttributePath, comparison: Compare, type: ResourceType): Access | undefined {
  const { operator, value } = comparison;
  if (typeof value !== 'string') return undefined;
  const name = printAttributePath(path);
  const index = type.indexes.find((candidate) => candidate.path === name);
  if (operator !== 'eq') {
    if (isAnyText(comparison)) return anyValue(path, type, 'sw');
    if (index === undefined || !isRangeOperator(operator)) return undefined;
    return { kind: 'range', index, operator, value: comparableValue(path.subAttribute ?? path.attribute, value) };
  }
  if (name === 'id') return { kind: 'id', id: value };
  // Whether the rest of the URI is right is for the filter to say.
  if (name === 'meta.location') return { kind: 'id', id: value.slice(value.lastIndexOf('/') + 1) };
  if (isValueOf(name, type.memberAttribute)) return { kind: 'groupsOf', member: value };
  if (isValueOf(name, type.memberOfAttribute)) return { kind: 'membersOf', group: value, isDirect: false };
  return index && { kind: 'entry', index, value: keyValue(path.subAttribute ?? path.attribute, value) };
}

function isRangeOperator(operator: Compare['operator']): operator is Exclude<RangeOperator, 'pr'> {
  return ['sw', 'gt', 'ge', 'lt', 'le'].includes(operator);
}

/** Every text begins with no text, has it in it, and ends with it. */
function isAnyText({ operator, value }: Compare): boolean {
  return value === '' && ['sw', 'co', 'ew'].includes(operator);
}

/** A value that is required is there; of others the entries tell who has one. */
function anyValue(path: AttributePath, type: ResourceType, operator: 'pr' | 'sw'): Access {
  const name = printAttributePath(path);
  const { extension, attribute, subAttribute } = path;
  if (name === 'id' || (attribute.required && extension === undefined && subAttribute === undefined)) return all;
  const index = type.indexes.find((candidate) => candidate.path === name);
  return index === undefined ? walk : { kind: 'range', index, operator, value: '' };
}

const all: Access = { kind: 'all' };

/** A type without memberships has no such attribute, whatever its attributes are called. */
function isValueOf(name: string, memberships: string | undefined): boolean {
  return memberships !== undefined && name === `${memberships}.value`;
}

/** `emails[type eq "work" and value eq "x"]` needs an element with that value. */
function valuePathAccess({ path, filter }: ValuePath, type: ResourceType): Access {
  const direct = directMembers(path, filter, type);
  if (direct !== undefined) return direct;
  const inner = filter.kind === 'and' ? filter.operands : [filter];
  const paths = inner.map((operand) =>
    operand.kind === 'compare'
      ? (compareAccess({ ...path, subAttribute: operand.path.attribute }, operand, type) ?? walk)
      : walk,
  );
  return cheapest(paths);
}

/** `groups[value eq "x" and type eq "direct"]`: the members that `x` itself has. */
function directMembers(path: AttributePath, filter: Filter, type: ResourceType): Access | undefined {
  if (filter.kind !== 'and' || filter.operands.length !== 2 || path.attribute.name !== type.memberOfAttribute) return;
  const valueOf = (name: string) => {
    const found = filter.operands.find((one) => one.kind === 'compare' && one.path.attribute.name === name);
    return found?.kind === 'compare' && found.operator === 'eq' ? found.value : undefined;
  };
  const [group, kind] = [valueOf('value'), valueOf('type')];
  const isDirect = typeof kind === 'string' && kind.toLowerCase() === 'direct';
  return typeof group === 'string' && isDirect ? { kind: 'membersOf', group, isDirect } : undefined;
}

function cheapest(paths: readonly Access[]): Access {
  if (paths.every(({ kind }) => kind === 'all')) return all;
  const selective = paths.filter(({ kind }) => kind !== 'all');
  return selective.reduce((best, path) => (costOf(path) < costOf(best) ? path : best), walk);
}

function union(parts: readonly Access[]): Access {
  if (parts.some(({ kind }) => kind === 'all')) return all;
  return parts.some(({ kind }) => kind === 'walk') ? walk : { kind: 'union', parts };
}

/** An order, not a price. */
function costOf(access: Access): number {
  switch (access.kind) {
    case 'id':
      return 0;
    case 'entry':
      return access.index.unique ? 1 : 2;
    case 'groupsOf':
      return 3;
    case 'membersOf':
      return 4;
    case 'range':
      return rangeCosts[access.value === '' ? 'pr' : access.operator];
    case 'union':
      return access.parts.reduce((sum, part) => sum + costOf(part), 1);
    case 'all':
    case 'walk':
      return Number.POSITIVE_INFINITY;
  }
}

/** What begins alike are few, what has an attribute may be nearly all. */
const rangeCosts: Readonly<Record<RangeOperator, number>> = { sw: 5, gt: 6, ge: 6, lt: 6, le: 6, pr: 7 };

/**
 * An entry stands for a resource that exists and has the value, so nothing is left to check, unless a long value, or
 * none, is another text in its key.
 */
function provesAll(filter: Filter, access: Access): boolean {
  if (access.kind === 'all') return true;
  if (filter.kind === 'compare' || filter.kind === 'present') return isProof(access);
  return (
    filter.kind === 'or' &&
    access.kind === 'union' &&
    filter.operands.every(({ kind }) => kind === 'compare' || kind === 'present') &&
    access.parts.every(isProof)
  );
}

function isProof(access: Access): boolean {
  if (access.kind === 'entry') return access.value !== emptyValue && isCertain(access.value);
  return access.kind === 'range' && isCertain(access.value);
}

function derivedComparisons(filter: Filter, type: ResourceType): readonly DerivedComparison[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.flatMap((operand) => derivedComparisons(operand, type));
    case 'not':
      return derivedComparisons(filter.operand, type);
    default:
      return isDerived(filter.path, type) ? [derivedComparison(filter, type)] : [];
  }
}

function isDerived({ extension, attribute }: AttributePath, type: ResourceType): boolean {
  return extension === undefined && [type.memberAttribute, type.memberOfAttribute].includes(attribute.name);
}

/** Memberships answer `members.value eq`, `groups.value eq`, and `groups[value eq "…" and type eq "direct"]`. */
function derivedComparison(filter: Exclude<Filter, { operands: unknown } | { operand: unknown }>, type: ResourceType) {
  const isWhole = filter.kind === 'compare' || (filter.kind === 'valuePath' && isAnswered(filter, type));
  const access = isWhole ? accessFor(filter, type) : walk;
  if (filter.kind === 'present' || access.kind === 'walk') {
    const name = filter.path.attribute.name;
    throw invalidFilter(`"${name}" can be filtered by ${name}.value eq "<id>" only.`);
  }
  return { filter, access };
}

function isAnswered({ path, filter }: ValuePath, type: ResourceType): boolean {
  return filter.kind === 'compare' || directMembers(path, filter, type) !== undefined;
}
