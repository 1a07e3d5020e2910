/**
 * The event an HTTP API makes of a request, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { Authorizer } from './authorize.ts';
import type { RouteMatch } from './routes.ts';

export interface GatewayRequest {
  readonly method: string;
  /** The request target as it came: `/Users/a%40b?count=1`. */
  readonly target: string;
  readonly httpVersion: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly port: number;
}

export interface EventIds {
  readonly accountId: string;
  readonly apiId: string;
  readonly requestId: string;
  /** `Root=1-…`, what the gateway adds to be followed by. */
  readonly traceId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who sent the request, on a route that asks. */
  readonly authorizer?: Authorizer | undefined;
}

export interface GatewayEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** About the connection between a client and the gateway, not about the request. */
const hopByHop = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The path an HTTP API routes by and hands on: decoded, and cut at a decoded `?`, unlike every other front door of
 * AWS. Throws a URIError when the encoding is broken.
 */
export function decodePath(target: string): string {
  const path = target.split('?', 1)[0] ?? '';
  return decodeURIComponent(path).split('?', 1)[0] ?? '';
}

/** The event for the route that took the request. */
export function toEvent(request: GatewayRequest, path: string, matched: RouteMatch, ids: EventIds): GatewayEvent {
  const { routeKey } = matched.route;
  const { cookies, headers } = headersOf(request, ids.traceId);
  const domainName = (headers.host ?? '').replace(/:\d+$/, '');
  const query = request.target.includes('?') ? request.target.slice(request.target.indexOf('?') + 1) : '';
  const isBase64Encoded = request.body.length > 0 && !isText(headers['content-type']);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers,
    ...(query === '' ? {} : { queryStringParameters: joined(new URLSearchParams(query)) }),
    requestContext: {
      accountId: ids.accountId,
      apiId: ids.apiId,
      ...(ids.authorizer === undefined ? {} : { authorizer: ids.authorizer }),
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: ids.requestId,
      routeKey,
      stage: '$default',
      time: accessLogTime(ids.at),
      timeEpoch: ids.at,
    },
    ...(matched.pathParameters === undefined ? {} : { pathParameters: matched.pathParameters }),
    ...(request.body.length === 0 ? {} : { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

function headersOf(request: GatewayRequest, traceId: string) {
  const pairs: [string, string][] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    pairs.push([request.rawHeaders[index]?.toLowerCase() ?? '', request.rawHeaders[index + 1] ?? '']);
  }
  const forwardedFor = pairs.filter(([name]) => name === 'x-forwarded-for').map(([, value]) => value);
  const own: Readonly<Record<string, string>> = {
    ...(request.body.length === 0 ? {} : { 'content-length': String(request.body.length) }),
    'x-amzn-trace-id': traceId,
    'x-forwarded-for': [...forwardedFor, request.sourceIp].join(', '),
    'x-forwarded-port': String(request.port),
    'x-forwarded-proto': 'http',
  };
  const passed = pairs.filter(([name]) => name !== 'cookie' && !hopByHop.has(name) && !Object.hasOwn(own, name));
  return {
    cookies: pairs.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split(/; */)),
    headers: { ...joined(passed), ...own },
  };
}

/** Values of one name, joined by a comma. */
function joined(pairs: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

/** Everything but these arrives in base64, `application/scim+json` as well as a body without a type. */
function isText(contentType: string | undefined): boolean {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || /^application\/(json|xml|javascript)$/.test(type);
}

/** `12/Mar/2026:19:03:58 +0000` */
function accessLogTime(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
