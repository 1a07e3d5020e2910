/** The operations of a bulk request with permanent ids in place of every bulkId (RFC 7644 §3.7.2). */
import type { JsonObject } from '#scim/json.ts';
import { referenceIn, resolveReferences } from '#scim/message/bulk-references.ts';
import type { BulkMethod, BulkOperation, RefusedOperation } from '#scim/message/bulk-request.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';

export interface ReadyOperation {
  readonly method: BulkMethod;
  readonly type: ResourceType;
  /** Of the resource it is about; of the one it creates, for a POST. */
  readonly id: string;
  readonly data: JsonObject;
  /** As in If-Match. */
  readonly version?: string;
  /** Places of the POSTs that create what it refers to. */
  readonly references: readonly number[];
}

/**
 * The operations in their order, undefined for those that were refused. Each new resource gets its id from `newId`
 * before anything is written, so that a reference can be resolved whichever way it points.
 */
export function readyOperations(
  operations: readonly (BulkOperation | RefusedOperation)[],
  newId: () => string,
): readonly (ReadyOperation | undefined)[] {
  const ids = new Map(
    operations.flatMap(({ kind, method, bulkId }) =>
      kind === 'operation' && method === 'POST' && bulkId !== undefined ? [[bulkId, newId()] as const] : [],
    ),
  );
  return operations.map((operation) => (operation.kind === 'refused' ? undefined : toReady(operation, ids)));
}

function toReady(
  { method, bulkId, path, data, version, references }: BulkOperation,
  ids: ReadonlyMap<string, string>,
): ReadyOperation {
  const reference = method === 'POST' ? bulkId : referenceIn(path.target);
  return {
    method,
    type: path.type,
    id: (reference === undefined ? undefined : ids.get(reference)) ?? path.target,
    data: references.length === 0 ? data : resolveReferences(data, ids),
    ...(version === undefined ? {} : { version }),
    references,
  };
}
