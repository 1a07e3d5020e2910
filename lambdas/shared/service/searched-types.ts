/** What a list request means for each resource type that it can find something of. */
import type { Filter } from '#scim/filter/ast.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import { restrictFilter } from '#scim/filter/restrict.ts';
import type { ListRequest } from '#scim/message/list-request.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { resolveSort, type Sort } from '#scim/sort/sort.ts';
import type { ServiceContext } from './service-context.ts';

/** A resource type that the filter leaves something of. */
export interface Searched {
  readonly type: ResourceType;
  readonly filter?: Filter;
  /** See `Selection.baseUrl`; there with a filter. */
  readonly baseUrl?: string;
  readonly sort?: Sort;
}

/** Throws 400 `invalidFilter` or `invalidValue` for an attribute that none of the types has. */
export function searchedTypes(
  { baseUrl }: Pick<ServiceContext, 'baseUrl'>,
  types: readonly ResourceType[],
  { filter, sort }: Pick<ListRequest, 'filter' | 'sort'>,
): readonly Searched[] {
  const sorted = types.map((type): Searched => ({ type, ...(sort && { sort: resolveSort(sort, type, types) }) }));
  if (filter === undefined) return sorted;
  return sorted.flatMap((searched) => {
    const restricted = restrictFilter(parseFilter(filter, searched.type, types), searched.type);
    if (restricted === false) return [];
    return [restricted === true ? searched : { ...searched, filter: restricted, baseUrl }];
  });
}
