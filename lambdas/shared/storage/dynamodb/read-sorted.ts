/** Pages by number of a sorted list (RFC 7644 §3.4.2.3, §3.4.2.4). */
import { tooMany } from '#scim/errors.ts';
import { type ResourceState, toResource } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { type Boundary, compileSort, type Position } from '#scim/sort/position.ts';
import { keepSmallest } from '#scim/sort/smallest.ts';
import type { Sort } from '#scim/sort/sort.ts';
import type { StorePage } from '../resource-store.ts';
import { finder, readAll } from './candidates.ts';
import type { Directory } from './directory.ts';
import { readEntries } from './entries.ts';
import { matcherOf } from './matcher.ts';
import type { QueryPlan } from './plan.ts';
import type { IndexOrder, Order } from './plan-order.ts';
import type { PageRequest } from './read-matches.ts';
import { countResources, readPage } from './read-page.ts';
import { maxRead, tooManyToRead, walk } from './walk.ts';

/** A resource with its place in the order. */
export interface Placed {
  readonly position: Position;
  readonly state: ResourceState;
}

/** Entries that are passed over to get to `startIndex`, at most. */
const maxPassed = 50_000;

/** Throws 400 `tooMany` when more resources would have to be compared, or passed over, than one request may read. */
export async function readSorted(
  directory: Directory,
  type: ResourceType,
  plan: QueryPlan | undefined,
  sort: Sort,
  order: Order,
  page: PageRequest,
): Promise<StorePage> {
  if (plan === undefined && order.kind === 'id') return readPageById(directory, type, sort.descending, page);
  if (plan === undefined && order.kind === 'index') {
    const found = await readIndexPage(directory, type, order, sort.descending, page);
    if (found !== undefined) return found;
  }
  const last = page.startIndex - 1 + page.count;
  const { placed, total } = await selectMatches(directory, type, plan, sort, { limit: page.count === 0 ? 0 : last });
  return { totalResults: total, resources: placed.slice(page.startIndex - 1).map(({ state }) => state) };
}

/** The first `limit` matches from a boundary on, of all matches compared, and how many match in all. */
export async function selectMatches(
  directory: Directory,
  type: ResourceType,
  plan: QueryPlan | undefined,
  sort: Sort,
  { from, limit }: { readonly from?: Boundary | undefined; readonly limit: number },
): Promise<{ readonly placed: readonly Placed[]; readonly total: number }> {
  const { positionOf, compare, follows } = compileSort(sort);
  const smallest = keepSmallest<Placed>(limit, (a, b) => compare(a.position, b.position));
  let total = 0;
  await visitMatches(directory, type, plan, (states) => {
    total += states.length;
    for (const state of states) {
      const position = positionOf(toResource(state, type, ''));
      if (follows(position, from)) smallest.add({ position, state });
    }
  });
  return { placed: smallest.sorted(), total };
}

/** Gives all matches to `visit`, in parts and in no order. */
async function visitMatches(
  directory: Directory,
  type: ResourceType,
  plan: QueryPlan | undefined,
  visit: (states: readonly ResourceState[]) => void,
): Promise<void> {
  if (plan === undefined) return walk(directory, type, visit);
  const find = finder(directory, type);
  if (plan.access.kind === 'walk') {
    const matches = await matcherOf(type, plan, find);
    return walk(directory, type, (states) => visit(states.filter(matches)));
  }
  const ids = await find(plan.access);
  if (ids.length > maxRead) throw tooManyToRead(type);
  const matches = await matcherOf(type, plan, find, ids);
  visit((await readAll(directory, type, ids)).filter(matches));
}

/** A page of the order of ids; descending, it is a page from the other end. */
async function readPageById(
  directory: Directory,
  type: ResourceType,
  descending: boolean,
  { startIndex, count }: PageRequest,
): Promise<StorePage> {
  if (!descending) return readPage(directory, type, startIndex, count);
  const totalResults = await countResources(directory, type);
  const last = totalResults - startIndex + 1;
  const first = Math.max(1, last - count + 1);
  if (last < first) return { totalResults, resources: [] };
  const { resources } = await readPage(directory, type, first, last - first + 1);
  return { totalResults, resources: resources.toReversed() };
}

/** A page of entries; undefined where it reaches into the resources that have no entry. */
async function readIndexPage(
  directory: Directory,
  type: ResourceType,
  order: IndexOrder,
  descending: boolean,
  { startIndex, count }: PageRequest,
): Promise<StorePage | undefined> {
  if (descending && !order.complete) return undefined;
  const skip = startIndex - 1;
  if (count === 0 || skip > maxPassed) {
    const totalResults = await countResources(directory, type);
    if (count === 0 || skip >= totalResults) return { totalResults, resources: [] };
    throw tooMany(
      `startIndex: ${startIndex} is too far into a sorted list; page through it with the cursor parameter.`,
    );
  }
  const [totalResults, { positions, more }] = await Promise.all([
    countResources(directory, type),
    readEntries(directory, type, order, { backward: descending }, skip + count),
  ]);
  if (!more && !order.complete) return undefined;
  const ids = positions.slice(skip).map(({ id }) => id);
  return { totalResults, resources: await readInOrder(directory, type, ids) };
}

/** The resources with these ids that exist, in this order. */
export async function readInOrder(
  directory: Directory,
  type: ResourceType,
  ids: readonly string[],
): Promise<readonly ResourceState[]> {
  const byId = new Map((await readAll(directory, type, ids)).map((state) => [state.id, state]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
