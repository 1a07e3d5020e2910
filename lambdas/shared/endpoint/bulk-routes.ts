/** The bulk endpoint (RFC 7644 §3.7) over the directory. */
import { randomUUID } from 'node:crypto';
import type { RouteTable } from '#http/route.ts';
import { document } from '#http/scim-response.ts';
import { parseBulkRequest } from '#scim/message/bulk-request.ts';
import { bulkResponse } from '#scim/message/bulk-response.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { performBulk } from '#service/bulk.ts';
import { bulkActs } from '#service/bulk-acts.ts';
import { type DirectoryAct, inDirectory, type OpenDirectory } from './directory.ts';
import { noteRemarks } from './note-remarks.ts';
import { toldOperations } from './tell.ts';

/** Kept free for what is running to end once nothing more is started, in milliseconds. */
const reserve = 3_000;

/** `POST /Bulk`, for operations on resources of `types`. */
export function bulkRoutes(types: readonly ResourceType[], open: OpenDirectory): RouteTable {
  return { 'POST /Bulk': inDirectory(open, bulk(types)) };
}

const bulk =
  (types: readonly ResourceType[]): DirectoryAct =>
  async (context, request) => {
    const bulkRequest = parseBulkRequest(request.body, types);
    const [ignored, skipped] = [new Set<string>(), new Set<string>()];
    const results = await performBulk(bulkRequest, {
      acts: bulkActs(context, (remarks) => {
        for (const name of remarks.ignored) ignored.add(name);
        for (const id of remarks.skipped) skipped.add(id);
      }),
      interoperability: context.interoperability,
      baseUrl: context.baseUrl,
      newId: randomUUID,
      hasTime: () => Date.now() < request.deadline - reserve,
      onUnexpected: request.report,
    });
    const failed = results.filter(({ error }) => error !== undefined).length;
    request.tellOperations(toldOperations(bulkRequest, results));
    request.note({ operations: bulkRequest.operations.length, performed: results.length, failed });
    noteRemarks(request, { ignored: [...ignored], skipped: [...skipped] });
    return document(bulkResponse(results));
  };
