/** The discovery endpoints (RFC 7644 §4): what this service provider can do, and with which attributes. */
import type { Act, RouteTable } from '#http/route.ts';
import type { ScimRequest } from '#http/scim-request.ts';
import { document } from '#http/scim-response.ts';
import { notFound, ScimError } from '#scim/errors.ts';
import type { JsonObject } from '#scim/json.ts';
import {
  discoverySchemas,
  resourceTypeResource,
  schemaResource,
  serviceProviderConfig,
} from '#scim/message/discovery.ts';
import { listResponse } from '#scim/message/list-response.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';

/** All query parameters but a filter are ignored; a filter is refused with 403, as RFC 7644 §4 asks. */
const discovery =
  (answer: (request: ScimRequest) => JsonObject): Act =>
  async (request) => {
    if (request.query.filter !== undefined) {
      throw new ScimError(403, 'Discovery endpoints take no filter; leave it out to get every entry.');
    }
    return document(answer(request));
  };

const all = (entries: readonly JsonObject[]): JsonObject => listResponse(entries, entries.length, 1);

function one<T>(entries: readonly T[], nameOf: (entry: T) => string, id: string | undefined, what: string): T {
  const found = entries.find((entry) => nameOf(entry).toLowerCase() === id?.toLowerCase());
  if (found !== undefined) return found;
  throw notFound(`There is no ${what} "${id?.slice(0, 100)}"; there are ${entries.map(nameOf).join(', ')}.`);
}

export const discoveryRoutes: RouteTable = {
  'GET /ServiceProviderConfig': discovery(({ baseUrl }) => serviceProviderConfig(baseUrl)),
  'GET /ResourceTypes': discovery(({ baseUrl }) =>
    all(resourceTypes.map((type) => resourceTypeResource(type, baseUrl))),
  ),
  'GET /ResourceTypes/{id}': discovery(({ baseUrl, parameters }) =>
    resourceTypeResource(
      one(resourceTypes, (type) => type.id, parameters.id, 'resource type'),
      baseUrl,
    ),
  ),
  'GET /Schemas': discovery(({ baseUrl }) => all(discoverySchemas().map((schema) => schemaResource(schema, baseUrl)))),
  'GET /Schemas/{id}': discovery(({ baseUrl, parameters }) =>
    schemaResource(
      one(discoverySchemas(), (schema) => schema.id, parameters.id, 'schema'),
      baseUrl,
    ),
  ),
};
