/** Puts events on the bus so that none is overtaken by a later one of its subject. */
import type { EventBus, Refusal } from './event-bus.ts';
import { type EventEntry, maxCallBytes } from './event-entry.ts';

export interface PublishOptions {
  readonly bus: EventBus;
  /** Milliseconds that are left. */
  readonly timeLeft: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly random?: () => number;
}

/** EventBridge takes so many entries in a call. */
const maxEntries = 10;
/** How often a call is made before the rest is somebody else's: the stream sends its records again. */
const tries = 3;
const baseDelay = 100;
/** A call may take as long, in milliseconds. */
const longestCall = 11_000;

/** Codes by which EventBridge says that it will never take an entry. */
const final = new Set([
  'InvalidArgument',
  'MalformedDetail',
  'NotAuthorizedForDetailTypeException',
  'NotAuthorizedForSourceException',
  'RedactionFailure',
  'ValidationException',
]);

/** Whether it is of no use to send the entry again as it is. */
export function isFinal({ code }: Refusal): boolean {
  return final.has(code);
}

/** Entries in their order, cut where a call would be too large, or would hold a subject twice. */
export function callsOf<Entry extends EventEntry>(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const calls: Entry[][] = [];
  let bytes = 0;
  let subjects = new Set<string>();
  for (const entry of entries) {
    const call = calls.at(-1);
    const fits = call !== undefined && call.length < maxEntries && bytes + entry.bytes <= maxCallBytes;
    if (fits && !subjects.has(entry.subject)) {
      call.push(entry);
      bytes += entry.bytes;
    } else {
      calls.push([entry]);
      bytes = entry.bytes;
      subjects = new Set();
    }
    subjects.add(entry.subject);
  }
  return calls;
}

/**
 * Puts the entries of one call, of which each has another subject, and again those that were not taken. Resolves to those
 * that are not on the bus in the end, with the reason; never rejects.
 */
export async function putCall<Entry extends EventEntry>(
  call: readonly Entry[],
  { bus, timeLeft, sleep, random = Math.random }: PublishOptions,
): Promise<ReadonlyMap<Entry, Refusal>> {
  const refused = new Map<Entry, Refusal>();
  let left = call;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const again: Entry[] = [];
    for (const [place, refusal] of (await put(left, bus)).entries()) {
      const entry = left[place];
      if (entry === undefined) continue;
      if (refusal === undefined) refused.delete(entry);
      else refused.set(entry, refusal);
      if (refusal !== undefined && !isFinal(refusal)) again.push(entry);
    }
    const delay = baseDelay * 2 ** attempt * random();
    if (attempt === tries || timeLeft() < delay + longestCall) break;
    if (again.length > 0) await sleep(delay);
    left = again;
  }
  return refused;
}

/** A call that is invalid as a whole is made entry by entry, so that one does not keep the others. */
async function put(entries: readonly EventEntry[], bus: EventBus): Promise<readonly (Refusal | undefined)[]> {
  const refusals = await bus.put(entries);
  const isInvalid = refusals.every((refusal) => refusal?.code === 'ValidationException');
  if (!isInvalid || entries.length === 1) return refusals;
  const each: (Refusal | undefined)[] = [];
  for (const entry of entries) each.push((await bus.put([entry]))[0]);
  return each;
}
