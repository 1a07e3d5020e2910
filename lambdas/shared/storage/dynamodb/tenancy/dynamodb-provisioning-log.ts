/**
 * The provisioning log in the one table (docs/adr/0150-provisioning-log.md): a partition for each month, and beside it
 * one of index entries, by which entries are found by name, by id and by failure. Both expire by the table's `ttl`.
 */
import { tooMany } from '#scim/errors.ts';
import type { KeptLogEntry, LogPage, LogQuery, ProvisioningLog, StoredLogEntry } from '../../provisioning-log.ts';
import type { Item } from '../keys.ts';
import { Table, type TableOptions } from '../table.ts';
import { monthBefore, monthOf } from './month.ts';
import { fromDocumentItem, toDocumentItem } from './tenancy-items.ts';
import { type LogIndexValue, logIdOf, logIndexKey, logIndexPartition, logPartition } from './tenancy-keys.ts';

/** Entries that one call looks at, at most: with a filter that leaves little, the next page goes on there. */
const maxExamined = 1_000;
const chunk = 200;
/** Entries of one month whose names begin alike, at most: they are put in the order of time in memory. */
const maxAlike = 20_000;
const longestName = 200;

interface Place {
  readonly id: string;
  /** Undefined when it is in the index only: DynamoDB deletes each item that expired when it comes to it. */
  readonly entry: StoredLogEntry | undefined;
}

/** The `chunk` places before an id; fewer only when they are the last. */
type ReadPlaces = (before: string) => Promise<readonly Place[]>;

export class DynamoDbProvisioningLog implements ProvisioningLog {
  readonly #table: Table;

  constructor(options: TableOptions) {
    this.#table = new Table(options);
  }

  add(entries: readonly KeptLogEntry[]): Promise<void> {
    const items = entries.flatMap(toItems);
    // A batch may not name one key twice, and what is delivered twice may be in one batch.
    const distinct = new Map(items.map((item) => [`${item.pk} ${item.sk}`, item]));
    return this.#table.batchPut([...distinct.values()]);
  }

  async get(tenant: string, id: string): Promise<StoredLogEntry | undefined> {
    const item = await this.#table.get({ pk: logPartition(tenant, monthOfId(id)), sk: id });
    return item && fromEntryItem(item);
  }

  async list(tenant: string, query: LogQuery): Promise<LogPage> {
    // Ids are compared as text, in which instants of more digits than today's are before them.
    if (query.since >= query.until) return { items: [] };
    const begin = String(Date.parse(query.since));
    let before = query.before ?? String(Date.parse(query.until));
    const items: StoredLogEntry[] = [];
    let examined = 0;
    for (let month = monthOfId(before); month >= monthOfId(begin); month = monthBefore(month)) {
      const read = await this.#reader(tenant, month, query, begin, before);
      for (let isOver = false; !isOver; ) {
        const places = await read(before);
        isOver = places.length < chunk;
        for (const { id, entry } of places) {
          before = id;
          examined += 1;
          if (entry !== undefined && isMeant(entry, query)) items.push(entry);
          // Whether another one follows is found out by the next page.
          if (items.length >= query.limit) return { items, next: before };
        }
        if (!isOver && examined >= maxExamined) return { items, next: before };
      }
    }
    return { items };
  }

  /** Reads the next places of a month before an id, newest first; by the index where one narrows them down. */
  async #reader(
    tenant: string,
    month: string,
    { name, resource, outcome }: LogQuery,
    begin: string,
    until: string,
  ): Promise<ReadPlaces> {
    if (resource !== undefined) return this.#byIndex(tenant, month, `id#${resource}`, begin);
    if (name !== undefined && name !== '') return this.#byName(tenant, month, name, begin, until);
    if (outcome === 'failed') return this.#byIndex(tenant, month, 'failed', begin);
    const pk = logPartition(tenant, month);
    return async (before) =>
      (await this.#range(pk, begin, before)).map((item) => ({ id: item.sk, entry: fromEntryItem(item) }));
  }

  #byIndex(tenant: string, month: string, value: LogIndexValue, begin: string): ReadPlaces {
    const pk = logIndexPartition(tenant, month);
    return async (before) => {
      const found = await this.#range(pk, logIndexKey(value, begin), logIndexKey(value, before), true);
      return this.#load(
        tenant,
        month,
        found.map(({ sk }) => logIdOf(sk)),
      );
    };
  }

  async #byName(tenant: string, month: string, name: string, begin: string, until: string): Promise<ReadPlaces> {
    const prefix = `name#${shownName(name)}`;
    const ids: string[] = [];
    let after: Item | undefined;
    do {
      const { items, last } = await this.#table.query({
        pk: logIndexPartition(tenant, month),
        condition: '#sk BETWEEN :first AND :last',
        values: { ':first': prefix, ':last': `${prefix}\u{10ffff}` },
        keysOnly: true,
        after,
      });
      ids.push(...items.map(({ sk }) => logIdOf(sk)).filter((id) => id >= begin && id < until));
      if (ids.length > maxAlike)
        throw tooMany(`More than ${maxAlike} entries have a name that begins so; give more of it.`);
      after = last;
    } while (after !== undefined);
    ids.sort((a, b) => (a < b ? 1 : -1));
    return async (before) => {
      const first = ids.findIndex((id) => id < before);
      return first < 0 ? [] : this.#load(tenant, month, ids.slice(first, first + chunk));
    };
  }

  /** The last `chunk` items from `first` on and before `end`, newest first. */
  async #range(pk: string, first: string, end: string, keysOnly = false): Promise<readonly Item[]> {
    if (first >= end) return [];
    const { items } = await this.#table.query({
      pk,
      condition: '#sk BETWEEN :first AND :end',
      values: { ':first': first, ':end': end },
      backward: true,
      // BETWEEN has both of its ends, a page begins after the last entry of the one before.
      limit: chunk + 1,
      keysOnly,
    });
    return items.filter(({ sk }) => sk < end).slice(0, chunk);
  }

  async #load(tenant: string, month: string, ids: readonly string[]): Promise<readonly Place[]> {
    const pk = logPartition(tenant, month);
    const items = await this.#table.batchGet(ids.map((sk) => ({ pk, sk })));
    const byId = new Map(items.map((item) => [item.sk, item]));
    return ids.map((id) => {
      const item = byId.get(id);
      return { id, entry: item && fromEntryItem(item) };
    });
  }
}

function toItems({ entry, expires, isIndexed }: KeptLogEntry): readonly Item[] {
  const { tenant, id, at, outcome, resource = { type: '' } } = entry;
  const month = monthOf(at);
  const values: LogIndexValue[] = isIndexed
    ? [
        ...(resource.name === undefined ? [] : [`name#${shownName(resource.name)}` as const]),
        ...(resource.id === undefined ? [] : [`id#${resource.id}` as const]),
      ]
    : [];
  if (outcome === 'failed') values.push('failed');
  return [
    toDocumentItem({ pk: logPartition(tenant, month), sk: id }, entry, { ttl: expires }),
    ...values.map((value) => ({
      pk: logIndexPartition(tenant, month),
      sk: logIndexKey(value, id),
      ttl: expires,
    })),
  ];
}

function fromEntryItem(item: Item): StoredLogEntry {
  return fromDocumentItem(item) as StoredLogEntry;
}

function isMeant(entry: StoredLogEntry, { name, resource, outcome, provider, method }: LogQuery): boolean {
  return (
    (outcome === undefined || entry.outcome === outcome) &&
    (provider === undefined || entry.provider === provider) &&
    (method === undefined || entry.method === method) &&
    (resource === undefined || entry.resource?.id === resource) &&
    (name === undefined || shownName(entry.resource?.name ?? '').startsWith(shownName(name)))
  );
}

function shownName(name: string): string {
  return name.toLowerCase().slice(0, longestName).toWellFormed();
}

function monthOfId(id: string): string {
  return monthOf(new Date(Number(id.slice(0, 13))).toISOString());
}
