import { setTimeout as sleep } from 'node:timers/promises';
import { environmentVariable } from '#endpoint/environment.ts';
import { deadlineOf, type Invocation } from '#endpoint/invocation.ts';
import { environmentCredentials } from '#events/aws-json-call.ts';
import { openDeadLetterQueue, toMessage } from '#events/dead-letter-queue.ts';
import { createEventBridgeClient, openEventBus } from '#events/event-bus.ts';
import { forwardRecords } from '#events/forward-records.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import type { BatchAnswer, StreamEvent } from '#storage/dynamodb/stream-record.ts';

const bus = openEventBus(createEventBridgeClient(), environmentVariable('EVENT_BUS'));
const queue = openDeadLetterQueue({
  name: environmentVariable('DEAD_LETTER_QUEUE'),
  region: environmentVariable('AWS_REGION'),
  credentials: environmentCredentials,
  endpoint: process.env.AWS_ENDPOINT_URL_SQS,
});
const patience = Number(environmentVariable('PATIENCE_SECONDS')) * 1_000;

/** Records of the table's stream (docs/adr/0180-change-events.md). */
export function handler({ Records }: StreamEvent, invocation: Invocation): Promise<BatchAnswer> {
  const deadline = deadlineOf(invocation);
  return forwardRecords(Records, {
    bus,
    types: resourceTypes,
    patience,
    timeLeft: () => deadline - Date.now(),
    now: Date.now,
    sleep,
    setAside: (entry, refusal) => queue.send(toMessage(entry, refusal)),
    log: (line) => process.stdout.write(`${line}\n`),
  });
}
