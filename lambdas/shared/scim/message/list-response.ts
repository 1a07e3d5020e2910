/** The list response (RFC 7644 §3.4.2, RFC 9865 §2). */
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

/** What a page by cursor says of the list it belongs to. */
export interface CursorPage {
  /** Absent when nobody counted. */
  readonly totalResults?: number;
  /** Absent in the first page. */
  readonly previousCursor?: string;
  /** Absent in the last page, and only there. */
  readonly nextCursor?: string;
}

/** One page of results with the cursors of its neighbours; it has no number. */
export function cursorResponse(resources: readonly JsonObject[], page: CursorPage): JsonObject {
  const { totalResults, previousCursor, nextCursor } = page;
  return {
    schemas: [listResponseMessage],
    ...(totalResults === undefined ? {} : { totalResults }),
    itemsPerPage: resources.length,
    ...(previousCursor === undefined ? {} : { previousCursor }),
    ...(nextCursor === undefined ? {} : { nextCursor }),
    Resources: resources,
  };
}
