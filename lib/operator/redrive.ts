/** Sends again what is in the queue of undelivered events, in the order in which it was committed (docs/events.md). */
import { AwsCallError, type AwsJsonService, awsJsonCaller } from '#events/aws-json-call.ts';
import { toSequence } from '#events/change-event.ts';
import type { DeadLetterQueue, QueueMessage } from '#events/dead-letter-queue.ts';
import type { EventBus, Refusal } from '#events/event-bus.ts';
import { type EventDetail, type EventEntry, toEntry } from '#events/event-entry.ts';
import { entriesOf } from '#events/forward-records.ts';
import { callsOf, putCall } from '#events/publish.ts';

export interface RedriveOptions {
  readonly queue: DeadLetterQueue;
  readonly bus: EventBus;
  /** The records of a batch, by what Lambda says of it. */
  readonly readBatch: (batch: StreamBatch) => Promise<Parameters<typeof entriesOf>[0]>;
  readonly types: Parameters<typeof entriesOf>[1];
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** Lambda's word of a batch that it gave up. */
export interface StreamBatch {
  readonly streamArn: string;
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
}

export interface Redriven {
  readonly sent: number;
  /** What stays in the queue, with the reason. */
  readonly left: readonly string[];
}

interface Pending extends EventEntry {
  readonly sequence: string;
  readonly receipt: string;
}

/** So many messages at a time: they have to be done before others see them again. */
const most = 200;
const mostEmptyPages = 20;

/** Throws as the queue does. */
export async function redrive(options: RedriveOptions): Promise<Redriven> {
  const { queue, bus, pause } = options;
  let sent = 0;
  const left: string[] = [];
  for (;;) {
    const messages = await receiveSome(queue);
    if (messages.length === 0) return { sent, left };
    const pending: Pending[] = [];
    const done = new Set<string>(messages.map(({ receipt }) => receipt));
    for (const message of messages) {
      try {
        pending.push(...(await entriesIn(message, options)));
      } catch (error) {
        done.delete(message.receipt);
        left.push(error instanceof Error ? error.message : String(error));
      }
    }
    const inOrder = pending.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
    for (const call of callsOf(inOrder)) {
      const refused = await putCall(call, { bus, sleep: pause, timeLeft: () => Number.POSITIVE_INFINITY });
      sent += call.length - refused.size;
      for (const [entry, refusal] of refused) {
        done.delete(entry.receipt);
        left.push(describe(entry, refusal));
      }
    }
    for (const receipt of done) await queue.remove(receipt);
  }
}

async function receiveSome(queue: DeadLetterQueue): Promise<readonly QueueMessage[]> {
  const messages: QueueMessage[] = [];
  while (messages.length < most) {
    const more = await queue.receive();
    if (more.length === 0) break;
    messages.push(...more);
  }
  return messages;
}

/** The events of a message: the one that was set aside, or those of a batch. */
async function entriesIn({ body, receipt }: QueueMessage, options: RedriveOptions): Promise<readonly Pending[]> {
  const message = JSON.parse(body) as {
    readonly detail?: EventDetail & { readonly sequence: string };
    readonly DDBStreamBatchInfo?: StreamBatch;
  };
  const { detail, DDBStreamBatchInfo: batch } = message;
  if (detail !== undefined) return [{ ...toEntry(detail), sequence: detail.sequence, receipt }];
  if (batch === undefined) throw new Error('A message is neither an event nor word of a batch.');
  const records = await options.readBatch(batch).catch((cause: unknown) => {
    const why = cause instanceof AwsCallError ? `${cause.name}: ${cause.message}` : (cause as Error).message;
    const where = `${batch.startSequenceNumber} to ${batch.endSequenceNumber} of ${batch.shardId}`;
    throw new Error(`The records ${where} cannot be read: ${why}`, { cause });
  });
  return entriesOf(records, options.types).map((entry) => ({
    ...entry,
    sequence: toSequence(entry.record),
    receipt,
  }));
}

function describe({ type, subject }: EventEntry, { code, message }: Refusal): string {
  return `${type} ${subject} is refused: ${code}: ${message}`;
}

/** Reads batches from the stream, which keeps them for 24 hours. */
export function batchReader(where: Omit<AwsJsonService, 'service' | 'target'>): RedriveOptions['readBatch'] {
  const call = awsJsonCaller({
    service: 'dynamodb',
    host: 'streams.dynamodb',
    target: 'DynamoDBStreams_20120810',
    ...where,
  });
  return async ({ streamArn, shardId, startSequenceNumber, endSequenceNumber }) => {
    const records: { dynamodb: { SequenceNumber: string } }[] = [];
    let { ShardIterator: iterator } = await call<{ ShardIterator?: string }>('GetShardIterator', {
      StreamArn: streamArn,
      ShardId: shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: startSequenceNumber,
    });
    const isWithin = (number: string) => BigInt(number) <= BigInt(endSequenceNumber);
    const isDone = () => records.at(-1)?.dynamodb.SequenceNumber === endSequenceNumber;
    // A page may be empty although others follow.
    for (let empty = 0; iterator !== undefined && empty < mostEmptyPages && !isDone(); ) {
      const page: { Records: typeof records; NextShardIterator?: string } = await call('GetRecords', {
        ShardIterator: iterator,
      });
      records.push(...page.Records.filter(({ dynamodb }) => isWithin(dynamodb.SequenceNumber)));
      empty = page.Records.length === 0 ? empty + 1 : 0;
      iterator = page.NextShardIterator;
    }
    if (!isDone()) throw new Error('The stream does not have them.');
    return records;
  };
}
