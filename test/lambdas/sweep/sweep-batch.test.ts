import { expect, test } from '@jest/globals';
import type { DirectoryRecord } from '#storage/dynamodb/stream-record.ts';
import { type BatchOptions, sweepBatch } from '../../../lambdas/sweep/sweep-batch.ts';

const ids = ['2819c223-7f76-453a-919d-413861904646', 'c75ad752-64ae-4823-840d-ffa80929976c'] as const;
const record = (id: string, at: number) => ({
  eventName: 'REMOVE',
  dynamodb: {
    ApproximateCreationDateTime: at,
    SequenceNumber: `number of ${id}`,
    Keys: { pk: { S: 'T#acme#Group' }, sk: { S: id } },
  },
});
const records = [record(ids[0], 1_000), record(ids[1], 1_010)];

/** A batch at second 1,035 of a clock that only `sleep` moves; what `fails` throws when it is swept. */
function run(fails: readonly string[] = [], time = 60_000) {
  let now = 1_035_000;
  const done: string[] = [];
  const end = now + time;
  const options: BatchOptions = {
    settled: 31_000,
    now: () => now,
    timeLeft: () => end - now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
    sweep: async ({ id }: DirectoryRecord) => {
      if (fails.includes(id)) throw new Error('busy');
      done.push(`${id} at ${now}`);
    },
    log: () => undefined,
  };
  return { done, answer: sweepBatch(records, options) };
}

test('sweeps each record when the function that wrote it must have ended', async () => {
  const { answer, done } = run();
  expect(await answer).toEqual({ batchItemFailures: [] });
  expect(done).toEqual([`${ids[0]} at 1035000`, `${ids[1]} at 1041000`]);
});

test('asks for a record again that is not old enough before the time is over', async () => {
  const { answer, done } = run([], 5_000);
  expect(await answer).toEqual({ batchItemFailures: [{ itemIdentifier: `number of ${ids[1]}` }] });
  expect(done).toHaveLength(1);
});

test('stops at a record that fails, and asks for the batch again from there', async () => {
  const { answer, done } = run([ids[0]]);
  expect(await answer).toEqual({ batchItemFailures: [{ itemIdentifier: `number of ${ids[0]}` }] });
  expect(done).toEqual([]);
});
