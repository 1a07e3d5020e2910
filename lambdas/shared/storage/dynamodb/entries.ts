/** Index entries in their order, each with the position it gives its resource. */
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Boundary, Position } from '#scim/sort/position.ts';
import type { Directory } from './directory.ts';
import { fromEntryItem } from './items.ts';
import { type Item, type Key, valueOfEntry } from './keys.ts';
import type { IndexOrder } from './plan-order.ts';
import type { RangeQuery } from './table.ts';

export interface EntryRange {
  readonly from?: Boundary | undefined;
  readonly backward: boolean;
}

/** At most `limit` positions in the order of the index, and whether more follow. */
export async function readEntries(
  { table, keys }: Directory,
  type: ResourceType,
  { index }: IndexOrder,
  { from, backward }: EntryRange,
  limit: number,
): Promise<{ readonly positions: readonly Position[]; readonly more: boolean }> {
  const keyOf = ({ value, id }: Position): Key =>
    index.unique
      ? keys.uniqueEntry(type.name, index.path, String(value))
      : keys.entry(type.name, index.path, String(value), id);
  const range = from === undefined ? {} : rangeFrom(keyOf(from.position).sk, from.inclusive, backward);
  const items: Item[] = [];
  let after: Key | undefined;
  do {
    const pk = keys.index(type.name, index.path);
    // One more than asked for tells whether more follow.
    const page = await table.query({ pk, ...range, backward, limit: limit + 1 - items.length, after });
    items.push(...page.items);
    after = page.last;
  } while (after !== undefined && items.length <= limit);
  const positions = items.slice(0, limit).map((item) => ({
    value: index.unique ? item.sk : valueOfEntry(item.sk),
    id: fromEntryItem(item),
  }));
  return { positions, more: items.length > limit };
}

/** The sort keys from `sk` on. */
export function rangeFrom(
  sk: string,
  inclusive: boolean,
  backward: boolean,
): Required<Pick<RangeQuery, 'condition' | 'values'>> {
  return { condition: `#sk ${backward ? '<' : '>'}${inclusive ? '=' : ''} :from`, values: { ':from': sk } };
}
