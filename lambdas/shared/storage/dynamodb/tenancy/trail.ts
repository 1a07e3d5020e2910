/** The audit trail: a partition for each month, read from the newest on. */
import type { StoredAuditEntry, StoredPage, TrailQuery } from '../../tenancy-store.ts';
import type { Table } from '../table.ts';
import { monthBefore, monthOf } from './month.ts';
import { fromDocumentItem, toDocumentItem } from './tenancy-items.ts';
import { firstMonth, trailKey, trailPartition } from './tenancy-keys.ts';

export async function addToTrail(table: Table, entry: StoredAuditEntry): Promise<void> {
  const key = { pk: trailPartition(entry.tenant, monthOf(entry.at)), sk: trailKey(entry.at, entry.id) };
  await table.transact([{ kind: 'put', item: toDocumentItem(key, entry) }]);
}

export async function readTrail(
  table: Table,
  tenant: string | undefined,
  { from, to, after, limit }: TrailQuery,
): Promise<StoredPage<StoredAuditEntry>> {
  const end = after === undefined ? to : trailKey(after.at, after.id);
  // Each month is read by itself, and there is none before the first.
  const begin = from === undefined || from < firstMonth ? firstMonth : from;
  if (begin >= end) return { items: [], more: false };
  const items: StoredAuditEntry[] = [];
  for (let month = monthOf(end); month >= monthOf(begin) && items.length <= limit; month = monthBefore(month)) {
    const pk = trailPartition(tenant, month);
    const values = { ':begin': begin, ':end': end };
    const page = await table.query({
      pk,
      condition: '#sk BETWEEN :begin AND :end',
      values,
      backward: true,
      limit: limit + 2 - items.length,
    });
    // BETWEEN has both of its ends, a page begins after the last entry of the one before.
    items.push(...page.items.filter(({ sk }) => sk < end).map((item) => fromDocumentItem(item) as StoredAuditEntry));
  }
  return { items: items.slice(0, limit), more: items.length > limit };
}
