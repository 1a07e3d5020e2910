import { isOutOfTime } from '#scim/errors.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { DeleteOptions } from '../resource-store.ts';
import { countUp } from './create-resource.ts';
import type { Directory } from './directory.ts';
import { indexEntries } from './index-entries.ts';
import { deleteEntries } from './index-writes.ts';
import { toDeletedItem } from './items.ts';
import { leave, lookAgain, membershipsOf } from './leave-groups.ts';
import { deleteMembers } from './sweep.ts';
import type { Write } from './write.ts';

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
    const final = own.length + 2 * left.length <= table.maxTransactionItems;
    const head: readonly Write[] = final ? own : [{ kind: 'check', key, ...current }];
    const batch = left.slice(0, Math.floor((table.maxTransactionItems - head.length) / 2));
    const leaving = batch.map((membership) => leave(directory, membership, before.id, at));
    const failed = await table.transact([...head, ...leaving.flat()]);
    if (failed?.has(0)) return false;
    const others = left.slice(batch.length);
    if (failed === undefined) {
      if (final) break;
      left = others;
    } else {
      left = [...(await lookAgain(directory, batch, leaving, { first: head.length, failed, at })), ...others];
    }
  }
  if (type.memberAttribute !== undefined) await deleteInTime(directory, type, before.id);
  return true;
}

/** Deletes the memberships of a group that is gone as far as the time goes; what is left is swept later (docs/adr/0090). */
async function deleteInTime(directory: Directory, type: ResourceType, id: string): Promise<void> {
  try {
    await deleteMembers(directory, type, id, sweepReserve);
  } catch (error) {
    if (!isOutOfTime(error)) throw error;
  }
}
