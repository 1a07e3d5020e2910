/** Pages that begin at a place in the order of a list, so that each costs the same (RFC 9865). */
import { type ResourceState, toResource } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { type Boundary, compileSort, type Position } from '#scim/sort/position.ts';
import type { Sort } from '#scim/sort/sort.ts';
import type { StoreRange, StoreRangePage } from '../resource-store.ts';
import { finder, readAll } from './candidates.ts';
import type { Directory } from './directory.ts';
import { rangeFrom, readEntries } from './entries.ts';
import { fromResourceItem, toState } from './items.ts';
import { matcherOf } from './matcher.ts';
import type { QueryPlan } from './plan.ts';
import type { IndexOrder, Order } from './plan-order.ts';
import { countResources } from './read-page.ts';
import { type Placed, readInOrder, selectMatches } from './read-sorted.ts';
import { isSpent } from './walk.ts';

type Range = Omit<StoreRange, 'filter' | 'sort'>;

/**
 * A part of the order that is read from keys. `isMatch` answers for what was read; without it, each candidate is a match.
 */
interface Segment {
  readonly from?: Boundary | undefined;
  readonly isMatch: ((state: ResourceState) => boolean) | undefined;
  readonly read: (from: Boundary | undefined, limit: number) => Promise<Part>;
}

interface Part {
  readonly candidates: readonly Candidate[];
  readonly more: boolean;
}

/** A place in the order, and the resource there if it is still there. */
interface Candidate {
  readonly position: Position;
  readonly state: ResourceState | undefined;
}

const maxPart = 1_000;

/**
 * What is read in the order of keys ends early, with fewer resources, when it has cost enough. What must be compared
 * as a whole, because no key has its order, throws 400 `tooMany` then.
 */
export async function readRange(
  directory: Directory,
  type: ResourceType,
  plan: QueryPlan | undefined,
  sort: Sort,
  order: Order,
  range: Range,
): Promise<StoreRangePage> {
  const isWalk = plan === undefined || plan.access.kind === 'walk';
  if (!isWalk && plan.exact && order.kind === 'id') return readExact(directory, type, plan, sort, range);
  if (!isWalk || order.kind === 'value') {
    const limit = range.count + 1;
    const { placed, total } = await selectMatches(directory, type, plan, sort, { from: range.from, limit });
    return pageOf(placed, range.count, total);
  }
  const isMatch = plan && (await matcherOf(type, plan, finder(directory, type)));
  const segments = segmentsOf(directory, type, sort, order, isMatch, range.from);
  const [page, totalResults] = await Promise.all([
    scan(directory, segments, range.count),
    plan === undefined ? countResources(directory, type) : undefined,
  ]);
  if (totalResults !== undefined) return { ...page, totalResults };
  const isWhole = range.from === undefined && page.next === undefined;
  return isWhole ? { ...page, totalResults: page.resources.length } : page;
}

/** A page of candidates that are the matches: no other needs to be read. */
async function readExact(
  directory: Directory,
  type: ResourceType,
  plan: QueryPlan,
  sort: Sort,
  { from, count }: Range,
): Promise<StoreRangePage> {
  const ids = await finder(directory, type)(plan.access);
  const { compare, follows } = compileSort(sort);
  const following = ids
    .map((id) => ({ id }))
    .sort(compare)
    .filter((position) => follows(position, from));
  const wanted = following.slice(0, count);
  const resources = await readInOrder(
    directory,
    type,
    wanted.map(({ id }) => id),
  );
  const last = wanted.at(-1);
  const next = following.length > count && last !== undefined ? { next: last } : {};
  return { resources, ...next, totalResults: ids.length };
}

function pageOf(placed: readonly Placed[], count: number, totalResults: number): StoreRangePage {
  const last = placed[count - 1];
  const resources = placed.slice(0, count).map(({ state }) => state);
  return { resources, ...(placed.length > count && last !== undefined ? { next: last.position } : {}), totalResults };
}

/** The segments of an order from a boundary on: resources without a value are last, or first when descending. */
function segmentsOf(
  directory: Directory,
  type: ResourceType,
  sort: Sort,
  order: Exclude<Order, { kind: 'value' }>,
  isMatch: Segment['isMatch'],
  from: Boundary | undefined,
): readonly Segment[] {
  const { descending } = sort;
  if (order.kind === 'id') return [{ from, isMatch, read: readerOfIds(directory, type, descending) }];
  const entries: Segment = { isMatch, read: readerOfEntries(directory, type, order, descending) };
  if (order.complete) return [{ ...entries, from }];
  const { positionOf } = compileSort(sort);
  const hasNoValue = (state: ResourceState) => positionOf(toResource(state, type, '')).value === undefined;
  const others: Segment = {
    isMatch: (state) => hasNoValue(state) && (isMatch?.(state) ?? true),
    read: readerOfIds(directory, type, descending),
  };
  const segments = descending ? [others, entries] : [entries, others];
  const begun = from === undefined ? segments[0] : from.position.value === undefined ? others : entries;
  return segments.slice(begun === segments[0] ? 0 : 1).map((each) => (each === begun ? { ...each, from } : each));
}

function readerOfIds({ table, keys }: Directory, type: ResourceType, backward: boolean): Segment['read'] {
  return async (from, limit) => {
    const range = from === undefined ? {} : rangeFrom(from.position.id, from.inclusive, backward);
    // One more than asked for tells whether more follow.
    const page = await table.query({ pk: keys.resources(type.name), ...range, backward, limit: limit + 1 });
    const states = page.items.slice(0, limit).map((item) => toState(fromResourceItem(item)));
    const candidates = states.map((state) => ({ position: { id: state.id }, state }));
    return { candidates, more: page.items.length > limit || page.last !== undefined };
  };
}

function readerOfEntries(
  directory: Directory,
  type: ResourceType,
  order: IndexOrder,
  backward: boolean,
): Segment['read'] {
  return async (from, limit) => {
    const { positions, more } = await readEntries(directory, type, order, { from, backward }, limit);
    const ids = positions.map(({ id }) => id);
    const byId = new Map((await readAll(directory, type, ids)).map((state) => [state.id, state]));
    return { candidates: positions.map((position) => ({ position, state: byId.get(position.id) })), more };
  };
}

/** The first `count` matches of the segments. `next` is there only when another match follows, or may. */
async function scan(
  directory: Directory,
  segments: readonly Segment[],
  count: number,
): Promise<Omit<StoreRangePage, 'totalResults'>> {
  const found: Placed[] = [];
  const pageTo = (next: Position | undefined) => {
    const resources = found.map(({ state }) => state);
    return next === undefined ? { resources } : { resources, next };
  };
  let read = 0;
  for (const { from, isMatch, read: readPart } of segments) {
    // Whether this segment has another match is for the next page to find out.
    if (found.length === count) return pageTo(found.at(-1)?.position);
    let begin = from;
    // A filter shows whether another match follows only when it is read.
    let limit = count - found.length + (isMatch === undefined ? 0 : 1);
    let more = true;
    while (more) {
      const part = await readPart(begin, limit);
      for (const { position, state } of part.candidates) {
        begin = { position, inclusive: false };
        if (state === undefined || isMatch?.(state) === false) continue;
        if (found.length === count) return pageTo(found.at(-1)?.position);
        found.push({ position, state });
      }
      more = part.more;
      read += part.candidates.length;
      if (more && isMatch === undefined && found.length === count) return pageTo(found.at(-1)?.position);
      if (more && begin !== undefined && isSpent(directory.table, read)) {
        return pageTo(found.length === count ? found.at(-1)?.position : begin.position);
      }
      limit = isMatch === undefined ? Math.max(1, count - found.length) : Math.min(2 * limit, maxPart);
    }
  }
  return pageTo(undefined);
}
