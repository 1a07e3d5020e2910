import { describe, expect, test } from '@jest/globals';
import { decodePath, type GatewayRequest, toEvent } from '#lib/local/gateway-event.ts';

const ids = {
  accountId: '000000000000',
  apiId: 'api',
  requestId: 'JKJaXmPLvHcESHA=',
  traceId: 'Root=1-5f84c7a9-0e5b1e1e1e1e1e1e1e1e1e1e',
  at: Date.UTC(2026, 2, 12, 19, 3, 58),
};
const matched = {
  route: { routeKey: 'POST /{provider}/Users', functionName: 'users' },
  pathParameters: { provider: 'okta' },
};
const request: GatewayRequest = {
  method: 'POST',
  target: '/okta/Users?a=1&b=x%20y&a=2+3&a=',
  httpVersion: '1.1',
  rawHeaders: [
    ['Host', 'localhost:4000'],
    ['Content-Type', 'application/scim+json; charset=utf-8'],
    ['X-Two', 'one'],
    ['x-two', 'two'],
    ['Cookie', 'a=1; b=2'],
    ['Connection', 'keep-alive'],
    ['X-Forwarded-For', '192.0.2.7'],
    ['X-Forwarded-Proto', 'https'],
    ['User-Agent', 'curl/8'],
    ['Content-Length', '2'],
  ].flat(),
  body: Buffer.from('{}'),
  sourceIp: '127.0.0.1',
  port: 4000,
};

describe('the event of payload format 2.0', () => {
  test('is complete', () => {
    expect(toEvent(request, '/okta/Users', matched, ids)).toEqual({
      version: '2.0',
      routeKey: 'POST /{provider}/Users',
      rawPath: '/okta/Users',
      rawQueryString: 'a=1&b=x%20y&a=2+3&a=',
      cookies: ['a=1', 'b=2'],
      headers: {
        host: 'localhost:4000',
        'content-type': 'application/scim+json; charset=utf-8',
        'x-two': 'one,two',
        'user-agent': 'curl/8',
        'content-length': '2',
        'x-amzn-trace-id': 'Root=1-5f84c7a9-0e5b1e1e1e1e1e1e1e1e1e1e',
        'x-forwarded-for': '192.0.2.7, 127.0.0.1',
        'x-forwarded-port': '4000',
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { a: '1,2 3,', b: 'x y' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'api',
        domainName: 'localhost',
        domainPrefix: 'localhost',
        http: {
          method: 'POST',
          path: '/okta/Users',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'curl/8',
        },
        requestId: 'JKJaXmPLvHcESHA=',
        routeKey: 'POST /{provider}/Users',
        stage: '$default',
        time: '12/Mar/2026:19:03:58 +0000',
        timeEpoch: 1_773_342_238_000,
      },
      pathParameters: { provider: 'okta' },
      body: 'e30=',
      isBase64Encoded: true,
    });
  });

  test('leaves out what the request does not have', () => {
    const bare = { ...request, target: '/', rawHeaders: ['Host', 'localhost'], body: Buffer.alloc(0) };
    const event = toEvent(bare, '/', { ...matched, pathParameters: undefined }, ids);
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
    for (const absent of ['body', 'cookies', 'queryStringParameters', 'pathParameters']) {
      expect(event).not.toHaveProperty(absent);
    }
    expect(event.headers).not.toHaveProperty('content-length');
  });

  test.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['Application/XML', false],
    ['application/javascript', false],
    ['text/anything', false],
    ['application/scim+json', true],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['', true],
  ])('carries a body of type "%s" in base64: %p', (type, isBase64Encoded) => {
    const typed = { ...request, rawHeaders: type === '' ? [] : ['content-type', type], body: Buffer.from('ä') };
    const body = isBase64Encoded ? 'w6Q=' : 'ä';
    expect(toEvent(typed, '/', matched, ids)).toMatchObject({ isBase64Encoded, body });
  });

  test.each([
    ['/a/b?c=d', '/a/b'],
    ['/a%20b/%C3%A4', '/a b/ä'],
    ['/Users/a%3Fb/c', '/Users/a'],
    ['/Users/a%2Fb', '/Users/a/b'],
    ['/a+b', '/a+b'],
    ['/%2525', '/%25'],
  ])('decodes the path %s to %s', (target, path) => {
    expect(decodePath(target)).toBe(path);
  });

  test.each(['/%', '/%zz', '/%ff'])('refuses the path %s', (target) => {
    expect(() => decodePath(target)).toThrow(URIError);
  });
});
