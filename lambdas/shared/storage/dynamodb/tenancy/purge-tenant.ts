/** Everything a tenant owns, deleted as far as the time goes. What is gone is gone, so it can be begun again at any point. */
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { type Key, tenantKeys } from '../keys.ts';
import type { Table } from '../table.ts';
import { firstMonth, logIndexPartition, logPartition, tenancyKeys, trailPartition } from './tenancy-keys.ts';

export interface Purge {
  readonly deletedItems: number;
  /** Whether nothing was left when it was looked for; what is written after that is found the next time. */
  readonly complete: boolean;
}

/** Kept free for the answer, in milliseconds. */
const reserve = 3_000;
const pageSize = 1_000;

/** All but the tenant itself and its place in the list. `month` is the present one: `2026-01`. */
export async function purgeTenant(
  table: Table,
  tenant: string,
  types: readonly ResourceType[],
  month: string,
): Promise<Purge> {
  const purge = new Purger(table);
  const keys = tenantKeys(tenant);
  for (const type of types.filter(({ memberAttribute }) => memberAttribute !== undefined)) {
    // The members of a group are found by the group: it goes after them.
    await purge.each(keys.resources(type.name), async ({ sk: id }) => purge.partition(keys.members(type.name, id)));
  }
  for (const { name, indexes } of types) {
    for (const { path } of indexes) await purge.partition(keys.index(name, path));
    await purge.partition(keys.resources(name));
    await purge.partition(keys.counters(name));
    await purge.partition(keys.deletedResources(name));
  }
  for (const each of monthsUntil(month)) {
    await purge.partition(trailPartition(tenant, each));
    await purge.partition(logIndexPartition(tenant, each));
    await purge.partition(logPartition(tenant, each));
  }
  const own = tenancyKeys(tenant);
  await purge.partition(own.root, ({ sk }) => sk !== own.tenant.sk);
  return { deletedItems: purge.deletedItems, complete: purge.complete };
}

class Purger {
  deletedItems = 0;
  complete = true;
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Deletes the items of a partition. */
  partition(pk: string, isMeant: (key: Key) => boolean = () => true): Promise<void> {
    return this.each(pk, async () => true, isMeant);
  }

  /** Deletes the items of a partition, each after what hangs on it: `before` says whether that is done. */
  async each(
    pk: string,
    before: (key: Key) => Promise<unknown>,
    isMeant: (key: Key) => boolean = () => true,
  ): Promise<void> {
    let after: Key | undefined;
    do {
      if (this.#isOver()) return;
      const { items, last } = await this.#table.query({ pk, limit: pageSize, keysOnly: true, after });
      const ready: Key[] = [];
      for (const key of items.filter(isMeant)) {
        await before(key);
        if (this.#isOver()) break;
        ready.push(key);
      }
      await this.#table.batchDelete(ready);
      this.deletedItems += ready.length;
      after = last;
    } while (after !== undefined);
  }

  #isOver(): boolean {
    if (this.#table.timeLeft() < reserve) this.complete = false;
    return !this.complete;
  }
}

function monthsUntil(month: string): readonly string[] {
  const months: string[] = [];
  for (let date = new Date(`${firstMonth}-01T00:00:00Z`); date.toISOString().slice(0, 7) <= month; ) {
    months.push(date.toISOString().slice(0, 7));
    date = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1));
  }
  return months;
}
