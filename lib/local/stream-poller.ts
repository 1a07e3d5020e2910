/**
 * Hands the records of a table's stream to a function, as an event source mapping of Lambda does: in order, in batches,
 * again when the function fails, and dropped when that was too often or they are too old.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
import type { EventSourceDefinition } from './event-source.ts';
import type { Outcome } from './execution-environment.ts';
import { type Invocation, maxRequestBytes } from './function-host.ts';
import { isRecord } from './intrinsics.ts';
import { pageSize, type StreamEvent } from './table-stream.ts';

/** What came of a batch. */
export interface BatchLine {
  readonly functionName: string;
  readonly records: number;
  /** How many of them are not done: they are sent again, unless they are dropped. */
  readonly failed: number;
  readonly isDropped: boolean;
  readonly ms: number;
  /** Why the function failed as a whole, when it did. */
  readonly detail?: string | undefined;
  readonly logs: readonly string[];
}

export interface PollerOptions {
  readonly source: EventSourceDefinition;
  /** The next records of the stream; none when there are no more yet. */
  readonly read: () => Promise<readonly StreamEvent[]>;
  readonly invoke: (event: string) => Promise<Invocation>;
  /** Told of the last record that needs no more doing, nor any before it. */
  readonly onDone: (sequenceNumber: string) => Promise<void> | void;
  readonly onBatch?: ((line: BatchLine) => void) | undefined;
  /** Told of the records that are sent no more, although they are not done. */
  readonly onDropped?: ((records: readonly StreamEvent[], tries: number) => void) | undefined;
  /** Ends the polling; a batch that is under way counts as not done. */
  readonly signal: AbortSignal;
  /** Rests for so many milliseconds, or until the signal. */
  readonly rest: (milliseconds: number) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** However long the window of the template is: on one machine somebody waits to see what happens. In milliseconds. */
const longestWindow = 1_000;
const shortestWindow = 100;
/** Between two tries, in milliseconds: twice as long after each. */
const firstBackoff = 1_000;
const longestBackoff = 60_000;
const envelope = '{"Records":[]}';

/** Polls until the signal. Rejects when the stream cannot be read. */
export async function pollStream(options: PollerOptions): Promise<void> {
  const { onDone, read, rest, signal, source } = options;
  const window = Math.max(shortestWindow, Math.min(source.batchingWindow * 1_000, longestWindow));
  const passes = (event: StreamEvent) => source.filters.length === 0 || source.filters.some((filter) => filter(event));
  while (!signal.aborted) {
    const records = await read();
    for (const batch of batchesOf(records.filter(passes), source.batchSize)) await deliver(options, batch);
    const last = records.at(-1);
    if (last !== undefined && !signal.aborted) await onDone(last.dynamodb.SequenceNumber);
    if (records.length < pageSize) await rest(window);
  }
}

/** Resolves when each record is done or dropped, or the signal came. */
async function deliver(options: PollerOptions, batch: readonly StreamEvent[]): Promise<void> {
  const { now, onBatch, rest, signal, source } = options;
  let left = batch;
  let backoff = firstBackoff;
  for (let retries = 0; !signal.aborted; retries += 1) {
    const startedAt = now();
    const { outcome, logs } = await options.invoke(`{"Records":[${left.map((one) => JSON.stringify(one)).join()}]}`);
    if (signal.aborted) return;
    const done = doneOf(outcome, source, left);
    const canBisect = done === 0 && source.bisects && left.length > 1;
    const isDropped = done === 0 && !canBisect && isOver(source, retries, left, now());
    onBatch?.({
      functionName: source.functionName,
      records: left.length,
      failed: left.length - done,
      isDropped,
      ms: now() - startedAt,
      detail: outcome.kind === 'answer' ? undefined : outcome.detail,
      logs,
    });
    if (isDropped) options.onDropped?.(left, retries + 1);
    if (isDropped || done === left.length) return;
    await rest(backoff);
    if (canBisect) {
      const middle = Math.ceil(left.length / 2);
      await deliver(options, left.slice(0, middle));
      return deliver(options, left.slice(middle));
    }
    backoff = done > 0 ? firstBackoff : Math.min(backoff * 2, longestBackoff);
    if (done > 0) retries = -1;
    left = left.slice(done);
  }
}

/** How many records, from the first on, are done. */
function doneOf(outcome: Outcome, { reportsFailures }: EventSourceDefinition, records: readonly StreamEvent[]): number {
  if (outcome.kind !== 'answer') return 0;
  if (!reportsFailures) return records.length;
  const answer = JSON.parse(outcome.payload) as unknown;
  const failures = isRecord(answer) ? answer.batchItemFailures : undefined;
  if (!Array.isArray(failures) || failures.length === 0) return records.length;
  // The first that failed counts. One that is in no record is a failure of them all.
  const failed = new Set(failures.map((failure: unknown) => (isRecord(failure) ? failure.itemIdentifier : undefined)));
  const places = records.flatMap(({ dynamodb }, place) => (failed.has(dynamodb.SequenceNumber) ? [place] : []));
  return places.length < failed.size ? 0 : (places[0] ?? 0);
}

function isOver(
  { maxAge, maxRetries }: EventSourceDefinition,
  retries: number,
  [first]: readonly StreamEvent[],
  now: number,
): boolean {
  const age = now / 1_000 - (first?.dynamodb.ApproximateCreationDateTime ?? 0);
  return (maxRetries >= 0 && retries >= maxRetries) || (maxAge >= 0 && age > maxAge);
}

/** No more than `size` records each, and no more than an event holds. */
function batchesOf(records: readonly StreamEvent[], size: number): readonly (readonly StreamEvent[])[] {
  const batches: StreamEvent[][] = [];
  let bytes = 0;
  for (const record of records) {
    const own = Buffer.byteLength(JSON.stringify(record)) + ','.length;
    const batch = batches.at(-1);
    if (batch !== undefined && batch.length < size && bytes + own <= maxRequestBytes) {
      batch.push(record);
      bytes += own;
    } else {
      batches.push([record]);
      bytes = envelope.length + own;
    }
  }
  return batches;
}
