import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { DeleteOptions } from '../resource-store.ts';
import { countUp } from './create-resource.ts';
import type { Directory } from './directory.ts';
import { groupUpdate } from './group-update.ts';
import { indexEntries } from './index-entries.ts';
import { deleteEntries } from './index-writes.ts';
import { toDeletedItem } from './items.ts';
import { finishChange } from './staged-change.ts';
import { type FailedConditions, isOutOfTime } from './transient-error.ts';
import { exists, maxTransactionItems, type Write } from './write.ts';

/** A membership of what is being deleted. */
interface Membership {
  readonly group: { readonly type: string; readonly id: string };
  /** Whether the group exists and counts it; a group that is gone only leaves memberships to sweep. */
  readonly counted: boolean;
}

/** Kept free for the answer while memberships of a deleted group are swept, in milliseconds. */
const sweepReserve = 2_000;

/**
 * `ResourceStore.delete`. All in one transaction for a member of up to some 45 groups; of more, the first ones are
 * left in transactions that hold the version of the resource as well.
 */
export async function deleteResource(
  directory: Directory,
  type: ResourceType,
  before: ResourceState,
  { at, recoverable = false }: DeleteOptions,
): Promise<boolean> {
  const { table, keys } = directory;
  const key = keys.resource(type.name, before.id);
  const current = { condition: '#version = :version', values: { ':version': before.version } };
  const own: readonly Write[] = [
    { kind: 'delete', key, ...current },
    ...deleteEntries(keys, type, before.id, indexEntries(type, before.document)),
    countUp(directory, type, before.id, -1),
    ...(recoverable ? [{ kind: 'put', item: toDeletedItem(keys, type, before, at) } as const] : []),
  ];
  let left = await membershipsOf(directory, type, before.id);
  for (;;) {
    const final = own.length + 2 * left.length <= maxTransactionItems;
    const head: readonly Write[] = final ? own : [{ kind: 'check', key, ...current }];
    const batch = left.slice(0, Math.floor((maxTransactionItems - head.length) / 2));
    const leaving = batch.map((membership) => leave(directory, membership, before.id, at));
    const failed = await table.transact([...head, ...leaving.flat()]);
    if (failed?.has(0)) return false;
    const others = left.slice(batch.length);
    if (failed === undefined) {
      if (final) break;
      left = others;
    } else {
      left = [...(await lookAgain(directory, batch, leaving, head.length, failed)), ...others];
    }
  }
  if (type.memberAttribute !== undefined) await sweepMembers(directory, type, before.id);
  return true;
}

async function membershipsOf(
  { table, keys }: Directory,
  type: ResourceType,
  id: string,
): Promise<readonly Membership[]> {
  const found = await table.queryByMember(keys.member(id));
  // A group that is its own member is swept with its members.
  const others = found.filter(({ pk }) => pk !== keys.members(type.name, id));
  return others.map(({ pk }) => ({ group: keys.containerOf(pk), counted: true }));
}

function leave(
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

/** What is left to leave of `batch`, after a transaction failed whose writes for it began at place `first`. */
async function lookAgain(
  directory: Directory,
  batch: readonly Membership[],
  leaving: readonly (readonly Write[])[],
  first: number,
  failed: FailedConditions,
): Promise<readonly Membership[]> {
  const again: Membership[] = [];
  let place = first;
  for (const [i, membership] of batch.entries()) {
    const [gone, refused] = [failed.has(place), failed.has(place + 1) && membership.counted];
    const group = failed.get(place + 1);
    place += leaving[i]?.length ?? 0;
    if (refused && group?.change !== undefined) await finishMarked(directory, membership);
    if (refused) again.push(group === undefined ? { ...membership, counted: false } : membership);
    else if (!gone) again.push(membership);
  }
  return again;
}

async function finishMarked(directory: Directory, { group }: Membership): Promise<void> {
  const type = directory.memberTypes.find(({ name }) => name === group.type);
  if (type !== undefined) await finishChange(directory, type, group.id);
}

/**
 * Deletes the memberships of a group that is gone, and the log of a change it died with, as far as the time goes.
 * Nobody sees them any more; what is left costs nothing but its storage.
 */
async function sweepMembers({ table, keys }: Directory, type: ResourceType, id: string): Promise<void> {
  const pk = keys.members(type.name, id);
  try {
    while (table.timeLeft() > sweepReserve) {
      const { items, last } = await table.query({ pk, limit: 1_000, keysOnly: true });
      await table.batchDelete(items);
      if (last === undefined) return;
    }
  } catch (error) {
    if (!isOutOfTime(error)) throw error;
  }
}
