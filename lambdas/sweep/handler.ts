import { setTimeout as sleep } from 'node:timers/promises';
import { environmentVariable } from '#endpoint/environment.ts';
import { deadlineOf, type Invocation } from '#endpoint/invocation.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import type { BatchAnswer, StreamEvent } from '#storage/dynamodb/stream-record.ts';
import { sweepLeftover } from '#storage/dynamodb/sweep.ts';
import { Table } from '#storage/dynamodb/table.ts';
import { sweepBatch } from './sweep-batch.ts';

const client = createDynamoDbClient();
const tableName = environmentVariable('TABLE_NAME');
const settled = Number(environmentVariable('SETTLED_SECONDS')) * 1_000;

/** Records of the table's stream (docs/adr/0090-sweep.md). */
export function handler({ Records }: StreamEvent, invocation: Invocation): Promise<BatchAnswer> {
  const deadline = deadlineOf(invocation);
  const table = new Table({ client, tableName, meter: new Meter(), deadline });
  return sweepBatch(Records, {
    sweep: (record) => {
      const directory = { table, keys: tenantKeys(record.tenant), memberTypes: [userType, groupType] };
      return sweepLeftover(directory, record, new Date().toISOString());
    },
    settled,
    timeLeft: () => table.timeLeft(),
    now: Date.now,
    sleep,
    log: (line) => process.stdout.write(`${line}\n`),
  });
}
