/** Events as an HTTP API sends them (payload format 2.0), for tests that call a handler. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

export interface EventTraits {
  /** `PATCH /Users/{id}`, below a connection's base URL; or `$default`. */
  readonly route: string;
  readonly provider?: string;
  readonly parameters?: Record<string, string>;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON in base64, as SCIM's media type makes the gateway do, and bytes too; a string as it is. */
  readonly body?: object | string;
  /** For `$default`: method and path as they came. */
  readonly method?: string;
  readonly path?: string;
}

/** An event that a client's request would become. */
export function gatewayEvent(traits: EventTraits): APIGatewayProxyEventV2 {
  const { route, provider = 'generic', parameters = {}, query = '', headers = {}, body } = traits;
  const [method = 'GET', template = ''] = route.split(' ');
  const path = traits.path ?? `/provisioning/${provider}/v2${template.replace('{id}', parameters.id ?? '')}`;
  const routeKey = route === '$default' ? route : `${method} /provisioning/{provider}/v2${template}`;
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers: { host: 'scim.example.com', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443', ...headers },
    ...(route === '$default' ? {} : { pathParameters: { provider, ...parameters } }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'scim.example.com',
      domainPrefix: 'scim',
      http: { method: traits.method ?? method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 1_767_225_600_000,
    },
    ...(typeof body === 'object' ? { body: toBytes(body).toString('base64') } : {}),
    ...(typeof body === 'string' ? { body } : {}),
    isBase64Encoded: typeof body === 'object',
  };
}

function toBytes(body: object): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
}

/** A Lambda context with `remaining` milliseconds left. */
export function lambdaContext(remaining = 10_000): Context {
  return {
    awsRequestId: 'lambda-1',
    functionName: 'test',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:test',
    memoryLimitInMB: '1024',
    logGroupName: 'test',
    logStreamName: 'test',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => remaining,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
