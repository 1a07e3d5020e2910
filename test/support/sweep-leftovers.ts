/** What the sweepers do with the records that the stream of the table has of a change, without a stream. */
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { sweepLeftover } from '#storage/dynamodb/sweep.ts';
import { Table } from '#storage/dynamodb/table.ts';
import { historyTransactionItems } from './arbitrary-history.ts';
import { at } from './directory.ts';
import type { TestTable } from './engine.ts';
import { type RawItem, readItems } from './inspect-table.ts';

/** What a sweep does, and when. */
export interface Sweep {
  /** All items of the tenant when they were swept last. */
  readonly since: readonly RawItem[];
  readonly kinds?: readonly ('changeStaged' | 'resourceDeleted')[];
  /** The new `lastModified` of groups that members leave by it. */
  readonly now?: string;
}

export async function sweepLeftovers(
  testTable: TestTable,
  tenant: string,
  { since, kinds = ['changeStaged', 'resourceDeleted'], now = at }: Sweep,
): Promise<void> {
  const keys = tenantKeys(tenant);
  const { client, tableName } = testTable;
  const options = { client, tableName, meter: new Meter(), maxTransactionItems: historyTransactionItems };
  const table = new Table({ ...options, deadline: Date.now() + 60_000 });
  const items = await readItems(testTable, tenant);
  for (const { name } of resourceTypes) {
    const resourcesIn = (some: readonly RawItem[]) => some.filter(({ pk }) => pk === keys.resources(name));
    const present = new Set(resourcesIn(items).map(({ sk }) => sk));
    const records = {
      changeStaged: resourcesIn(items).filter(({ change }) => change !== undefined),
      resourceDeleted: resourcesIn(since).filter(({ sk }) => !present.has(sk)),
    };
    for (const kind of kinds) {
      for (const { sk: id } of records[kind]) {
        await sweepLeftover({ table, keys, memberTypes: resourceTypes }, { kind, tenant, type: name, id, at: 0 }, now);
      }
    }
  }
}
