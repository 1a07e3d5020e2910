/** Reading every resource of a type, for what no index answers, within what one request may cost. */
import { type ScimError, tooMany } from '#scim/errors.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Directory } from './directory.ts';
import { idRanges, rangesAfter, readRanges } from './id-ranges.ts';
import { fromResourceItem, toState } from './items.ts';
import type { Key } from './keys.ts';
import { countResources } from './read-page.ts';
import type { RangeQuery, Table } from './table.ts';

/** How many resources a query reads at most, and the time it leaves for the answer, in milliseconds. */
export const maxRead = 20_000;
const reserve = 2_000;

/** Whether a query that read so many resources must end here. */
export function isSpent(table: Table, read: number): boolean {
  return read >= maxRead || table.timeLeft() < reserve;
}

/** Of fewer resources the first page is a good part, and the rest is read in fewer ranges. */
const large = 8_000;

/**
 * Gives all resources to `visit`, in parts and in no order. Throws 400 `tooMany` when they are too many for one request,
 * as soon as that is known: the counters tell before most is read.
 */
export async function walk(
  directory: Directory,
  type: ResourceType,
  visit: (states: readonly ResourceState[]) => void,
): Promise<void> {
  const { table, keys } = directory;
  const pk = keys.resources(type.name);
  let read = 0;
  const readOn = async (range: Omit<RangeQuery, 'pk'>): Promise<Key | undefined> => {
    const page = await table.query({ pk, ...range });
    visit(page.items.map((item) => toState(fromResourceItem(item))));
    read += page.items.length;
    if (page.last !== undefined && isSpent(table, read)) throw tooManyToRead(type);
    return page.last;
  };
  const first = await readOn({});
  if (first === undefined) return;
  const total = await countResources(directory, type);
  if (total > maxRead) throw tooManyToRead(type);
  await readRanges(rangesAfter(idRanges(total > large ? 16 : 4), first.sk), async ({ from, to }) => {
    const values = { ':from': from, ':to': to };
    let after: Key | undefined;
    do after = await readOn({ condition: '#sk BETWEEN :from AND :to', values, after });
    while (after !== undefined);
  });
}

/** 400 `tooMany`, naming what is indexed and so can be asked for however many resources there are. */
export function tooManyToRead(type: ResourceType): ScimError {
  const indexed = ['id', ...type.indexes.map(({ path }) => path)].join(', ');
  return tooMany(
    `There are too many ${type.name} resources to look through. Indexed are ${indexed}: filter by one of them, or sort by one and page with the cursor parameter.`,
  );
}
