/** Index entries as parts of a transaction, and what it means when one of them fails. */
import { uniqueness } from '#scim/errors.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { IndexEntry } from './index-entries.ts';
import { toEntryItem } from './items.ts';
import type { TenantKeys } from './keys.ts';
import type { FailedConditions } from './transient-error.ts';
import { absent, type Write } from './write.ts';

export function putEntries(keys: TenantKeys, type: ResourceType, id: string, entries: readonly IndexEntry[]): Write[] {
  return entries.map((entry) => {
    const item = toEntryItem(keys, type, entry, id);
    return entry.unique ? { kind: 'put', item, condition: absent } : { kind: 'put', item };
  });
}

export function deleteEntries(
  keys: TenantKeys,
  type: ResourceType,
  id: string,
  entries: readonly IndexEntry[],
): Write[] {
  return entries.map((entry) => ({ kind: 'delete', key: toEntryItem(keys, type, entry, id) }));
}

/** Throws 409 when the put of one of `entries`, which begin at place `first` of the transaction, found another's. */
export function throwIfTaken(failed: FailedConditions, entries: readonly IndexEntry[], first: number): void {
  const taken = entries.find((_, i) => failed.has(first + i));
  if (taken !== undefined) throw uniqueness(taken.path, taken.shown.slice(0, 80));
}
