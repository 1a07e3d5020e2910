/** The first of many in an order, without keeping the others. */

export interface Smallest<T> {
  readonly add: (candidate: T) => void;
  /** At most `limit` of all that were added, in order. */
  readonly sorted: () => readonly T[];
}

/** Keeps the `limit` smallest: takes the memory of twice as many, and n log(limit) comparisons for n candidates. */
export function keepSmallest<T>(limit: number, compare: (a: T, b: T) => number): Smallest<T> {
  let kept: T[] = [];
  let largest: T | undefined;
  const cut = () => {
    kept = kept.sort(compare).slice(0, limit);
    largest = kept.length < limit ? undefined : kept.at(-1);
  };
  return {
    add: (candidate) => {
      if (largest !== undefined && compare(candidate, largest) >= 0) return;
      kept.push(candidate);
      if (kept.length >= 2 * limit) cut();
    },
    sorted: () => {
      cut();
      return kept;
    },
  };
}
