/** Pages of the resources that match a filter, read by the plan made for it. */
import { tooMany } from '#scim/errors.ts';
import type { Filter } from '#scim/filter/ast.ts';
import { compileFilter, type Predicate } from '#scim/filter/evaluate.ts';
import type { JsonObject } from '#scim/json.ts';
import { type ResourceState, toResource } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { StorePage } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { fromEntryItem, fromResourceItem, toState } from './items.ts';
import { entryPrefix, isResourceId, type Key } from './keys.ts';
import type { Access, QueryPlan } from './plan.ts';
import { listMembers } from './read-members.ts';

interface PageRequest {
  readonly startIndex: number;
  readonly count: number;
}

/** How many resources a query reads at most, and the time it leaves for the answer, in milliseconds. */
const maxRead = 20_000;
const walkReserve = 2_000;

/** Throws 400 `tooMany` when more resources would have to be read than one request may. */
export async function readMatches(
  directory: Directory,
  type: ResourceType,
  plan: QueryPlan,
  page: PageRequest,
): Promise<StorePage> {
  const find = finder(directory, type);
  if (plan.access.kind === 'walk') return walk(directory, type, await matcherOf(type, plan, find), page);
  const ids = await find(plan.access);
  if (plan.exact) {
    const wanted = slice(ids, page);
    const resources = await readAll(directory, type, wanted);
    // An entry and its resource are two reads; what is deleted between them is no match.
    return { totalResults: ids.length - (wanted.length - resources.length), resources };
  }
  if (ids.length > maxRead) throw tooManyToRead(type);
  const matches = await matcherOf(type, plan, find);
  const matching = (await readAll(directory, type, ids)).filter(matches);
  return { totalResults: matching.length, resources: slice(matching, page) };
}

type Find = (access: Access) => Promise<readonly string[]>;

/** `findIds` that reads each access path once: what finds the candidates often is what must be known of them. */
function finder(directory: Directory, type: ResourceType): Find {
  const found = new Map<string, Promise<readonly string[]>>();
  return (access) => {
    const name = JSON.stringify(access);
    const ids = found.get(name) ?? findIds(directory, type, access);
    found.set(name, ids);
    return ids;
  };
}

/** The ids that the access path leads to, each once, in order. Not every one need exist or match. */
async function findIds(directory: Directory, type: ResourceType, access: Access): Promise<readonly string[]> {
  const { table, keys } = directory;
  switch (access.kind) {
    case 'id':
      return [access.id].filter(isResourceId);
    case 'entry': {
      const { index, value } = access;
      if (index.unique) {
        const item = await table.get(keys.uniqueEntry(type.name, index.path, value));
        return item === undefined ? [] : [fromEntryItem(item)];
      }
      const items = await table.queryAll({
        pk: keys.index(type.name, index.path),
        // Ids are hex. A range is binary everywhere; the embedded engine's begins_with ignores letter case.
        condition: '#sk BETWEEN :first AND :last',
        values: { ':first': `${entryPrefix(value)}0`, ':last': `${entryPrefix(value)}g` },
      });
      return items.map(fromEntryItem);
    }
    case 'groupsOf': {
      if (!isResourceId(access.member)) return [];
      const found = (await table.queryByMember(keys.member(access.member))).map(({ pk }) => keys.containerOf(pk));
      return found.filter((group) => group.type === type.name).map(({ id }) => id);
    }
    case 'membersOf':
      return isResourceId(access.group) ? membersOf(directory, type, access.group) : [];
    case 'union': {
      const found = await Promise.all(access.parts.map((part) => findIds(directory, type, part)));
      return [...new Set(found.flat())].sort();
    }
    case 'walk':
      throw new Error('A walk finds resources, not ids.');
  }
}

async function membersOf(directory: Directory, type: ResourceType, group: string): Promise<readonly string[]> {
  const containers = directory.memberTypes.filter(({ memberAttribute }) => memberAttribute !== undefined);
  const lists = await Promise.all(containers.map((container) => listMembers(directory, container, group)));
  return lists
    .flat()
    .filter((member) => member.type === type.name)
    .map(({ value }) => value);
}

/** Whether a stored resource matches; comparisons with derived attributes are answered by the ids read for them. */
async function matcherOf(
  type: ResourceType,
  { filter, derived }: QueryPlan,
  find: Find,
): Promise<(state: ResourceState) => boolean> {
  const found = derived.map(async (comparison) => [comparison.filter, new Set(await find(comparison.access))] as const);
  const matches = compile(filter, new Map<Filter, ReadonlySet<string>>(await Promise.all(found)));
  return (state) => matches(toResource(state, type, ''));
}

function compile(filter: Filter, derived: ReadonlyMap<Filter, ReadonlySet<string>>): Predicate {
  const ids = derived.get(filter);
  if (ids !== undefined) return ({ id }) => ids.has(id as string);
  if (derived.size === 0) return compileFilter(filter);
  switch (filter.kind) {
    case 'not': {
      const operand = compile(filter.operand, derived);
      return (resource) => !operand(resource);
    }
    case 'and':
    case 'or': {
      const operands = filter.operands.map((operand) => compile(operand, derived));
      const holds = (resource: JsonObject) => (matches: Predicate) => matches(resource);
      return filter.kind === 'and'
        ? (resource) => operands.every(holds(resource))
        : (resource) => operands.some(holds(resource));
    }
    default:
      return compileFilter(filter);
  }
}

/** The resources with these ids that exist, in the order of `ids`. */
async function readAll(
  { table, keys }: Directory,
  type: ResourceType,
  ids: readonly string[],
): Promise<readonly ResourceState[]> {
  const wanted = ids.map((id) => keys.resource(type.name, id));
  const [only] = wanted;
  const items = only !== undefined && wanted.length === 1 ? [await table.get(only)] : await table.batchGet(wanted);
  const found = items.flatMap((item) => (item === undefined ? [] : [toState(fromResourceItem(item))]));
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Reads every resource of the type, within a budget, and keeps those of the page. */
async function walk(
  { table, keys }: Directory,
  type: ResourceType,
  matches: (state: ResourceState) => boolean,
  { startIndex, count }: PageRequest,
): Promise<StorePage> {
  const resources: ResourceState[] = [];
  let totalResults = 0;
  let read = 0;
  let after: Key | undefined;
  do {
    const page = await table.query({ pk: keys.resources(type.name), after });
    for (const item of page.items) {
      const state = toState(fromResourceItem(item));
      if (!matches(state)) continue;
      totalResults += 1;
      if (totalResults >= startIndex && resources.length < count) resources.push(state);
    }
    read += page.items.length;
    after = page.last;
    if (after !== undefined && (read >= maxRead || table.timeLeft() < walkReserve)) throw tooManyToRead(type);
  } while (after !== undefined);
  return { totalResults, resources };
}

function slice<T>(values: readonly T[], { startIndex, count }: PageRequest): readonly T[] {
  return values.slice(startIndex - 1, startIndex - 1 + count);
}

function tooManyToRead(type: ResourceType) {
  const indexed = ['id', ...type.indexes.map(({ path }) => path)].join(', ');
  return tooMany(
    `There are too many ${type.name} resources to look through for this filter. Filter with "eq" by one of: ${indexed}.`,
  );
}
