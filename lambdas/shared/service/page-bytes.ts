/** How many resources of a page fit into an answer: a page may have fewer than were asked for (RFC 9865 §2). */

/** The first of `items` that take `most` bytes at most as they are sent, and one at least: a list must get on. */
export function takeWithin<T>(items: readonly T[], most: number, valueOf: (item: T) => unknown): readonly T[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += sentBytes(valueOf(item));
    return index > 0 && bytes > most;
  });
  return end === -1 ? items : items.slice(0, end);
}

/** A function answers with JSON around the text of its JSON, in which quotation marks are escaped. */
function sentBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value)));
}
