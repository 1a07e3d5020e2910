/** An event as EventBridge takes it. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
import type { Json } from '#scim/json.ts';
import type { ChangeEvent } from './change-event.ts';

/** The `source` of every event. */
export const eventSource = 'rollcall';

/**
 * In bytes, of all entries of one call: EventBridge takes less than 256 KB, and a queue that a rule sends an event to has to
 * hold the envelope as well.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/calculate-putevents-entry-size.html
 */
export const maxCallBytes = 255 * 1024;

export interface EventEntry {
  /** The type of the event, EventBridge's `detail-type`. */
  readonly type: string;
  /** What the order is kept of: entries with one subject go out one after the other. */
  readonly subject: string;
  /** The event's `detail`, as JSON text. */
  readonly detail: string;
  /** As EventBridge counts them. */
  readonly bytes: number;
}

/** What an event of any kind has, among other things. */
export interface EventDetail {
  readonly type: string;
  readonly subject: string;
}

/** The entry of an event that is small enough by its nature. */
export function toEntry(detail: EventDetail): EventEntry {
  const { type, subject } = detail;
  const text = JSON.stringify(detail);
  return { type, subject, detail: text, bytes: Buffer.byteLength(text) + Buffer.byteLength(type) + eventSource.length };
}

type State = Record<string, Json>;

/**
 * The entry of a change. What is too large for one call loses `before`, then the largest attributes of what is left;
 * `omitted` names them, and GET shows what is still there.
 */
export function toChangeEntry(event: ChangeEvent): EventEntry {
  const whole = toEntry(event);
  if (whole.bytes <= maxCallBytes) return whole;
  const kept = event.after ? 'after' : 'before';
  const { before, ...rest } = event;
  // Without `before` for whoever has `after`, unless there was nothing before, which takes no room.
  const head = kept === 'before' || before === null ? event : rest;
  const omitted: string[] = head === rest ? ['before'] : [];
  const state: State = { ...event[kept] };
  for (;;) {
    const shortened: ChangeEvent = { ...head, [kept]: state, omitted };
    const entry = toEntry(shortened);
    const largest = largestOf(state);
    if (entry.bytes <= maxCallBytes || largest === undefined) return entry;
    delete state[largest];
    omitted.push(`${kept}.${largest}`);
  }
}

/** What names the resource stays. */
function largestOf(state: State): string | undefined {
  const sizes = Object.entries(state)
    .filter(([name]) => !['schemas', 'id', 'meta'].includes(name))
    .map(([name, value]) => [name, Buffer.byteLength(JSON.stringify(value))] as const);
  return sizes.toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
