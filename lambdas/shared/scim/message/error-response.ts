/** The error message (RFC 7644 §3.12). */
import type { ScimError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { errorMessage } from '../urns.ts';

/** The body for an error; `status` is a string, as the RFC has it. */
export function errorResponse({ status, scimType, detail }: ScimError): JsonObject {
  return {
    schemas: [errorMessage],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail,
  };
}
