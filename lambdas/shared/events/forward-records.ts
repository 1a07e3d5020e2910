/** From a batch of stream records to the bus: at least once, and in the order of each subject. */
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { readChange } from '#storage/dynamodb/change-record.ts';
import type { BatchAnswer, StreamRecord } from '#storage/dynamodb/stream-record.ts';
import { toChangeEvent } from './change-event.ts';
import type { Refusal } from './event-bus.ts';
import { type EventEntry, toChangeEntry } from './event-entry.ts';
import { callsOf, isFinal, type PublishOptions, putCall } from './publish.ts';

export interface ForwardOptions extends PublishOptions {
  readonly types: readonly ResourceType[];
  /** How old a record may become, in milliseconds, before its event is set aside for the sake of those behind it. */
  readonly patience: number;
  readonly now: () => number;
  /** Keeps an event that did not go out, with the reason, for an operator. */
  readonly setAside: (entry: EventEntry, refusal: Refusal) => Promise<void>;
  readonly log: (line: string) => void;
}

/** The event of a record, and what the record is called. */
export interface RecordEntry extends EventEntry {
  readonly record: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The events of records, in their order. */
export function entriesOf(records: readonly StreamRecord[], types: readonly ResourceType[]): readonly RecordEntry[] {
  return records.flatMap((record) => {
    const change = readChange(record);
    const event = change && toChangeEvent(change, types);
    if (change === undefined || event === undefined) return [];
    return [{ ...toChangeEntry(event), record: change.sequenceNumber, at: change.at }];
  });
}

/** Stops at the first event that could neither be published nor set aside: what follows is sent again with it. */
export async function forwardRecords(records: readonly StreamRecord[], options: ForwardOptions): Promise<BatchAnswer> {
  const { log, timeLeft, types } = options;
  let published = 0;
  for (const call of callsOf(entriesOf(records, types))) {
    const [first] = call;
    if (first === undefined || timeLeft() <= 0) return again(first);
    const refused = await putCall(call, options);
    for (const [entry, refusal] of refused) {
      const isKept = await settle(entry, refusal, options);
      if (!isKept) return again(entry);
    }
    published += call.length - refused.size;
  }
  if (published > 0) log(JSON.stringify({ type: 'events', published }));
  return { batchItemFailures: [] };
}

/** Whether the event is set aside, after which others may pass. */
async function settle(
  entry: RecordEntry,
  refusal: Refusal,
  { patience, now, setAside, log }: ForwardOptions,
): Promise<boolean> {
  const isOver = isFinal(refusal) || now() - entry.at >= patience;
  const note = (type: string, { code, message }: Refusal) =>
    log(JSON.stringify({ type, eventType: entry.type, subject: entry.subject, error: `${code}: ${message}` }));
  if (!isOver) {
    note('eventRefused', refusal);
    return false;
  }
  try {
    await setAside(entry, refusal);
    note('eventSetAside', refusal);
    return true;
  } catch (error) {
    note('eventNotSetAside', { code: 'Error', message: error instanceof Error ? error.message : String(error) });
    return false;
  }
}

function again(entry: RecordEntry | undefined): BatchAnswer {
  return { batchItemFailures: entry === undefined ? [] : [{ itemIdentifier: entry.record }] };
}
