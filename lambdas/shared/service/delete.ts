/** Deleting a resource (RFC 7644 §3.6). */
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { untilCurrent } from './change.ts';
import { checkIfMatch, mustExist } from './preconditions.ts';
import type { Preconditions, ServiceContext } from './service-context.ts';

/** Deletes the resource and its memberships; its unique values are free at once. Throws 404 and 412. */
export async function deleteResource(
  context: ServiceContext,
  type: ResourceType,
  id: string,
  preconditions: Preconditions = {},
): Promise<void> {
  await untilCurrent(context, async () => {
    const before = mustExist(await context.store.get(type, id), type, id);
    checkIfMatch(preconditions, before);
    return (await context.store.delete(type, before, context.at)) || undefined;
  });
}
