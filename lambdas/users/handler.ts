import { resourceEndpoint } from '#endpoint/resource-endpoint.ts';
import { userType } from '#scim/schema/resource-types.ts';

/** `/Users` and `/Users/{id}` (RFC 7643 §4.1, RFC 7644 §3.2). */
export const handler = resourceEndpoint(userType);
