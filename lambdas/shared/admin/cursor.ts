/** Cursors of the admin API's lists: where a page begins, sealed for the list it belongs to. */
import type { AdminContext } from './admin-context.ts';
import { invalid } from './problem-error.ts';

/**
 * Bytes of what a page lists, as they are sent, at most: a function may answer with 6 MB (Lambda's limit), and a list of large
 * resources goes on with the next page.
 */
export const mostPageBytes = 4 * 1024 * 1024;

/** What a page says of the one after it, which begins at `place`; nothing without a place. */
export async function nextPage(
  { cursors }: Pick<AdminContext, 'cursors'>,
  list: string,
  place: string | undefined,
): Promise<{ readonly next?: string }> {
  return place === undefined ? {} : { next: await cursors.seal(place, `admin ${list}`) };
}

/** The place that was sealed for this list; undefined without a cursor. Throws 400 for one of another list. */
export async function openCursor(
  { cursors }: Pick<AdminContext, 'cursors'>,
  list: string,
  cursor: string | undefined,
): Promise<string | undefined> {
  if (cursor === undefined) return undefined;
  const place = await cursors.open(cursor, `admin ${list}`);
  if (place === undefined) {
    throw invalid('The cursor does not belong to this list; begin without one.', [
      { pointer: 'cursor', detail: 'must be the `next` of a page of the same list' },
    ]);
  }
  return place;
}
