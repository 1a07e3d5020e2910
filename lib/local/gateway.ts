/** The HTTP API on a loopback port: takes requests, invokes the function of the route, answers what it returns. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Authorize, authorizeWith } from './authorize.ts';
import type { FunctionHost } from './function-host.ts';
import { decodePath, type GatewayRequest, toEvent } from './gateway-event.ts';
import { type GatewayResponse, gatewayError, toResponse } from './gateway-response.ts';
import type { HttpApiDefinition } from './http-api.ts';
import type { AccessKey } from './iam-authorizer.ts';
import { isRecord, localAccount } from './intrinsics.ts';
import type { HttpExchange } from './recorder/record.ts';
import { compileRoutes, type MatchRoute } from './routes.ts';
import type { ServeSite } from './site.ts';

/** One request as it is told: to a person, and to the client in `Server-Timing`. */
export interface RequestLine {
  readonly method: string;
  /** The request target: path and query as they came. */
  readonly path: string;
  readonly status: number;
  /** Between the request's last byte and the answer's first. */
  readonly ms: number;
  /** Round trips to DynamoDB and the units they used, as the function logged them. */
  readonly trips: number;
  readonly rcu: number;
  readonly wcu: number;
  /** Items that the function read. */
  readonly items: number;
  readonly plan?: string | undefined;
  readonly coldStart: boolean;
  /** What the function wrote. */
  readonly logs: readonly string[];
}

export interface GatewayOptions {
  readonly api: HttpApiDefinition;
  readonly functions: FunctionHost;
  /** 0 for any free one. */
  readonly port: number;
  /** What opens the routes with an IAM authorizer. */
  readonly accessKey: AccessKey;
  readonly onRequest?: ((line: RequestLine) => void) | undefined;
  /** Takes what is no request of the API. */
  readonly serveSite?: ServeSite | undefined;
  /** Told of each request that was read whole, before its answer is sent. */
  readonly onExchange?: ((exchange: HttpExchange) => void) | undefined;
}

export interface Gateway {
  readonly port: number;
  /** Takes no more requests, and waits at most `grace` milliseconds for those it has. */
  stop(grace: number): Promise<void>;
}

/** API Gateway's quotas of an HTTP API, in bytes: payload; request line and header values together. */
const maxBodyBytes = 10 * 1024 * 1024;
const maxHeaderBytes = 10_240;
/** What the server reads at all; names are not counted in API Gateway's quota. */
const maxHeaderRead = 64 * 1024;

/** Starts to listen. Rejects as `listen` does: `EADDRINUSE` when the port is taken. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { functions } = options;
  const match = compileRoutes(options.api.routes);
  const server = createServer({ maxHeaderSize: maxHeaderRead, keepAliveTimeout: 75_000 });
  await listen(server, options.port);
  const { port } = server.address() as { readonly port: number };
  const gateway = { match, functions, port, apiId: options.api.apiId, authorize: authorizeWith(options.accessKey) };
  server.on('request', (request, response) => {
    // Whatever goes wrong with one request must not end the stack.
    serve(gateway, options, request, response).catch(() => response.destroy());
  });
  server.on('clientError', refuseUnreadable);
  return {
    port,
    stop: (grace) => stop(server, grace),
  };
}

function stop(server: Server, grace: number): Promise<void> {
  return new Promise((resolve) => {
    // A connection becomes idle when its last request is answered, which `close` alone would wait 75 s for.
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const limit = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(limit);
      resolve();
    });
  });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface RunningGateway {
  readonly match: MatchRoute;
  readonly functions: FunctionHost;
  readonly port: number;
  readonly apiId: string;
  readonly authorize: Authorize;
}

interface Answered {
  readonly response: GatewayResponse;
  readonly coldStart: boolean;
  readonly logs: readonly string[];
}

async function serve(
  gateway: RunningGateway,
  { onRequest, onExchange, serveSite }: GatewayOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(message).catch(() => 'aborted' as const);
  if (body === 'aborted') return;
  const file = serveSite?.({
    method: message.method ?? '',
    target: message.url ?? '',
    ifNoneMatch: message.headers['if-none-match'],
  });
  if (file !== undefined) {
    response.writeHead(file.status, withoutReadonly(file.headers)).end(file.body);
    return;
  }
  const startedAt = performance.now();
  const requestId = `${randomBytes(11).toString('base64url')}=`;
  const { logs, coldStart, response: answer } = await answerTo(gateway, message, body, requestId).catch(failed);
  const { method = '', url: path = '', rawHeaders } = message;
  if (body !== 'tooLarge') {
    onExchange?.({ method, target: path, rawHeaders, body, status: answer.status, answer: answer.body });
  }
  const cost = costOf(logs);
  const ms = performance.now() - startedAt;
  const timing = `dynamodb;desc="trips=${cost.trips} rcu=${cost.rcu} wcu=${cost.wcu}"`;
  const own = answer.headers['server-timing'];
  response.writeHead(answer.status, {
    ...withoutReadonly(answer.headers),
    'apigw-requestid': requestId,
    'server-timing': typeof own === 'string' ? `${own}, ${timing}` : timing,
    ...(hasBody(answer.status) ? { 'content-length': String(answer.body.length) } : {}),
  });
  response.end(hasBody(answer.status) ? answer.body : undefined);
  onRequest?.({ method, path, status: answer.status, ms, ...cost, coldStart, logs });
}

async function answerTo(
  { apiId, authorize, functions, match, port }: RunningGateway,
  message: IncomingMessage,
  body: Buffer | 'tooLarge',
  requestId: string,
): Promise<Answered> {
  const refuse = (status: number, detail: string): Answered => ({
    response: gatewayError(status, detail),
    coldStart: false,
    logs: [],
  });
  if (body === 'tooLarge') return refuse(413, 'The request body is larger than the 10 MB that the gateway takes.');
  const request = toGatewayRequest(message, body, port);
  if (headerBytes(request) > maxHeaderBytes) {
    return refuse(431, `Request line and header values exceed the ${maxHeaderBytes} bytes that the gateway takes.`);
  }
  let path: string;
  try {
    path = decodePath(request.target);
  } catch {
    return refuse(400, 'The path of the request is not valid percent-encoded UTF-8.');
  }
  const matched = match(request.method, path);
  if (matched === undefined) return refuse(404, `There is no route ${request.method} ${path.slice(0, 80)}.`);
  const at = Date.now();
  const authorized = await authorize(request, matched.route, at);
  if (authorized.kind === 'refused') return { response: authorized.response, coldStart: false, logs: [] };
  const authorizer = authorized.kind === 'known' ? authorized.authorizer : undefined;
  const traceId = `Root=1-${Math.floor(at / 1_000).toString(16)}-${randomBytes(12).toString('hex')}`;
  const event = toEvent(request, path, matched, { accountId: localAccount, apiId, requestId, traceId, at, authorizer });
  const { outcome, logs, coldStart } = await functions.invoke(matched.route.functionName, JSON.stringify(event));
  const failure = outcome.kind === 'answer' || outcome.kind === 'error' ? [] : [outcome.detail];
  return { response: toResponse(outcome), coldStart, logs: [...logs, ...failure] };
}

/** A mistake in the local stack itself: told to the client and, as a log line, to who runs it. */
function failed(error: unknown): Answered {
  const logs = [error instanceof Error ? String(error.stack) : String(error)];
  return {
    response: gatewayError(500, 'The local gateway failed; it says why where it runs.'),
    coldStart: false,
    logs,
  };
}

/** Reads the whole body, also one that is too large: a client that is still sending would not hear the answer. */
async function bodyOf(message: IncomingMessage): Promise<Buffer | 'tooLarge'> {
  let size = 0;
  let chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) chunks = [];
    else chunks.push(chunk);
  }
  return size > maxBodyBytes ? 'tooLarge' : Buffer.concat(chunks);
}

function toGatewayRequest(message: IncomingMessage, body: Buffer, port: number): GatewayRequest {
  return {
    method: message.method ?? '',
    target: message.url ?? '',
    httpVersion: message.httpVersion,
    rawHeaders: message.rawHeaders,
    body,
    sourceIp: message.socket.remoteAddress ?? '',
    port,
  };
}

function headerBytes({ method, target, httpVersion, rawHeaders }: GatewayRequest): number {
  const values = rawHeaders.filter((_, index) => index % 2 === 1);
  return [`${method} ${target} HTTP/${httpVersion}`, ...values].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** From the one line of type `request` that a function logs for each request; nothing used without it. */
function costOf(logs: readonly string[]): Pick<RequestLine, 'trips' | 'rcu' | 'wcu' | 'items' | 'plan'> {
  const line = logs.filter((one) => one.startsWith('{') && one.includes('"request"')).map(parse);
  const logged = line.find((one) => isRecord(one) && one.type === 'request');
  const fields = isRecord(logged) ? logged : {};
  const number = (value: unknown) => (typeof value === 'number' ? Math.round(value * 10) / 10 : 0);
  return {
    trips: number(fields.trips),
    rcu: number(fields.rcu),
    wcu: number(fields.wcu),
    items: number(fields.items),
    plan: typeof fields.plan === 'string' ? fields.plan : undefined,
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** RFC 9110 §15.3.5 and §15.4.5: these end with the header section. */
function hasBody(status: number): boolean {
  return status !== 204 && status !== 304;
}

function withoutReadonly(headers: GatewayResponse['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !['content-length', 'connection', 'transfer-encoding'].includes(name))
      .map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}

/** What is no HTTP at all, or has a head that is larger than the server reads. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return;
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const { status, body } = tooLarge
    ? gatewayError(431, `Request line and header values exceed the ${maxHeaderBytes} bytes that the gateway takes.`)
    : gatewayError(400, 'The request is not valid HTTP.');
  const head = `HTTP/1.1 ${status} ${tooLarge ? 'Request Header Fields Too Large' : 'Bad Request'}`;
  const headers = `Content-Type: application/scim+json\r\nContent-Length: ${body.length}\r\nConnection: close`;
  socket.end(Buffer.concat([Buffer.from(`${head}\r\n${headers}\r\n\r\n`), body]));
}
