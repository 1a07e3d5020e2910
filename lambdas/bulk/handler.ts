import { bulkRoutes } from '#endpoint/bulk-routes.ts';
import { directoryEndpoint } from '#endpoint/directory-endpoint.ts';
import { maxPayloadSize } from '#scim/message/bulk-request.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';

/** `/Bulk` (RFC 7644 §3.7). */
export const handler = directoryEndpoint((open) => bulkRoutes(resourceTypes, open), { maxPayloadSize });
