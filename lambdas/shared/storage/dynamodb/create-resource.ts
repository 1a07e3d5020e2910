import { randomUUID } from 'node:crypto';
import { uniqueness } from '#scim/errors.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Member } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { indexEntries, refuseLowCharacters } from './index-entries.ts';
import { putEntries, throwIfTaken } from './index-writes.ts';
import { toCounterName, toLogItems, toMembershipItem, toResourceItem } from './items.ts';
import type { Item } from './keys.ts';
import { markNested } from './mark-nested.ts';
import { applyInTime } from './staged-change.ts';
import { absent, type Write } from './write.ts';

/**
 * One transaction: the resource, its index entries, the counter, and the memberships or, when they are more than it
 * holds, the log from which they are written afterwards. Groups that become members are marked before it. Throws 409
 * `uniqueness`, 400 `invalidValue` for what no index takes, 413 for more members than one log takes.
 */
export async function createResource(
  directory: Directory,
  type: ResourceType,
  state: ResourceState,
  members: readonly Member[],
): Promise<void> {
  const { table, keys } = directory;
  const distinct = [...new Map(members.map((member) => [member.value, member])).values()];
  const item = toResourceItem(keys, type, state, distinct.length);
  const entries = indexEntries(type, state.document);
  refuseLowCharacters(entries);
  const head: Write[] = [
    { kind: 'put', item, condition: absent },
    ...putEntries(keys, type, state.id, entries),
    countUp(directory, type, state.id, 1),
  ];
  const small = head.length + distinct.length <= table.maxTransactionItems;
  const change = randomUUID();
  const log = small ? [] : toLogItems(keys, type, state.id, change, distinct);
  const staged = { id: change, next: 0, chunks: log.length };
  await markNested(directory, distinct);
  const failed = await table.transact(
    small
      ? [...head, ...distinct.map((member): Write => put(toMembershipItem(keys, type, state.id, member)))]
      : [{ kind: 'put', item: { ...item, change: staged }, condition: absent }, ...head.slice(1), ...log.map(put)],
  );
  if (failed !== undefined) {
    throwIfTaken(failed, entries, 1);
    throw uniqueness('id', state.id);
  }
  if (!small) await applyInTime(directory, type, state.id, staged, distinct);
}

/** Counts a resource in or out. */
export function countUp({ keys }: Directory, type: ResourceType, id: string, by: 1 | -1): Write {
  const key = keys.counter(type.name, id);
  return { kind: 'update', key, expression: `ADD #${toCounterName(id)} :by`, values: { ':by': by } };
}

function put(item: Item): Write {
  return { kind: 'put', item };
}
