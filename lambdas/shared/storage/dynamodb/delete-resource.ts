import { isOutOfTime } from '#scim/errors.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { DeleteOptions } from '../resource-store.ts';
import { countUp } from './create-resource.ts';
import type { Directory } from './directory.ts';
import { indexEntries } from './index-entries.ts';
import { deleteEntries } from './index-writes.ts';
import { toDeletedItem } from './items.ts';
import { leave, leaveAll, lookAgain, type Membership, membershipsOf } from './leave-groups.ts';
import { deleteMembers } from './sweep.ts';
import type { Write } from './write.ts';

/** Kept free for the answer while what follows the deletion is done, in milliseconds. */
const reserve = 2_000;

/**
 * `ResourceStore.delete`. One transaction deletes the resource, and takes it out of its groups, or of the first of some
 * 45. From then on it is deleted: it leaves the others as far as the time goes, and what is left is swept later
 * (docs/adr/0090).
 */
export async function deleteResource(
  directory: Directory,
  type: ResourceType,
  before: ResourceState,
  options: DeleteOptions,
): Promise<boolean> {
  const { table } = directory;
  const own = ownWrites(directory, type, before, options);
  const room = Math.floor((table.maxTransactionItems - own.length) / 2);
  let left = await membershipsOf(directory, type, before.id);
  for (;;) {
    const [first, others] = [left.slice(0, room), left.slice(room)];
    const leaving = first.map((membership) => leave(directory, membership, before.id, options.at));
    const failed = await table.transact([...own, ...leaving.flat()]);
    if (failed?.has(0)) return false;
    if (failed === undefined) {
      await finishInTime(directory, type, before.id, others, options.at);
      return true;
    }
    const again = await lookAgain(directory, first, leaving, { first: own.length, failed, at: options.at });
    left = [...again, ...others];
  }
}

/** The first of them demands that `before` is still current. */
function ownWrites(
  directory: Directory,
  type: ResourceType,
  before: ResourceState,
  { at, recoverable = false }: DeleteOptions,
): readonly Write[] {
  const { keys } = directory;
  const current = { condition: '#version = :version', values: { ':version': before.version } };
  return [
    { kind: 'delete', key: keys.resource(type.name, before.id), ...current },
    ...deleteEntries(keys, type, before.id, indexEntries(type, before.document)),
    countUp(directory, type, before.id, -1),
    ...(recoverable ? [{ kind: 'put', item: toDeletedItem(keys, type, before, at) } as const] : []),
  ];
}

/** Leaves the groups in `left`, and deletes the memberships of what was a group itself. */
async function finishInTime(
  directory: Directory,
  type: ResourceType,
  id: string,
  left: readonly Membership[],
  at: string,
): Promise<void> {
  try {
    await leaveAll(directory, type, id, left, { at, reserve });
    if (type.memberAttribute !== undefined) await deleteMembers(directory, type, id, reserve);
  } catch (error) {
    if (!isOutOfTime(error)) throw error;
  }
}
