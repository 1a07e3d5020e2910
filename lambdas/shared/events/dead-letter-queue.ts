/** The SQS queue of the events that did not go out, until an operator sends them again (`rollcall events redrive`). */
import { type AwsJsonService, awsJsonCaller } from './aws-json-call.ts';
import type { Refusal } from './event-bus.ts';
import type { EventEntry } from './event-entry.ts';

export interface QueueMessage {
  readonly body: string;
  /** Takes the message away. */
  readonly receipt: string;
}

export interface DeadLetterQueue {
  readonly send: (body: string) => Promise<void>;
  /** Up to 10 messages, which others do not see for a minute. */
  readonly receive: () => Promise<readonly QueueMessage[]>;
  readonly remove: (receipt: string) => Promise<void>;
}

export type QueueOptions = Omit<AwsJsonService, 'service' | 'target'> & { readonly name: string };

/** All of it throws as `awsJsonCaller` does. */
export function openDeadLetterQueue({ name, ...where }: QueueOptions): DeadLetterQueue {
  const call = awsJsonCaller({ service: 'sqs', target: 'AmazonSQS', ...where });
  let found: string | undefined;
  const inQueue = async () => {
    found ??= (await call<{ QueueUrl: string }>('GetQueueUrl', { QueueName: name })).QueueUrl;
    return { QueueUrl: found };
  };
  return {
    send: async (MessageBody) => void (await call('SendMessage', { ...(await inQueue()), MessageBody })),
    receive: async () => {
      const input = { ...(await inQueue()), MaxNumberOfMessages: 10, VisibilityTimeout: 60, WaitTimeSeconds: 1 };
      const answer = await call<{ Messages?: { Body: string; ReceiptHandle: string }[] }>('ReceiveMessage', input);
      return (answer.Messages ?? []).map(({ Body: body, ReceiptHandle: receipt }) => ({ body, receipt }));
    },
    remove: async (ReceiptHandle) => void (await call('DeleteMessage', { ...(await inQueue()), ReceiptHandle })),
  };
}

/** The message about an event: the event itself, and why it is here. */
export function toMessage({ type, subject, detail }: EventEntry, refusal: Refusal): string {
  return `{"refused":${JSON.stringify(refusal)},"subject":${JSON.stringify(subject)},"detail-type":"${type}","detail":${detail}}`;
}
