/** EventBridge as far as the stack needs it: events are put on named buses, and whoever listens gets them in that order. */
import { randomUUID } from 'node:crypto';
import { isRecord, localAccount } from './intrinsics.ts';

/** An event as EventBridge hands it to its targets. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event with its place on the bus, counted from 1 since the stack was started. */
export interface PlacedEvent {
  readonly place: number;
  readonly event: BusEvent;
}

export type Listener = (placed: PlacedEvent) => void;

/** What a bus does instead of taking entries. */
export type BusFault =
  /** Answers with an error of the whole call. */
  | { readonly kind: 'fail'; readonly status: number; readonly code: string }
  /** Takes the entries but these places of the call. */
  | { readonly kind: 'refuse'; readonly places: readonly number[]; readonly code: string }
  /** Takes all of them, and ends the connection instead of answering. */
  | { readonly kind: 'hangUp' };

export interface EventBusesOptions {
  readonly region: string;
  readonly names: readonly string[];
}

/** A call that is refused as a whole. */
export class BusError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Events that a listener can still have that comes later. */
const kept = 1_000;
const maxEntries = 10;
const maxBytes = 256 * 1024;

export class EventBuses {
  readonly #options: EventBusesOptions;
  readonly #listeners = new Set<Listener>();
  readonly #history: PlacedEvent[] = [];
  #place = 0;

  constructor(options: EventBusesOptions) {
    this.#options = options;
  }

  /** Tells of the events after the place `after`, as far as they are kept, and of each that comes. Returns how to end that. */
  listen(listener: Listener, after = this.#place): () => void {
    for (const placed of this.#history) if (placed.place > after) listener(placed);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** `PutEvents`. Throws `BusError` for a call that EventBridge refuses as a whole. */
  put(input: unknown, refused: readonly number[] = [], code = ''): object {
    const entries = isRecord(input) && Array.isArray(input.Entries) ? (input.Entries as unknown[]) : [];
    if (entries.length === 0 || entries.length > maxEntries) {
      throw new BusError('ValidationException', `A call has 1 to ${maxEntries} entries, not ${entries.length}.`);
    }
    const fields = entries.map((entry) => (isRecord(entry) ? entry : {}));
    const bytes = fields.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes >= maxBytes)
      throw new BusError('ValidationException', `The entries have ${bytes} bytes, not under ${maxBytes}.`);
    const results = fields.map((entry, place) =>
      refused.includes(place) ? { ErrorCode: code, ErrorMessage: 'Refused.' } : this.#take(entry),
    );
    return { Entries: results, FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length };
  }

  #take(entry: Readonly<Record<string, unknown>>): { EventId?: string; ErrorCode?: string; ErrorMessage?: string } {
    const { Source: source, DetailType: type, EventBusName: name = 'default', Resources: resources = [] } = entry;
    if (typeof source !== 'string' || typeof type !== 'string')
      return refusal('InvalidArgument', 'Source or DetailType');
    if (typeof name !== 'string' || !this.#options.names.includes(name))
      return refusal('InvalidArgument', 'EventBusName');
    const detail = parse(entry.Detail);
    if (detail === undefined) return refusal('MalformedDetail', 'Detail');
    const id = randomUUID();
    this.#place += 1;
    const event: BusEvent = {
      version: '0',
      id,
      'detail-type': type,
      source,
      account: localAccount,
      time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      region: this.#options.region,
      resources: resources as readonly string[],
      detail,
    };
    const placed = { place: this.#place, event };
    this.#history.push(placed);
    if (this.#history.length > kept) this.#history.shift();
    for (const listener of this.#listeners) listener(placed);
    return { EventId: id };
  }
}

function refusal(ErrorCode: string, what: string) {
  return { ErrorCode, ErrorMessage: `${what} is not valid.` };
}

function parse(text: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/calculate-putevents-entry-size.html */
function sizeOf({ Source, DetailType, Detail, Time, Resources = [] }: Readonly<Record<string, unknown>>): number {
  const texts = [Source, DetailType, Detail, ...(Resources as unknown[])].filter((text) => typeof text === 'string');
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}
