/** Pages of which little is left are read on, within a limit, until there is something to show. */

interface PageOf<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

const enough = 25;
const mostPages = 5;

/** What `isWanted` of the pages from `cursor` on: at least 25 entries if five pages have as many. */
export async function collect<T>(
  read: (cursor: string | undefined) => Promise<PageOf<T>>,
  isWanted: (item: T) => boolean,
  cursor: string | undefined,
): Promise<PageOf<T>> {
  const found: T[] = [];
  let at = cursor;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { items, next } = await read(at);
    found.push(...items.filter(isWanted));
    if (next === undefined) return { items: found };
    at = next;
    if (found.length >= enough) break;
  }
  return { items: found, next: at };
}
