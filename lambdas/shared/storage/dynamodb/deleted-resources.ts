/** Users that a client deleted and an operator can bring back (docs/adr/0081-soft-delete.md). */
import { invalidValue } from '#scim/errors.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { countUp } from './create-resource.ts';
import type { Directory } from './directory.ts';
import { indexEntries } from './index-entries.ts';
import { putEntries, throwIfTaken } from './index-writes.ts';
import { type DeletedResource, fromDeletedItem, toResourceItem } from './items.ts';
import { sweepDeletedMember } from './sweep.ts';
import { absent, exists } from './write.ts';

/** Those that can be brought back at `at` (ISO 8601), in the order of their ids. */
export async function listDeleted(
  { table, keys }: Directory,
  type: ResourceType,
  at: string,
): Promise<readonly DeletedResource[]> {
  const items = await table.queryAll({ pk: keys.deletedResources(type.name) });
  // DynamoDB takes its time to delete what has expired.
  return items.map(fromDeletedItem).filter(({ until }) => until > at);
}

/**
 * Brings a resource back under its id, as it was but in no group, all of it or nothing; undefined when there is no such
 * resource to bring back. Throws 503 when it is out of time, 409 `uniqueness` when another one has a unique value of it by now.
 */
export async function restoreDeleted(
  directory: Directory,
  type: ResourceType,
  id: string,
  at: string,
): Promise<ResourceState | undefined> {
  const { table, keys } = directory;
  if (type.memberAttribute !== undefined) throw invalidValue(`A ${type.name} is not kept when it is deleted.`);
  const key = keys.deleted(type.name, id);
  const item = await table.get(key);
  const deleted = item && fromDeletedItem(item);
  if (deleted === undefined || deleted.until <= at) return undefined;
  // Groups that its deletion had no time to leave.
  await sweepDeletedMember(directory, type, id, at);
  const before = deleted.state;
  // A version that any client may still know must not come again.
  const state = { ...before, version: before.version + 1, lastModified: at };
  const entries = indexEntries(type, state.document);
  const failed = await table.transact([
    { kind: 'delete', key, condition: exists },
    { kind: 'put', item: toResourceItem(keys, type, state, 0), condition: absent },
    ...putEntries(keys, type, id, entries),
    countUp(directory, type, id, 1),
  ]);
  if (failed === undefined) return state;
  throwIfTaken(failed, entries, 2);
  return undefined;
}

/** Forgets a deleted resource for good; false when there is none. */
export async function purgeDeleted({ table, keys }: Directory, type: ResourceType, id: string): Promise<boolean> {
  const failed = await table.transact([{ kind: 'delete', key: keys.deleted(type.name, id), condition: exists }]);
  return failed === undefined;
}
