import { directoryEndpoint } from '#endpoint/directory-endpoint.ts';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { customTypes } from '#scim/schema/resource-types.ts';

/** The resource types of the deployment's own schema file, such as `/Devices` and `/Devices/{id}` (RFC 7643 §6). */
export const handler = directoryEndpoint((open) =>
  Object.fromEntries(customTypes.flatMap((type) => Object.entries(resourceRoutes(type, open)))),
);
