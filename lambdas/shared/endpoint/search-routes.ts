/** Queries of one resource type or of several: by query string, and by the body of a `.search` (RFC 7644 §3.4.2, §3.4.3). */
import type { RouteTable } from '#http/route.ts';
import type { ScimRequest } from '#http/scim-request.ts';
import { document, type ScimResponse } from '#http/scim-response.ts';
import { type ListParameters, parseListRequest } from '#scim/message/list-request.ts';
import { parseSearchRequest } from '#scim/message/search-request.ts';
import { parseProjection } from '#scim/projection/select.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { queryResources } from '#service/query.ts';
import type { ServiceContext } from '#service/service-context.ts';
import { inDirectory, type OpenDirectory } from './directory.ts';
import { soughtName } from './tell.ts';

/**
 * `GET` and `POST …/.search` of an endpoint that holds resources of `types`; `''` is the base URL itself, the root
 * over all of them.
 */
export function searchRoutes(endpoint: string, types: readonly ResourceType[], open: OpenDirectory): RouteTable {
  return {
    [`GET ${endpoint}`]: inDirectory(open, (context, request) => list(context, types, request, request.query)),
    [`POST ${endpoint}/.search`]: inDirectory(open, (context, request) =>
      list(context, types, request, parseSearchRequest(request.body)),
    ),
  };
}

async function list(
  context: ServiceContext,
  types: readonly ResourceType[],
  request: ScimRequest,
  parameters: ListParameters,
): Promise<ScimResponse> {
  request.tell({ name: soughtName(parameters.filter) });
  const projections = new Map(types.map((type) => [type, parseProjection(parameters, type)]));
  const projectionFor = (type: ResourceType) => projections.get(type) ?? parseProjection(parameters, type);
  const answer = await queryResources(context, types, parseListRequest(parameters), projectionFor);
  if (typeof answer.totalResults === 'number') request.tell({ found: answer.totalResults });
  return document(answer);
}
