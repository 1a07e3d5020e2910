import { directoryEndpoint } from '#endpoint/directory-endpoint.ts';
import { meRoutes } from '#endpoint/me-routes.ts';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { userType } from '#scim/schema/resource-types.ts';

/** `/Users`, `/Users/{id}` and `/Me` (RFC 7643 §4.1, RFC 7644 §3.2 and §3.11). */
export const handler = directoryEndpoint((open) => {
  const users = resourceRoutes(userType, open);
  return { ...users, ...meRoutes(userType, users) };
});
