/** Directories of a size, written without the rest of each change: quick, for tests of what reading costs. */
import { createHash } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { indexEntries } from '#storage/dynamodb/index-entries.ts';
import { toCounterName, toEntryItem, toResourceItem } from '#storage/dynamodb/items.ts';
import { type Item, type Key, tenantKeys } from '#storage/dynamodb/keys.ts';
import type { Member } from '#storage/resource-store.ts';
import { state } from './directory.ts';
import type { TestTable } from './engine.ts';

/** An id that is as evenly spread as a random one, and the same in every run. */
export function idFrom(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** What a directory with these resources of one type holds: them, their entries, and the counters. */
export async function fillDirectory(
  table: TestTable,
  tenant: string,
  type: ResourceType,
  states: readonly ResourceState[],
): Promise<void> {
  await fillResources(table, tenant, type, states);
  await fillCounters(
    table,
    tenant,
    type,
    states.map(({ id }) => id),
  );
}

/** The resources and their entries. */
export async function fillResources(
  table: TestTable,
  tenant: string,
  type: ResourceType,
  states: readonly ResourceState[],
): Promise<void> {
  const keys = tenantKeys(tenant);
  const items = states.flatMap((state): readonly Item[] => {
    const entries = indexEntries(type, state.document).map((entry) => toEntryItem(keys, type, entry, state.id));
    return [toResourceItem(keys, type, state, 0), ...entries];
  });
  await putItems(table, items);
}

/** Users of whom nothing is known, behind the members of a group. */
export function fillMembers(table: TestTable, tenant: string, members: readonly Member[]): Promise<void> {
  return fillResources(
    table,
    tenant,
    userType,
    members.map(({ value }) => state({}, value)),
  );
}

/** The counters of a directory that has resources with these ids. */
export async function fillCounters(
  table: TestTable,
  tenant: string,
  type: ResourceType,
  ids: readonly string[],
): Promise<void> {
  const counters = new Map<string, Key & Record<string, string | number>>();
  for (const id of ids) {
    const key = tenantKeys(tenant).counter(type.name, id);
    const counter: Key & Record<string, string | number> = counters.get(key.sk) ?? { ...key };
    const name = toCounterName(id);
    counter[name] = Number(counter[name] ?? 0) + 1;
    counters.set(key.sk, counter);
  }
  await putItems(table, [...counters.values()]);
}

/** Writes items 25 to a call, a few calls at a time. */
export async function putItems({ client, tableName }: TestTable, items: readonly Item[]): Promise<void> {
  const left = Array.from({ length: Math.ceil(items.length / 25) }, (_, i) => items.slice(i * 25, (i + 1) * 25));
  const writeOn = async () => {
    for (let batch = left.pop(); batch !== undefined; batch = left.pop()) {
      const requests = batch.map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    }
  };
  await Promise.all([writeOn(), writeOn(), writeOn(), writeOn()]);
}
