/** Pages of all resources of a type, by way of the prefix counters: any startIndex costs about the same. */
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { StorePage } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { fromCounterItem, fromResourceItem, toState } from './items.ts';
import { type Item, type Key } from './keys.ts';

type Counter = readonly [prefix: string, count: number];

/** `count` resources from `startIndex` (1-based) on, in the order of their ids, and how many there are in all. */
export async function readPage(
  directory: Directory,
  type: ResourceType,
  startIndex: number,
  count: number,
): Promise<StorePage> {
  if (startIndex === 1 && count > 0) {
    const items = await readFrom(directory, type, '', count);
    // A result that ends inside the page is counted by reading it.
    if (items.length < count) return { totalResults: items.length, resources: items.map(toResourceState) };
    return { totalResults: total(await readCounters(directory, type)), resources: items.map(toResourceState) };
  }
  const counters = await readCounters(directory, type);
  const totalResults = total(counters);
  const start = locate(counters, startIndex - 1);
  if (count === 0 || start === undefined) return { totalResults, resources: [] };
  const items = await readFrom(directory, type, start.prefix, start.skip + count);
  return { totalResults, resources: items.slice(start.skip).map(toResourceState) };
}

/** The prefix that the resource at `rank` (0-based) has, and how many with that prefix come before it. */
export function locate(counters: readonly Counter[], rank: number): { prefix: string; skip: number } | undefined {
  let skip = rank;
  for (const [prefix, count] of counters) {
    if (skip < count) return { prefix, skip };
    skip -= count;
  }
  return undefined;
}

/** How many resources of the type there are. */
export async function countResources(directory: Directory, type: ResourceType): Promise<number> {
  return total(await readCounters(directory, type));
}

async function readCounters({ table, keys }: Directory, type: ResourceType): Promise<readonly Counter[]> {
  const items = await table.queryAll({ pk: keys.counters(type.name) });
  return items.flatMap(fromCounterItem);
}

function total(counters: readonly Counter[]): number {
  return counters.reduce((sum, [, count]) => sum + count, 0);
}

async function readFrom(
  { table, keys }: Directory,
  type: ResourceType,
  prefix: string,
  limit: number,
): Promise<readonly Item[]> {
  const range = prefix === '' ? {} : { condition: '#sk >= :prefix', values: { ':prefix': prefix } };
  const items: Item[] = [];
  let after: Key | undefined;
  do {
    const page = await table.query({ pk: keys.resources(type.name), ...range, limit: limit - items.length, after });
    items.push(...page.items);
    after = page.last;
  } while (after !== undefined && items.length < limit);
  return items;
}

function toResourceState(item: Item): ResourceState {
  return toState(fromResourceItem(item));
}
