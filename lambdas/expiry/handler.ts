import { setTimeout as sleep } from 'node:timers/promises';
import { environmentVariable } from '#endpoint/environment.ts';
import { deadlineOf, type Invocation } from '#endpoint/invocation.ts';
import { createEventBridgeClient, openEventBus } from '#events/event-bus.ts';
import { callsOf, putCall } from '#events/publish.ts';
import { toStandardOutput } from '#http/request-log.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { DynamoDbTenancyStore } from '#storage/dynamodb/tenancy/dynamodb-tenancy-store.ts';
import { announceExpiry } from './announce-expiry.ts';

const client = createDynamoDbClient();
const tableName = environmentVariable('TABLE_NAME');
const stage = environmentVariable('STAGE');
const bus = openEventBus(createEventBridgeClient(), environmentVariable('EVENT_BUS'));

/** Once a day, by a schedule (docs/adr/0151-token-expiry.md). */
export async function handler(_event: unknown, invocation: Invocation): Promise<void> {
  const deadline = deadlineOf(invocation);
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
    write: toStandardOutput,
  });
}
