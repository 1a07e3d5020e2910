import { describe, expect, test } from '@jest/globals';
import type { EventSourceDefinition } from '#lib/local/event-source.ts';
import type { Outcome } from '#lib/local/execution-environment.ts';
import { type BatchLine, pollStream } from '#lib/local/stream-poller.ts';
import { pageSize, type StreamEvent } from '#lib/local/table-stream.ts';

const startedAt = 1_000_000;
const record = (number: number): StreamEvent => ({
  eventID: String(number),
  dynamodb: { SequenceNumber: String(number), ApproximateCreationDateTime: startedAt / 1_000 },
});
const whole: EventSourceDefinition = {
  tableName: 'things',
  functionName: 'sweep',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 10,
  batchingWindow: 60,
  filters: [],
  reportsFailures: true,
  bisects: true,
  maxRetries: 100,
  maxAge: -1,
};
const failures = (...numbers: number[]): Outcome => ({
  kind: 'answer',
  payload: JSON.stringify({ batchItemFailures: numbers.map((number) => ({ itemIdentifier: String(number) })) }),
});
const crash: Outcome = { kind: 'crash', detail: 'killed' };

/** Hands on `records` to a function that answers as `answer` says; time passes only while it rests. */
async function poll(
  source: Partial<EventSourceDefinition>,
  records: readonly StreamEvent[],
  answer: (numbers: readonly number[], call: number) => Outcome,
) {
  const controller = new AbortController();
  const [calls, rests, lines, done]: [number[][], number[], BatchLine[], string[]] = [[], [], [], []];
  const pages = Array.from({ length: Math.ceil(records.length / pageSize) }, (_, page) =>
    records.slice(page * pageSize, (page + 1) * pageSize),
  );
  let now = startedAt;
  await pollStream({
    source: { ...whole, ...source },
    read: async () => {
      if (pages.length === 0) controller.abort();
      return pages.shift() ?? [];
    },
    invoke: async (event) => {
      const { Records } = JSON.parse(event) as { readonly Records: readonly StreamEvent[] };
      calls.push(Records.map(({ eventID }) => Number(eventID)));
      return { outcome: answer(calls.at(-1) ?? [], calls.length), logs: [], coldStart: false };
    },
    onDone: (sequenceNumber) => {
      done.push(sequenceNumber);
    },
    onBatch: (line) => lines.push(line),
    signal: controller.signal,
    rest: async (milliseconds) => {
      rests.push(milliseconds);
      now += milliseconds;
    },
    now: () => now,
  });
  return { calls, rests, lines, done };
}

const three = [record(1), record(2), record(3)];

describe('the records of a stream', () => {
  test('are handed on in order, in batches, when a filter lets them through', async () => {
    const isOdd = (event: unknown) => Number((event as StreamEvent).eventID) % 2 === 1;
    const isSix = (event: unknown) => (event as StreamEvent).eventID === '6';
    const records = Array.from({ length: 8 }, (_, index) => record(index + 1));
    const source = { batchSize: 2, filters: [isOdd, isSix] };
    const { calls, done } = await poll(source, records, () => failures());
    expect(calls).toEqual([[1, 3], [5, 6], [7]]);
    expect(done).toEqual(['8']);
  });

  test('come no more to a call than it can hold', async () => {
    const large = three.map((one) => ({ ...one, image: 'x'.repeat(2_500_000) }));
    expect((await poll({}, large, () => failures())).calls).toEqual([[1, 2], [3]]);
  });

  test('are handed on again from the first that failed', async () => {
    const { calls, done, lines } = await poll({}, three, (_, call) => (call === 1 ? failures(3, 2) : failures()));
    expect(calls).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
    expect(lines.map(({ failed }) => failed)).toEqual([2, 0]);
    expect(done).toEqual(['3']);
  });

  test('fail all when the failure is in none of them, or the function crashes', async () => {
    for (const outcome of [failures(7), crash]) {
      const { calls } = await poll({ bisects: false }, three, (_, call) => (call === 1 ? outcome : failures()));
      expect(calls).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ]);
    }
  });

  test('are halved until the one stands alone that makes the function fail, which is dropped', async () => {
    const answer = (numbers: readonly number[]) => (numbers.includes(2) ? crash : failures());
    const { calls, done, lines } = await poll({ maxRetries: 1 }, three, answer);
    expect(calls).toEqual([[1, 2, 3], [1, 2], [1], [2], [2], [3]]);
    expect(lines.filter(({ isDropped }) => isDropped)).toEqual([expect.objectContaining({ records: 1, failed: 1 })]);
    expect(done).toEqual(['3']);
  });

  test('are dropped when they are too old, after ever longer rests', async () => {
    const { lines, rests } = await poll({ maxAge: 20, bisects: false }, three, () => crash);
    expect(rests.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(lines.map(({ isDropped }) => isDropped)).toEqual([false, false, false, false, false, true]);
  });

  test('are done when a function answers that tells of no failures', async () => {
    const { calls } = await poll({ reportsFailures: false }, three, () => failures(1));
    expect(calls).toEqual([[1, 2, 3]]);
  });
});
