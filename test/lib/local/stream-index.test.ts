/** The index that the engine's streams get, on a running engine and its file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { indexStreams } from '#lib/local/stream-index.ts';
import { TableStream } from '#lib/local/table-stream.ts';
import { startThings, type Things } from '../../support/things.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-index-'));
const path = join(folder, 'dynamodb.sqlite');
let things: Things;

beforeAll(async () => {
  things = await startThings(path);
});
afterAll(async () => {
  await things.stop();
  rmSync(folder, { recursive: true });
});

function inFile(statement: string): readonly Record<string, SQLOutputValue>[] {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    return database.prepare(statement).all();
  } finally {
    database.close();
  }
}

/** The sequence numbers that a new reader gets. */
async function numbers(): Promise<readonly number[]> {
  const stream = await TableStream.open(things.endpoint, things.tableName);
  await stream.seek(undefined);
  return (await stream.read()).map(({ dynamodb }) => Number(dynamodb.SequenceNumber));
}

describe('the streams of the engine', () => {
  test('are numbered and read on by an index, also when it comes while the engine runs', async () => {
    await things.put('a');
    indexStreams(path);
    await things.put('b');
    expect(await numbers()).toEqual([1, 2]);
    // The engine's own statements (1.2.1): a plan that scans makes each write cost what was written before it.
    const plans = [
      'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1',
      `SELECT * FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3
       ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4`,
    ].map((statement) => inFile(`EXPLAIN QUERY PLAN ${statement}`).map(({ detail }) => detail));
    for (const plan of plans) expect(plan).toEqual([expect.stringMatching(/^SEARCH .* INDEX rollcall_stream_order/)]);
  });

  test('lose what is older than a day, and go on numbering where they were', async () => {
    inFile('UPDATE _stream_records SET created_at = created_at - 86500');
    indexStreams(path);
    expect(await numbers()).toEqual([2]);
    await things.put('c');
    expect(await numbers()).toEqual([2, 3]);
  });
});
