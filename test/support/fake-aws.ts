/** AWS on loopback, as far as a deployed stage is looked at: each operation answers what a test says, in its service's protocol. */
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { openLoopback } from '../../lib/local/loopback-server.ts';

/** How each service says that the principal may not do this; `sns` has a word of its own. */
const denials: Readonly<
  Record<string, { readonly headers?: Readonly<Record<string, string>>; readonly body: string }>
> = {
  cloudformation: { body: xmlError('AccessDenied') },
  events: { body: '{"__type":"AccessDeniedException","Message":"not authorized"}' },
  lambda: {
    headers: { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/coral/' },
    body: '{"Message":"not authorized"}',
  },
  monitoring: { body: '{"__type":"com.amazon.coral.service#AccessDeniedException","message":"not authorized"}' },
  sns: { body: xmlError('AuthorizationError') },
  sqs: { body: '{"__type":"com.amazon.coral.service#AccessDeniedException","message":"not authorized"}' },
};

/** An answer: 200 with this JSON or XML, an error of this status with it, or `denied`. */
export type FakeAnswer = Json | string | FakeError;

type Json = Readonly<Record<string, unknown>>;

interface FakeError {
  readonly status: number;
  readonly error: Json | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FakeCall {
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  /** Query and body. */
  readonly input: string;
  readonly request: IncomingMessage;
}

export interface FakeAws {
  /** By the operation's name; an operation that is not there is denied. */
  readonly answers: Map<string, FakeAnswer | ((input: string) => FakeAnswer)>;
  readonly calls: FakeCall[];
  stop(): Promise<void>;
}

const services = ['CLOUDFORMATION', 'CLOUDWATCH', 'EVENTBRIDGE', 'LAMBDA', 'SNS', 'SQS'];

/** Leads the SDK, and what is called without it, there by the environment until it stops. */
export async function startFakeAws(key = { accessKeyId: 'AKOPS', secretAccessKey: 'secret' }): Promise<FakeAws> {
  const { origin, serve, stop } = await openLoopback();
  const saved = { ...process.env };
  const answers: FakeAws['answers'] = new Map();
  const calls: FakeCall[] = [];
  serve((request, response) => {
    void text(request).then((body) => {
      const call = callOf(request, body);
      calls.push(call);
      const given = answers.get(call.operation) ?? 'denied';
      const answer = typeof given === 'function' ? given(call.input) : given;
      const { headers = {}, body: said, status } = written(call.service, answer);
      response.writeHead(status, headers).end(said);
    });
  });
  Object.assign(process.env, {
    ...Object.fromEntries(services.map((name) => [`AWS_ENDPOINT_URL_${name}`, origin])),
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  });
  return {
    answers,
    calls,
    stop: () => {
      process.env = saved;
      return stop();
    },
  };
}

function callOf(request: IncomingMessage, body: string): FakeCall {
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
  const url = new URL(request.url ?? '/', 'http://localhost');
  const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
  const action = url.searchParams.get('Action') ?? new URLSearchParams(body).get('Action');
  const operation = target ?? action ?? `${request.method} ${url.pathname}`;
  return { service, region, operation, input: url.search + body, request };
}

function written(service: string, answer: FakeAnswer) {
  if (answer === 'denied') return { status: 403, ...(denials[service] ?? { body: '' }) };
  const { status, error, headers = {} } = isError(answer) ? answer : { status: 200, error: answer };
  return { status, headers, body: typeof error === 'string' ? error : JSON.stringify(error) };
}

function isError(answer: FakeAnswer): answer is FakeError {
  return typeof answer === 'object' && 'error' in answer && 'status' in answer;
}

export function xmlError(code: string, message = 'not authorized'): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

/** A stack with these outputs. */
export function xmlStack(outputs: Readonly<Record<string, string>>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>s</StackName><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

/** What CloudFormation says of a stack that is not there. */
export function noStack(name: string): FakeAnswer {
  return { status: 400, error: xmlError('ValidationError', `Stack with id ${name} does not exist`) };
}

/** Subscriptions of a topic: e-mail addresses, each with `PendingConfirmation` or an ARN. */
export function xmlSubscriptions(subscriptions: Readonly<Record<string, string>>): string {
  const members = Object.entries(subscriptions).map(
    ([endpoint, arn]) =>
      `<member><Owner>111122223333</Owner><Endpoint>${endpoint}</Endpoint><Protocol>email</Protocol><SubscriptionArn>${arn}</SubscriptionArn></member>`,
  );
  return `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsByTopicResult><Subscriptions>${members.join('')}</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`;
}
