/** Deleting a resource (RFC 7644 §3.6). */
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { untilCurrent } from './change.ts';
import { checkPreconditions, mustExist } from './preconditions.ts';
import type { Preconditions, ServiceContext } from './service-context.ts';

/** Whether what is deleted can be brought back is the connection's choice, but for what nobody ever saw. */
export interface Deletion {
  readonly final?: boolean;
}

/**
 * Deletes the resource and its memberships; its unique values are free at once. One that is kept for an operator is gone
 * for every client all the same, as §3.6 demands. What has members is not kept: they are too many. Answers what it was.
 * Throws 404 and 412.
 */
export async function deleteResource(
  context: ServiceContext,
  type: ResourceType,
  id: string,
  preconditions: Preconditions = {},
  { final = false }: Deletion = {},
): Promise<ResourceState> {
  const keeps = context.interoperability.deletion === 'recoverable' && type.memberAttribute === undefined;
  const options = { at: context.at, recoverable: keeps && !final };
  return untilCurrent(context, async () => {
    const before = mustExist(await context.store.get(type, id), type, id);
    checkPreconditions(preconditions, before);
    return (await context.store.delete(type, before, options)) ? before : undefined;
  });
}
