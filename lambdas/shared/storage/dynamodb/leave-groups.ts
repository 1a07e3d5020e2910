/** How a resource that is being deleted, or is gone, leaves the groups that it is in. */
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Directory } from './directory.ts';
import { groupUpdate } from './group-update.ts';
import { finishChange } from './staged-change.ts';
import type { FailedConditions } from './transient-error.ts';
import { absent, exists, type Write } from './write.ts';

/** A membership of what is being deleted. */
export interface Membership {
  readonly group: { readonly type: string; readonly id: string };
  /** Whether the group exists and counts it; a group that is gone only leaves memberships to sweep. */
  readonly counted: boolean;
}

/** The memberships of a resource in others. */
export async function membershipsOf(
  { table, keys }: Directory,
  type: ResourceType,
  id: string,
): Promise<readonly Membership[]> {
  const found = await table.queryByMember(keys.member(id));
  // A group that is its own member is swept with its members.
  const others = found.filter(({ pk }) => pk !== keys.members(type.name, id));
  return others.map(({ pk }) => ({ group: keys.containerOf(pk), counted: true }));
}

/** The writes by which a member leaves one group. */
export function leave(
  { keys }: Directory,
  { group, counted }: Membership,
  member: string,
  at: string,
): readonly [Write, ...Write[]] {
  const key = keys.membership(group.type, group.id, member);
  if (!counted) return [{ kind: 'delete', key }];
  const update = groupUpdate({ key: keys.resource(group.type, group.id), at, added: 0, removed: 1 });
  return [{ kind: 'delete', key, condition: exists }, update];
}

interface LeavingTime {
  /** The new `lastModified` of the groups. */
  readonly at: string;
  /** Milliseconds that are to be left. */
  readonly reserve: number;
}

/**
 * Takes a resource that is gone out of the groups in `left`. Whether it is in none of them any more; leaves a resource alone
 * that is there, also when it is brought back meanwhile.
 */
export async function leaveAll(
  directory: Directory,
  type: ResourceType,
  id: string,
  left: readonly Membership[],
  { at, reserve }: LeavingTime,
): Promise<boolean> {
  const { table, keys } = directory;
  const gone: Write = { kind: 'check', key: keys.resource(type.name, id), condition: absent };
  let others = left;
  while (others.length > 0) {
    if (table.timeLeft() <= reserve) return false;
    const batch = others.slice(0, Math.floor((table.maxTransactionItems - 1) / 2));
    const leaving = batch.map((membership) => leave(directory, membership, id, at));
    const failed = await table.transact([gone, ...leaving.flat()]);
    if (failed?.has(0) === true) return true;
    const again = failed === undefined ? [] : await lookAgain(directory, batch, leaving, { first: 1, failed, at });
    others = [...again, ...others.slice(batch.length)];
  }
  return true;
}

interface FailedLeaving {
  /** The place of the first of the writes in the transaction. */
  readonly first: number;
  readonly failed: FailedConditions;
  readonly at: string;
}

/** What is left to leave of `batch`, after the transaction with the writes `leaving` failed. */
export async function lookAgain(
  directory: Directory,
  batch: readonly Membership[],
  leaving: readonly (readonly Write[])[],
  { first, failed, at }: FailedLeaving,
): Promise<readonly Membership[]> {
  const again: Membership[] = [];
  let place = first;
  for (const [i, membership] of batch.entries()) {
    const [gone, refused] = [failed.has(place), failed.has(place + 1) && membership.counted];
    const group = failed.get(place + 1);
    place += leaving[i]?.length ?? 0;
    if (refused && group?.change !== undefined) await finishMarked(directory, membership, at);
    if (refused) again.push(group === undefined ? { ...membership, counted: false } : membership);
    else if (!gone) again.push(membership);
  }
  return again;
}

async function finishMarked(directory: Directory, { group }: Membership, at: string): Promise<void> {
  const type = directory.memberTypes.find(({ name }) => name === group.type);
  if (type !== undefined) await finishChange(directory, type, group.id, at);
}
