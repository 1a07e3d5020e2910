/**
 * Finishes what a function that died has left (docs/adr/0090-sweep.md). Each may run at any time, beside any request,
 * twice, and again after it died itself: `sweepStagedChange`, `sweepDeletedContainer` and `sweepDeletedMember`, or
 * `sweepLeftover` for whichever a record of the table's stream asks for. Throws 503 when the time is over before it is done.
 */
import { unavailable } from '#scim/errors.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Directory } from './directory.ts';
import { leaveAll, membershipsOf } from './leave-groups.ts';
import { finishChange } from './staged-change.ts';
import type { DirectoryRecord } from './stream-record.ts';

/** Finishes what `record` may have left; `at` is the `lastModified` of the groups that change by it. */
export async function sweepLeftover(directory: Directory, record: DirectoryRecord, at: string): Promise<void> {
  const type = directory.memberTypes.find(({ name }) => name === record.type);
  // Of a type that can be no member and has none, nothing is left.
  if (type === undefined) return;
  if (record.kind === 'changeStaged') return sweepStagedChange(directory, type, record.id, at);
  if (type.memberAttribute !== undefined) await sweepDeletedContainer(directory, type, record.id);
  await sweepDeletedMember(directory, type, record.id, at);
}

/** Writes the rest of the staged change that a group is marked with. One read when it is marked with none. */
export function sweepStagedChange(directory: Directory, type: ResourceType, id: string, at: string): Promise<void> {
  return finishChange(directory, type, id, at);
}

/** Deletes the memberships and logs of a group that is gone. Leaves a group alone that is there. */
export async function sweepDeletedContainer(directory: Directory, type: ResourceType, id: string): Promise<void> {
  if (await exists(directory, type, id)) return;
  if (!(await deleteMembers(directory, type, id, 0))) throw unavailable('The sweep of a deleted group is not done.', 1);
}

/**
 * Takes a resource that is gone out of the groups that still list it: those that its deletion did not come to, and of a
 * change that was applied, or committed, after it was looked up and before it was deleted. Leaves a resource alone that is there, also when it is brought back
 * meanwhile.
 */
export async function sweepDeletedMember(
  directory: Directory,
  type: ResourceType,
  id: string,
  at: string,
): Promise<void> {
  const left = await membershipsOf(directory, type, id);
  if (!(await leaveAll(directory, type, id, left, { at, reserve: 0 })))
    throw unavailable('The sweep of a deleted member is not done.', 1);
}

/** Deletes what is in the partition of a group until `reserve` milliseconds are left. Whether all of it is deleted. */
export async function deleteMembers(
  { table, keys }: Directory,
  type: ResourceType,
  id: string,
  reserve: number,
): Promise<boolean> {
  const pk = keys.members(type.name, id);
  while (table.timeLeft() > reserve) {
    const { items, last } = await table.query({ pk, limit: 1_000, keysOnly: true });
    await table.batchDelete(items);
    if (last === undefined) return true;
  }
  return false;
}

async function exists({ table, keys }: Directory, type: ResourceType, id: string): Promise<boolean> {
  return (await table.get(keys.resource(type.name, id))) !== undefined;
}
