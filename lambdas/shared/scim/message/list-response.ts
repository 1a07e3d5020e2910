/** The list response (RFC 7644 §3.4.2). */
import type { JsonObject } from '../json.ts';
import { listResponseMessage } from '../urns.ts';

/** One page of results. `Resources` is there also when it is empty: many clients read it unasked. */
export function listResponse(resources: readonly JsonObject[], totalResults: number, startIndex: number): JsonObject {
  return {
    schemas: [listResponseMessage],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
