import { directoryEndpoint } from '#endpoint/directory-endpoint.ts';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { groupType } from '#scim/schema/resource-types.ts';

/** `/Groups` and `/Groups/{id}` (RFC 7643 §4.2, RFC 7644 §3.2). */
export const handler = directoryEndpoint((open) => resourceRoutes(groupType, open));
