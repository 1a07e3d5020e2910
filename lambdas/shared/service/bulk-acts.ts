/** What the operations of a bulk request come to: the acts that single requests come to as well. */
import { formatETag } from '#scim/etag.ts';
import type { JsonObject } from '#scim/json.ts';
import { parseProjection } from '#scim/projection/select.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { ReadDocument } from './bulk-footprint.ts';
import { createResource } from './create.ts';
import { deleteResource } from './delete.ts';
import { modifyResource } from './modify.ts';
import type { Remarks } from './remarks.ts';
import { replaceResource } from './replace.ts';
import type { Preconditions, ServiceContext } from './service-context.ts';

/** An operation that succeeded: the status a single request would have, and the entity tag of what it left. */
export interface Performed {
  readonly status: number;
  readonly version?: string;
}

type Change = (type: ResourceType, id: string, body: JsonObject, conditions: Preconditions) => Promise<Performed>;

/** All of them throw what the acts behind them throw. */
export interface BulkActs {
  readonly create: (type: ResourceType, id: string, body: JsonObject) => Promise<Performed>;
  readonly replace: Change;
  readonly modify: Change;
  readonly remove: (type: ResourceType, id: string, conditions: Preconditions) => Promise<Performed>;
  /** Takes back a resource that this request created, for good. */
  readonly discard: (type: ResourceType, id: string) => Promise<Performed>;
  readonly read: ReadDocument;
}

/** The acts over a directory; `remark` is told what a body names that the directory does not have. */
export function bulkActs(context: ServiceContext, remark: (remarks: Remarks) => void): BulkActs {
  const { patchStatus } = context.interoperability;
  return {
    create: async (type, id, body) => {
      const { version, ...remarks } = await createResource(context, type, body, id, idOnly(type));
      remark(remarks);
      return { status: 201, version };
    },
    replace: async (type, id, body, conditions) => {
      const { version, ...remarks } = await replaceResource(context, type, id, body, idOnly(type), conditions);
      remark(remarks);
      return { status: 200, version };
    },
    modify: async (type, id, body, conditions) => {
      const { ignored, skipped, state } = await modifyResource(context, type, id, body, conditions);
      remark({ ignored, skipped });
      const status = type.memberAttribute === undefined ? patchStatus.users : patchStatus.groups;
      return { status, version: formatETag(state.version) };
    },
    remove: async (type, id, conditions) => {
      await deleteResource(context, type, id, conditions);
      return { status: 204 };
    },
    discard: async (type, id) => {
      await deleteResource(context, type, id, {}, { final: true });
      return { status: 204 };
    },
    read: async (type, id) => (await context.store.get(type, id))?.document,
  };
}

/** The answer shows no resource, so nothing is read for it. */
function idOnly(type: ResourceType) {
  return parseProjection({ attributes: 'id' }, type);
}
