/** From an order to the way resources are read in it: pure, as the plan of a filter is. */
import { printAttributePath } from '#scim/path/attribute-path.ts';
import type { Index, ResourceType } from '#scim/schema/resource-type.ts';
import type { Sort } from '#scim/sort/sort.ts';

/**
 * `id` is the order of the resources' own keys, `index` that of the entries of an index (`complete`: every resource has
 * one). `value` is no order of any keys: all matches must be compared.
 */
export type Order =
  | { readonly kind: 'id' }
  | { readonly kind: 'index'; readonly index: Index; readonly complete: boolean }
  | { readonly kind: 'value' };

export type IndexOrder = Extract<Order, { kind: 'index' }>;

/** Entries are in the order of a single text; of several values the order takes one and the index has all. */
export function planOrder({ path }: Sort, type: ResourceType): Order {
  if (path === undefined) return { kind: 'id' };
  const { attribute, subAttribute, extension } = path;
  const { type: valueType } = subAttribute ?? attribute;
  const isText = valueType === 'string' || valueType === 'reference' || valueType === 'dateTime';
  const name = printAttributePath(path);
  const index = type.indexes.find((candidate) => candidate.path === name);
  if (index === undefined || !isText || attribute.multiValued || subAttribute?.multiValued) return { kind: 'value' };
  const complete = attribute.required && subAttribute === undefined && extension === undefined;
  return { kind: 'index', index, complete };
}

/** The order in words for the log, after the plan of the filter; '' for the order of ids. */
export function describeOrder(order: Order): string {
  switch (order.kind) {
    case 'id':
      return '';
    case 'index':
      return ` by ${order.index.path}`;
    case 'value':
      return ' sorted';
  }
}
