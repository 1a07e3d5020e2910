/** Pages of the resources that match a filter, read by the plan made for it. */
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { keepSmallest } from '#scim/sort/smallest.ts';
import type { StorePage } from '../resource-store.ts';
import { finder, readAll } from './candidates.ts';
import type { Directory } from './directory.ts';
import { matcherOf } from './matcher.ts';
import type { QueryPlan } from './plan.ts';
import { maxRead, tooManyToRead, walk } from './walk.ts';

export interface PageRequest {
  readonly startIndex: number;
  readonly count: number;
}

/** Throws 400 `tooMany` when more resources would have to be read than one request may. */
export async function readMatches(
  directory: Directory,
  type: ResourceType,
  plan: QueryPlan,
  page: PageRequest,
): Promise<StorePage> {
  const find = finder(directory, type);
  if (plan.access.kind === 'walk') return walkMatches(directory, type, await matcherOf(type, plan, find), page);
  const ids = await find(plan.access);
  if (plan.exact) {
    const wanted = slice(ids, page);
    const resources = await readAll(directory, type, wanted);
    // An entry and its resource are two reads; what is deleted between them is no match.
    return { totalResults: ids.length - (wanted.length - resources.length), resources };
  }
  if (ids.length > maxRead) throw tooManyToRead(type);
  const matches = await matcherOf(type, plan, find, ids);
  const matching = (await readAll(directory, type, ids)).filter(matches);
  return { totalResults: matching.length, resources: slice(matching, page) };
}

async function walkMatches(
  directory: Directory,
  type: ResourceType,
  matches: (state: ResourceState) => boolean,
  { startIndex, count }: PageRequest,
): Promise<StorePage> {
  const first = keepSmallest<ResourceState>(count === 0 ? 0 : startIndex - 1 + count, (a, b) => (a.id < b.id ? -1 : 1));
  let totalResults = 0;
  await walk(directory, type, (states) => {
    for (const state of states.filter(matches)) {
      totalResults += 1;
      first.add(state);
    }
  });
  return { totalResults, resources: first.sorted().slice(startIndex - 1) };
}

function slice<T>(values: readonly T[], { startIndex, count }: PageRequest): readonly T[] {
  return values.slice(startIndex - 1, startIndex - 1 + count);
}
