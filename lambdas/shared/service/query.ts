/** Listing and finding resources of one type (RFC 7644 §3.4.2). */
import { parseFilter } from '#scim/filter/parse.ts';
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

/** A ListResponse with one page. Throws 400 `invalidFilter` or `tooMany`. */
export async function queryResources(
  context: ServiceContext,
  type: ResourceType,
  { filter, startIndex, count }: ListRequest,
  projection: Projection,
): Promise<JsonObject> {
  const page = await context.store.query(type, {
    ...(filter === undefined ? {} : { filter: parseFilter(filter, type) }),
    startIndex,
    count,
  });
  const resources = await representAll(context, type, page.resources, projection);
  return listResponse(resources, page.totalResults, startIndex);
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
