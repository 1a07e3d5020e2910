import { resourceEndpoint } from '#endpoint/resource-endpoint.ts';
import { groupType } from '#scim/schema/resource-types.ts';

/** `/Groups` and `/Groups/{id}` (RFC 7643 §4.2, RFC 7644 §3.2). */
export const handler = resourceEndpoint(groupType);
