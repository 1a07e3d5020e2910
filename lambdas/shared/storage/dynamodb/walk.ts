/** Reading every resource of a type, for what no index answers, within what one request may cost. */
import { type ScimError, tooMany } from '#scim/errors.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Directory } from './directory.ts';
import { fromResourceItem, toState } from './items.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

/** How many resources a query reads at most, and the time it leaves for the answer, in milliseconds. */
export const maxRead = 20_000;
const reserve = 2_000;

/** Whether a query that read so many resources must end here. */
export function isSpent(table: Table, read: number): boolean {
  return read >= maxRead || table.timeLeft() < reserve;
}

/** All resources in the order of their ids, in parts. Throws 400 `tooMany` when they are too many for one request. */
export async function* walk(directory: Directory, type: ResourceType): AsyncGenerator<readonly ResourceState[]> {
  const { table, keys } = directory;
  let read = 0;
  let after: Key | undefined;
  do {
    const page = await table.query({ pk: keys.resources(type.name), after });
    yield page.items.map((item) => toState(fromResourceItem(item)));
    read += page.items.length;
    after = page.last;
    if (after !== undefined && isSpent(table, read)) throw tooManyToRead(type);
  } while (after !== undefined);
}

/** 400 `tooMany`, naming what is indexed and so can be asked for however many resources there are. */
export function tooManyToRead(type: ResourceType): ScimError {
  const indexed = ['id', ...type.indexes.map(({ path }) => path)].join(', ');
  return tooMany(
    `There are too many ${type.name} resources to look through. Indexed are ${indexed}: filter with "eq" by one of them, or sort by one and page with the cursor parameter.`,
  );
}
