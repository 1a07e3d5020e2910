/** EventBridge and SQS for the unmodified SDK, and the events as they come for whoever develops against them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { BusError, type BusFault, type EventBuses } from './event-bus.ts';
import { type Fields, isRecord } from './intrinsics.ts';
import { openLoopback } from './loopback-server.ts';
import { type MessageQueues, QueueError } from './message-queues.ts';

export interface EventsEndpointOptions {
  readonly buses: EventBuses;
  readonly queues: MessageQueues;
  /** Asked at each `PutEvents`, with the number of calls before it: for tests of what depends on a bus that fails. */
  readonly faultOf?: ((call: number, entries: number) => BusFault | undefined) | undefined;
}

export interface EventsEndpoint {
  /** For `AWS_ENDPOINT_URL_EVENTBRIDGE` and `AWS_ENDPOINT_URL_SQS`. */
  readonly endpoint: string;
  /** Server-sent events. */
  readonly feed: string;
  stop(): Promise<void>;
}

const feedPath = '/events';
/** Between two signs of life, in milliseconds. */
const heartbeat = 15_000;

/** Serves on a free loopback port. */
export async function startEventsEndpoint({ buses, queues, faultOf }: EventsEndpointOptions): Promise<EventsEndpoint> {
  let calls = 0;
  const nextFault = (entries: number) => faultOf?.(calls++, entries);
  const { origin, serve, stop } = await openLoopback();
  serve((request, response) => {
    if (request.method === 'GET') feed(buses, request, response);
    else void answer(request, response, { buses, queues, origin, nextFault });
  });
  return { endpoint: origin, feed: origin + feedPath, stop };
}

/**
 * `id` is the place of the event, `event` its type, `data` the event as EventBridge hands it to a target. `Last-Event-ID`,
 * or `?after=` with 0 for all there are, goes on behind a place. https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
function feed(buses: EventBuses, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const asked = request.headers['last-event-id'] ?? searchParams.get('after') ?? undefined;
  const after = asked === undefined ? undefined : Number(asked);
  if (pathname !== feedPath || Number.isNaN(after)) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': events of this stack\n\n');
  const stop = buses.listen(({ place, event }) => {
    response.write(`id: ${place}\nevent: ${event['detail-type']}\ndata: ${JSON.stringify(event)}\n\n`);
  }, after);
  const beat = setInterval(() => response.write(':\n\n'), heartbeat);
  response.once('close', () => {
    clearInterval(beat);
    stop();
  });
}

interface Services {
  readonly buses: EventBuses;
  readonly queues: MessageQueues;
  readonly origin: string;
  readonly nextFault: (entries: number) => BusFault | undefined;
}

async function answer(request: IncomingMessage, response: ServerResponse, services: Services): Promise<void> {
  const send = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': String(request.headers['content-type']) }).end(JSON.stringify(body));
  try {
    const input: unknown = await json(request);
    const target = String(request.headers['x-amz-target']);
    if (target === 'AWSEvents.PutEvents') return putEvents(input, response, services, send);
    const operation = operations[target];
    if (operation === undefined)
      throw new BusError('UnknownOperationException', `There is no operation ${target} here.`);
    send(200, operation(services, isRecord(input) ? input : {}));
  } catch (error) {
    const isKnown = error instanceof BusError || error instanceof QueueError;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    send(isKnown ? 400 : 500, { __type: isKnown ? name : 'InternalFailure', message });
  }
}

function putEvents(
  input: unknown,
  response: ServerResponse,
  { buses, nextFault }: Services,
  send: (status: number, body: object) => void,
): void {
  const entries = isRecord(input) && Array.isArray(input.Entries) ? input.Entries.length : 0;
  const fault = nextFault(entries);
  if (fault?.kind === 'fail') return send(fault.status, { __type: fault.code, message: 'The bus fails.' });
  const result = fault?.kind === 'refuse' ? buses.put(input, fault.places, fault.code) : buses.put(input);
  if (fault?.kind === 'hangUp') response.destroy();
  else send(200, result);
}

const operations: Readonly<Record<string, (services: Services, input: Fields) => object>> = {
  'AmazonSQS.GetQueueUrl': ({ queues, origin }, { QueueName }) => ({
    QueueUrl: queues.urlOf(String(QueueName), origin),
  }),
  'AmazonSQS.GetQueueAttributes': ({ queues }, { QueueUrl }) => queues.attributes(String(QueueUrl)),
  'AmazonSQS.SendMessage': ({ queues }, { QueueUrl, MessageBody }) =>
    queues.send(String(QueueUrl), String(MessageBody)),
  'AmazonSQS.ReceiveMessage': ({ queues }, { QueueUrl, MaxNumberOfMessages = 1, VisibilityTimeout = 30 }) =>
    queues.receive(String(QueueUrl), Number(MaxNumberOfMessages), Number(VisibilityTimeout)),
  'AmazonSQS.DeleteMessage': ({ queues }, { QueueUrl, ReceiptHandle }) =>
    queues.remove(String(QueueUrl), String(ReceiptHandle)),
};
