import { setTimeout as sleep } from 'node:timers/promises';
import { environmentVariable } from '#endpoint/environment.ts';
import { createEventBridgeClient, openEventBus } from '#events/event-bus.ts';
import { callsOf, putCall } from '#events/publish.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { DynamoDbTenancyStore } from '#storage/dynamodb/tenancy/dynamodb-tenancy-store.ts';
import { announceExpiry } from './announce-expiry.ts';

interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

const client = createDynamoDbClient();
const tableName = environmentVariable('TABLE_NAME');
const stage = environmentVariable('STAGE');
const bus = openEventBus(createEventBridgeClient(), environmentVariable('EVENT_BUS'));
/** Kept free for the answer, in milliseconds. */
const reserve = 1_000;

/** Once a day, by a schedule (docs/adr/0151-token-expiry.md). */
export async function handler(_event: unknown, context: InvocationContext): Promise<void> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - reserve;
  await announceExpiry({
    store: new DynamoDbTenancyStore({ client, tableName, meter: new Meter(), deadline, types: resourceTypes }),
    publish: async (entries) => {
      let refused = 0;
      for (const call of callsOf(entries)) {
        refused += (await putCall(call, { bus, sleep, timeLeft: () => deadline - Date.now() })).size;
      }
      return refused;
    },
    stage,
    at: new Date().toISOString(),
    write: (line) => process.stdout.write(`${line}\n`),
  });
}
