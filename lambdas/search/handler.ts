import { directoryEndpoint } from '#endpoint/directory-endpoint.ts';
import { searchRoutes } from '#endpoint/search-routes.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';

/** The base URL and its `/.search`, over all resource types (RFC 7644 §3.4.2.1, §3.4.3). */
export const handler = directoryEndpoint((open) => searchRoutes('', resourceTypes, open), { readOnly: true });
