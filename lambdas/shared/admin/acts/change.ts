/** Changing what others may change at the same moment. */
import { conflict } from '../problem-error.ts';

const maxTries = 5;

export interface Versioned {
  readonly version: number;
  readonly createdAt: string;
  readonly modifiedAt: string;
}

/**
 * Reads, decides and writes until nothing came between. `decide` gives what is to be stored, its version and
 * `modifiedAt` aside, or the very thing it was given when nothing changes. Throws what `decide` throws and, when others
 * come first time and again, 409.
 */
export async function changeStored<T extends Versioned>(
  read: () => Promise<T>,
  decide: (before: T) => T,
  replace: (after: T) => Promise<boolean>,
  at: string,
): Promise<{ readonly before: T; readonly after: T }> {
  for (let attempt = 1; attempt <= maxTries; attempt += 1) {
    const before = await read();
    const decided = decide(before);
    if (decided === before) return { before, after: before };
    const after = nextVersion(decided, at);
    if (await replace(after)) return { before, after };
  }
  throw conflict('Others change this at the same moment. Try again.');
}

/**
 * Tells the functions what is stored, `stored` first, until what they were told is stored still. Of two changes at the
 * same moment the one that is stored last may be told first: whoever tells looks again, so the last to be told is right.
 * Throws what `read` throws, and 409 as `changeStored`.
 */
export async function tellStored<T extends Versioned>(
  stored: T,
  read: () => Promise<T>,
  tell: (stored: T) => Promise<void>,
): Promise<void> {
  let told = stored;
  for (let attempt = 1; attempt <= maxTries; attempt += 1) {
    await tell(told);
    const current = await read();
    // One that was made anew has its first version, too.
    if (current.version === told.version && current.createdAt === told.createdAt) return;
    told = current;
  }
  throw conflict('Others change this at the same moment. Try again.');
}

/** What is changed, as the version after the one that it was read at. */
export function nextVersion<T extends Versioned>(changed: T, at: string): T {
  return { ...changed, version: changed.version + 1, modifiedAt: at };
}

/** A new thing, at its first version. */
export function firstVersion(at: string): Versioned {
  return { version: 1, createdAt: at, modifiedAt: at };
}
