/** Listing and finding resources, of one type or of several (RFC 7644 §3.4.2). */
import type { Filter } from '#scim/filter/ast.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import { restrictFilter } from '#scim/filter/restrict.ts';
import type { JsonObject } from '#scim/json.ts';
import type { ListRequest } from '#scim/message/list-request.ts';
import { listResponse } from '#scim/message/list-response.ts';
import type { Projection } from '#scim/projection/select.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { represent } from './represent.ts';
import type { ServiceContext } from './service-context.ts';

/** How many resources of a page have their derived attributes read at the same time. */
const sideBySide = 20;

/** A resource type that the filter leaves something of. */
interface Searched {
  readonly type: ResourceType;
  readonly filter?: Filter;
}

/**
 * A ListResponse with one page of all `types`, one type after the other. Each store query reads the part of the page
 * that lies in its type, and no more than the number of matches where none does. Throws 400 `invalidFilter` (for an
 * attribute that none of the types has, too) or `tooMany`.
 */
export async function queryResources(
  context: ServiceContext,
  types: readonly ResourceType[],
  { filter, startIndex, count }: ListRequest,
  projectionFor: (type: ResourceType) => Projection,
): Promise<JsonObject> {
  const resources: JsonObject[] = [];
  let totalResults = 0;
  for (const { type, ...searched } of searchedTypes(types, filter)) {
    const page = await context.store.query(type, {
      ...searched,
      startIndex: Math.max(1, startIndex - totalResults),
      count: count - resources.length,
    });
    resources.push(...(await representAll(context, type, page.resources, projectionFor(type))));
    totalResults += page.totalResults;
  }
  return listResponse(resources, totalResults, startIndex);
}

function searchedTypes(types: readonly ResourceType[], filter: string | undefined): readonly Searched[] {
  if (filter === undefined) return types.map((type) => ({ type }));
  return types.flatMap((type): readonly Searched[] => {
    const restricted = restrictFilter(parseFilter(filter, type, types), type);
    if (restricted === false) return [];
    return [restricted === true ? { type } : { type, filter: restricted }];
  });
}

async function representAll(
  context: ServiceContext,
  type: ResourceType,
  states: readonly ResourceState[],
  projection: Projection,
): Promise<readonly JsonObject[]> {
  const resources: JsonObject[] = [];
  for (let start = 0; start < states.length; start += sideBySide) {
    const slice = states.slice(start, start + sideBySide);
    const represented = await Promise.all(slice.map((state) => represent(context, type, state, projection)));
    resources.push(...represented.map(({ resource }) => resource));
  }
  return resources;
}
