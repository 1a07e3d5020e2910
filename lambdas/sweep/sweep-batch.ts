import {
  type BatchAnswer,
  type DirectoryRecord,
  readStreamRecord,
  type StreamRecord,
} from '#storage/dynamodb/stream-record.ts';

export interface BatchOptions {
  readonly sweep: (record: DirectoryRecord) => Promise<void>;
  /**
   * How old a record must be, in milliseconds: by then the function that wrote it has answered or is dead, whatever part
   * of a second the stream left out, and the GSI has followed.
   */
  readonly settled: number;
  /** Milliseconds that are left for the batch. */
  readonly timeLeft: () => number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly log: (line: string) => void;
}

/** Sweeps what each record may have left, in order, and stops at the first that fails. */
export async function sweepBatch(
  records: readonly StreamRecord[],
  { sweep, settled, timeLeft, now, sleep, log }: BatchOptions,
): Promise<BatchAnswer> {
  for (const record of records) {
    const read = readStreamRecord(record);
    if (read === undefined) continue;
    const again = { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    const wait = read.at + settled - now();
    if (wait >= timeLeft()) return again;
    if (wait > 0) await sleep(wait);
    try {
      await sweep(read);
      log(line('sweep', read));
    } catch (error) {
      log(line('sweepFailed', read, error));
      return again;
    }
  }
  return { batchItemFailures: [] };
}

function line(type: string, { kind, tenant, type: resourceType, id }: DirectoryRecord, error?: unknown): string {
  return JSON.stringify({
    type,
    kind,
    tenant,
    resourceType,
    id,
    ...(error === undefined ? {} : { error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' }),
  });
}
