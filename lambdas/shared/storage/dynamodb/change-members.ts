import { randomUUID } from 'node:crypto';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { MembershipChange } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { groupUpdate } from './group-update.ts';
import { throwIfTaken } from './index-writes.ts';
import { fromResourceItem, type MembershipOperation, toLogItems, toMembershipItem } from './items.ts';
import type { Replacement } from './replacement.ts';
import { applyInTime, finishChange } from './staged-change.ts';
import { absent, exists, type Write } from './write.ts';

/**
 * A change that fits into one transaction. No membership but the named ones is read or written, so the cost does not
 * depend on the size of the group. Undefined when the group or a named membership is not as it was read.
 */
export async function changeMembers(
  directory: Directory,
  replacement: Replacement,
  members: MembershipChange,
): Promise<ResourceState | undefined> {
  const { table } = directory;
  const { type, after, at, added, entryWrites } = replacement;
  const writes = [...entryWrites, ...membershipWrites(directory, type, after.id, members)];
  for (;;) {
    const failed = await table.transact([updateOf(directory, replacement, members), ...writes]);
    if (failed === undefined) return after;
    if (failed.has(0)) {
      if (failed.get(0)?.change === undefined) return undefined;
      await finishChange(directory, type, after.id, at);
      continue;
    }
    throwIfTaken(failed, added, 1);
    return undefined;
  }
}

/**
 * A change of any size, committed by one transaction and applied in steps (docs/adr/0003). The named memberships are
 * checked on a version read before, which must still be the stored one when the change commits.
 */
export async function changeManyMembers(
  directory: Directory,
  replacement: Replacement,
  members: MembershipChange,
): Promise<ResourceState | undefined> {
  const { table, keys } = directory;
  const { type, after, added, entryWrites } = replacement;
  const operations: readonly MembershipOperation[] = [...members.remove, ...members.add];
  const id = randomUUID();
  const log = toLogItems(keys, type, after.id, id, operations);
  const change = { id, next: 0, chunks: log.length };
  for (;;) {
    const version = await versionFor(directory, replacement, members);
    if (version === undefined) return undefined;
    const failed = await table.transact([
      updateOf(directory, { ...replacement, version }, members, change),
      ...entryWrites,
      ...log.map((item): Write => ({ kind: 'put', item })),
    ]);
    if (failed === undefined) {
      await applyInTime(directory, type, after.id, change, operations);
      return { ...after, version: version + 1 };
    }
    if (!failed.has(0)) throwIfTaken(failed, added, 1);
    if (replacement.version !== undefined) return undefined;
  }
}

/** The version to commit on: it is current and the named memberships are as they must be. Undefined when stale. */
async function versionFor(
  directory: Directory,
  { type, after, at, version }: Replacement,
  members: MembershipChange,
): Promise<number | undefined> {
  const { table, keys } = directory;
  for (;;) {
    const item = await table.get(keys.resource(type.name, after.id));
    if (item === undefined) return undefined;
    const stored = fromResourceItem(item);
    if (version !== undefined && stored.version !== version) return undefined;
    if (stored.change !== undefined) {
      await finishChange(directory, type, after.id, at);
      continue;
    }
    const named = [...members.add.map(({ value }) => value), ...members.remove];
    const items = await table.batchGet(named.map((member) => keys.membership(type.name, after.id, member)));
    const present = new Set(items.map(({ sk }) => sk));
    const isPresent = (member: string) => present.has(keys.membership(type.name, after.id, member).sk);
    const applies = members.remove.every(isPresent) && !members.add.some(({ value }) => isPresent(value));
    return applies ? stored.version : undefined;
  }
}

function updateOf(
  { keys }: Directory,
  { type, after, at, doc, version }: Replacement,
  { add, remove }: MembershipChange,
  change?: { readonly id: string; readonly next: number; readonly chunks: number },
): Write {
  return groupUpdate({
    key: keys.resource(type.name, after.id),
    at,
    added: add.length,
    removed: remove.length,
    ...(doc === undefined ? {} : { doc }),
    ...(version === undefined ? {} : { version }),
    ...(change === undefined ? {} : { change }),
  });
}

/** Refused when a member is there already, or is not there any more. */
function membershipWrites(
  { keys }: Directory,
  type: ResourceType,
  id: string,
  { add, remove }: MembershipChange,
): readonly Write[] {
  return [
    ...add.map((member): Write => ({ kind: 'put', item: toMembershipItem(keys, type, id, member), condition: absent })),
    ...remove.map(
      (member): Write => ({ kind: 'delete', key: keys.membership(type.name, id, member), condition: exists }),
    ),
  ];
}
