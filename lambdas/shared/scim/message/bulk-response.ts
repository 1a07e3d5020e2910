/** The BulkResponse message (RFC 7644 §3.7, §3.7.3). */
import type { ScimError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { bulkResponseMessage } from '../urns.ts';
import { errorResponse } from './error-response.ts';

/** What came of one operation. */
export interface BulkResult {
  /** Of the operation among all of the request, from 0. */
  readonly place: number;
  /** Missing when the client sent none. */
  readonly method?: string;
  readonly bulkId?: string;
  /** Missing when a POST failed, or when the path cannot be read. */
  readonly location?: string;
  /** Entity tag of the resource as the operation left it. */
  readonly version?: string;
  readonly status: number;
  /** Why it failed; `status` is its status then. */
  readonly error?: ScimError;
}

/** Statuses are strings (`"201"`), and only errors have a body. */
export function bulkResponse(results: readonly BulkResult[]): JsonObject {
  return { schemas: [bulkResponseMessage], Operations: results.map(toEntry) };
}

function toEntry({ method, bulkId, location, version, status, error }: BulkResult): JsonObject {
  return {
    ...(location === undefined ? {} : { location }),
    ...(method === undefined ? {} : { method }),
    ...(bulkId === undefined ? {} : { bulkId }),
    ...(version === undefined ? {} : { version }),
    status: String(status),
    ...(error === undefined ? {} : { response: errorResponse(error) }),
  };
}
