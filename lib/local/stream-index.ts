/** Gives the engine's file the index that its streams lack (docs/adr/0090-sweep.md). */
import { DatabaseSync } from 'node:sqlite';

/** How long a record of a stream is kept, as by DynamoDB. In seconds. */
const retention = 24 * 60 * 60;

/**
 * Makes writing cost the same however many records the streams in the database file `path` have, and drops those older
 * than a day. The engine may be running on it: it takes the index up with its next statement.
 * Throws when the file is not as the engine leaves it once it has started.
 */
export function indexStreams(path: string): void {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    // The engine numbers a record by the largest number of its table, and reads on from a number.
    database.exec(`CREATE INDEX IF NOT EXISTS rollcall_stream_order
      ON _stream_records (table_name, CAST(sequence_number AS INTEGER))`);
    // The last record stays, because the numbers would begin anew without it.
    database.exec(`DELETE FROM _stream_records
      WHERE created_at < unixepoch() - ${retention}
      AND id NOT IN (SELECT MAX(id) FROM _stream_records GROUP BY table_name)`);
  } finally {
    database.close();
  }
}
