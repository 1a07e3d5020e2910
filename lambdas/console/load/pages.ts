/** Turning the pages of a list by cursor: each page knows the next, and the way back is remembered. */

export interface Place {
  /** Cursors of the pages before and of this one; the first page has none. */
  readonly cursors: readonly (string | undefined)[];
}

export const firstPage: Place = { cursors: [undefined] };

/** Counted from 1. */
export function numberOf({ cursors }: Place): number {
  return cursors.length;
}

export function cursorOf({ cursors }: Place): string | undefined {
  return cursors.at(-1);
}

export function nextPage({ cursors }: Place, next: string): Place {
  return { cursors: [...cursors, next] };
}

export function previousPage(place: Place): Place {
  return place.cursors.length > 1 ? { cursors: place.cursors.slice(0, -1) } : place;
}
