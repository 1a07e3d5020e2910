/** The space of ids in equal ranges, read side by side. Ids are random, so that each range holds about as many. */

/** Sort keys, or their ends after a common beginning; both ends are in the range. */
export interface IdRange {
  readonly from: string;
  readonly to: string;
}

const digits = '0123456789abcdef';
const sideBySide = 4;

/** All ids as 1, 4 or 16 ranges, in order. */
export function idRanges(count: 1 | 4 | 16): readonly IdRange[] {
  const width = digits.length / count;
  return Array.from({ length: count }, (_, i) => ({
    from: digits.charAt(i * width),
    // `g` is above all hex digits.
    to: `${digits.charAt((i + 1) * width - 1)}g`,
  }));
}

/** The ranges without the ids up to `id`. */
export function rangesAfter(ranges: readonly IdRange[], id: string): readonly IdRange[] {
  // A blank is below all hex digits.
  return ranges.filter(({ to }) => id < to).map(({ from, to }) => ({ from: id < from ? from : `${id} `, to }));
}

/** What `read` makes of each range, in their order; four at a time, and none is begun after one has failed. */
export async function readRanges<T>(
  ranges: readonly IdRange[],
  read: (range: IdRange) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  const left = [...ranges.entries()];
  const readOn = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await read(next[1]);
  };
  try {
    await Promise.all(Array.from({ length: sideBySide }, readOn));
  } finally {
    left.length = 0;
  }
  return results;
}
