import { beforeEach, describe, expect, test } from '@jest/globals';
import { type PipelineOptions, scimPipeline } from '#http/pipeline.ts';
import type { ScimRequest } from '#http/scim-request.ts';
import { created, document, noContent, ok } from '#http/scim-response.ts';
import { uniqueness } from '#scim/errors.ts';
import { type EventTraits, gatewayEvent, lambdaContext } from '../../../support/gateway-event.ts';

const representation = { resource: { id: '1' }, location: 'https://x/Users/1', version: 'W/"1"' };
let lines: Record<string, unknown>[];
let seen: ScimRequest | undefined;

const options: PipelineOptions = {
  findProvider: (name) => (['generic', 'azure'].includes(name) ? name.replace('azure', 'entra') : undefined),
  authenticate: async (authorization, provider) =>
    authorization === `Bearer good for ${provider}` ? { tenant: 'acme', tokenId: 't1' } : undefined,
  routes: {
    'POST /Users': async (request) => {
      seen = request;
      request.note({ trips: 1, wcu: 10, rcu: 0 });
      return created(representation);
    },
    'GET /Users': async (request) => {
      seen = request;
      return document({ totalResults: 0 });
    },
    'GET /Users/{id}': async () => ok(representation),
    'PUT /Users/{id}': async () => {
      throw uniqueness('userName', 'a@b.c');
    },
    'PATCH /Users/{id}': async () => {
      throw new Error('the table rollcall-dev has gone', { cause: new TypeError('inner') });
    },
    'DELETE /Users/{id}': async () => noContent(),
    'GET /ServiceProviderConfig': async () => document({ patch: { supported: true } }),
  },
  publicRoutes: ['GET /ServiceProviderConfig'],
  write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
};

async function send(traits: EventTraits, handler = scimPipeline(options)) {
  const headers = { authorization: `Bearer good for ${traits.provider ?? 'generic'}`, ...traits.headers };
  const result = await handler(gatewayEvent({ ...traits, headers }), lambdaContext());
  return { ...result, json: JSON.parse(result.body ?? 'null') as Record<string, unknown> };
}

beforeEach(() => {
  lines = [];
  seen = undefined;
});

describe('pipeline', () => {
  test('answers a create with 201, its location, its entity tag and the SCIM media type', async () => {
    const { statusCode, headers, json } = await send({ route: 'POST /Users', body: { userName: 'é' } });
    expect(statusCode).toBe(201);
    expect(headers).toEqual({
      'Content-Type': 'application/scim+json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Strict-Transport-Security': 'max-age=31536000',
      Location: 'https://x/Users/1',
      ETag: 'W/"1"',
    });
    expect(json).toEqual({ id: '1' });
  });

  test('gives the act the caller, the decoded body and the base URL of the connection', async () => {
    await send({ route: 'POST /Users', body: { userName: 'é' } });
    expect(seen?.body).toEqual({ userName: 'é' });
    expect(seen?.caller).toEqual({ tenant: 'acme', tokenId: 't1' });
    expect(seen?.baseUrl).toBe('https://scim.example.com/provisioning/generic/v2');
    expect(seen?.deadline).toBeGreaterThan(Date.now());
  });

  test.each([
    [
      'a port of its own',
      undefined,
      { 'x-forwarded-proto': 'http', 'x-forwarded-port': '4000' },
      'http://scim.example.com:4000',
    ],
    ['a custom domain', 'https://id.example.com/', {}, 'https://id.example.com'],
    ['a scheme that is none', undefined, { 'x-forwarded-proto': 'javascript' }, 'https://scim.example.com'],
  ])('knows its origin with %s', async (_, origin, headers, expected) => {
    await send({ route: 'GET /Users', headers }, scimPipeline({ ...options, origin }));
    expect(seen?.baseUrl).toBe(`${expected}/provisioning/generic/v2`);
  });

  test('decodes + and %20 in the query and takes the first of two values', async () => {
    await send({ route: 'GET /Users', query: 'filter=userName+eq%20%22a%2Bb%22&count=1&count=2&aadOptscim062020' });
    expect(seen?.query).toEqual({ filter: 'userName eq "a+b"', count: '1', aadOptscim062020: '' });
  });

  test('takes a text body and one in base64, and ignores a body on GET and DELETE', async () => {
    await send({ route: 'POST /Users', body: '{"a":1}' });
    expect(seen?.body).toEqual({ a: 1 });
    await send({ route: 'GET /Users', body: 'no json' });
    expect(seen?.body).toBeUndefined();
    await expect(send({ route: 'DELETE /Users/{id}', body: '{' })).resolves.toMatchObject({ statusCode: 204 });
  });

  test.each([
    ['no body', undefined],
    ['an empty body', ' '],
    ['broken JSON', '{"password":"hunter2",'],
  ])('answers 400 invalidSyntax to %s without quoting it', async (_, body) => {
    const { statusCode, json } = await send({ route: 'POST /Users', ...(body === undefined ? {} : { body }) });
    expect(statusCode).toBe(400);
    expect(json).toMatchObject({ status: '400', scimType: 'invalidSyntax' });
    expect(json.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
    expect(JSON.stringify(json)).not.toContain('hunter2');
  });

  test.each([
    ['text', 'ééé', 'ééééé', (body: object) => JSON.stringify(body)],
    ['base64', 'ééé', 'ééééé', (body: object) => body],
  ])('answers 413 that names the limit to a larger body, in %s', async (_, within, beyond, encode) => {
    const limited = scimPipeline({ ...options, maxPayloadSize: 20 });
    const post = (text: string) => send({ route: 'POST /Users', body: encode({ text }) }, limited);
    await expect(post(within)).resolves.toMatchObject({ statusCode: 201 });
    const { statusCode, json } = await post(beyond);
    expect(statusCode).toBe(413);
    expect(json.detail).toMatch(/\(21 bytes\) exceeds the maxPayloadSize \(20\)\.$/);
  });

  test('reads past one byte order mark, in text and in base64', async () => {
    const json = '\ufeff{"userName":"a"}';
    for (const body of [json, Buffer.from(json)]) {
      seen = undefined;
      expect((await send({ route: 'POST /Users', body })).statusCode).toBe(201);
      expect(seen).toMatchObject({ body: { userName: 'a' } });
      const twice = Buffer.isBuffer(body) ? Buffer.from(`\ufeff${json}`) : `\ufeff${json}`;
      expect((await send({ route: 'POST /Users', body: twice })).json).toMatchObject({ scimType: 'invalidSyntax' });
    }
  });

  test('answers 400 to a body that is not UTF-8', async () => {
    const event = gatewayEvent({ route: 'POST /Users', headers: { authorization: 'Bearer good for generic' } });
    const body = Buffer.from([0x22, 0xff, 0x22]).toString('base64');
    const result = await scimPipeline(options)({ ...event, body, isBase64Encoded: true }, lambdaContext());
    expect(result.statusCode).toBe(400);
    expect(result.body).toContain('UTF-8');
  });

  test.each([
    ['none', undefined],
    ['a wrong one', 'Bearer wrong'],
    ["another provider's", 'Bearer good for entra'],
  ])('answers 401 with WWW-Authenticate to %s, and says the same each time', async (_, authorization) => {
    const event = gatewayEvent({ route: 'POST /Users', body: '{', headers: authorization ? { authorization } : {} });
    const result = await scimPipeline(options)(event, lambdaContext());
    expect(result.statusCode).toBe(401);
    expect(result.headers).toMatchObject({
      'WWW-Authenticate': 'Bearer realm="scim"',
      'Content-Type': 'application/scim+json',
    });
    expect(JSON.parse(String(result.body))).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '401',
      detail: 'Authentication failed: send the bearer token of this provisioning connection.',
    });
  });

  test('answers 503 with Retry-After when credentials cannot be checked', async () => {
    const authenticate = async () => Promise.reject(new Error('throttled'));
    const { statusCode, headers, body } = await send(
      { route: 'GET /Users' },
      scimPipeline({ ...options, authenticate }),
    );
    expect(statusCode).toBe(503);
    expect(headers).toMatchObject({ 'Retry-After': '5' });
    expect(body).not.toContain('throttled');
  });

  test('answers 403 to a token of a suspended tenant, also where none is needed', async () => {
    const authenticate = async () => ({ tenant: 'acme', tokenId: 't1', suspended: true }) as const;
    for (const route of ['GET /Users', 'DELETE /Users/{id}', 'GET /ServiceProviderConfig']) {
      const { statusCode, json } = await send({ route }, scimPipeline({ ...options, authenticate }));
      expect([statusCode, json.status, json.detail]).toEqual([403, '403', expect.stringContaining('suspended')]);
    }
    expect(seen).toBeUndefined();
    expect(lines[0]).toMatchObject({ tenant: 'acme', tokenId: 't1', status: 403 });
  });

  test('answers 429 with Retry-After to a tenant that asks too much, before it reads the body', async () => {
    const limited = scimPipeline({ ...options, admit: ({ tenant }) => (tenant === 'acme' ? 3 : 0) });
    const { statusCode, headers, json } = await send({ route: 'POST /Users', body: '{' }, limited);
    expect([statusCode, json.status, json.scimType]).toEqual([429, '429', undefined]);
    expect(headers).toMatchObject({ 'Retry-After': '3', 'Content-Type': 'application/scim+json' });
    expect(json.detail).toContain('3 s');
    expect(seen).toBeUndefined();
    expect(lines[0]).toMatchObject({ tenant: 'acme', status: 429, kind: 'limited', errors: 1 });
    const anonymous = gatewayEvent({ route: 'GET /ServiceProviderConfig' });
    await expect(limited(anonymous, lambdaContext())).resolves.toMatchObject({ statusCode: 200 });
  });

  test.each([
    ['scim:read', 'GET /Users', 200],
    ['scim:read', 'POST /Users/.search', 200],
    ['scim:read', 'POST /Users', 403],
    ['scim:read', 'DELETE /Users/{id}', 403],
    ['scim:write', 'DELETE /Users/{id}', 204],
    ['scim:write', 'GET /Users', 403],
    ['scim:write', 'POST /Users/.search', 403],
    ['scim:read scim:write', 'POST /Users', 201],
    ['', 'GET /Users', 403],
  ])('a token with the scope "%s" gets for %s the status %d', async (scope, route, status) => {
    const authenticate = async () => ({ tenant: 'acme', tokenId: 't1', scopes: scope.split(' ').filter(Boolean) });
    const routes = { ...options.routes, 'POST /Users/.search': async () => document({ totalResults: 0 }) };
    const { statusCode, json } = await send({ route, body: {} }, scimPipeline({ ...options, routes, authenticate }));
    expect(statusCode).toBe(status);
    if (status === 403) expect(json.detail).toContain(`"${scope}"`);
  });

  test('a public route answers without a credential and still refuses a wrong one', async () => {
    const handler = scimPipeline(options);
    const anonymous = gatewayEvent({ route: 'GET /ServiceProviderConfig' });
    await expect(handler(anonymous, lambdaContext())).resolves.toMatchObject({ statusCode: 200 });
    const wrong = gatewayEvent({ route: 'GET /ServiceProviderConfig', headers: { authorization: 'Bearer x' } });
    await expect(handler(wrong, lambdaContext())).resolves.toMatchObject({ statusCode: 401 });
  });

  test('a provider by another name is the same connection, and an unknown one is 404', async () => {
    const event = { route: 'GET /Users', headers: { authorization: 'Bearer good for entra' } };
    await expect(send({ ...event, provider: 'azure' })).resolves.toMatchObject({ statusCode: 200 });
    const { statusCode, json } = await send({ ...event, provider: 'nobody' });
    expect(statusCode).toBe(404);
    expect(json.detail).toContain('"nobody"');
  });

  test('answers a SCIM error as it says', async () => {
    const { statusCode, json } = await send({ route: 'PUT /Users/{id}', parameters: { id: '1' }, body: {} });
    expect(statusCode).toBe(409);
    expect(json).toMatchObject({ status: '409', scimType: 'uniqueness' });
    expect(json.detail).toContain('userName');
  });

  test('tells the client nothing of an unexpected error, and the log everything', async () => {
    const { statusCode, body } = await send({ route: 'PATCH /Users/{id}', parameters: { id: '1' }, body: {} });
    expect(statusCode).toBe(500);
    expect(body).not.toContain('rollcall-dev');
    expect(lines[0]).toMatchObject({
      type: 'error',
      requestId: 'lambda-1',
      message: 'the table rollcall-dev has gone',
      cause: { error: 'TypeError', message: 'inner' },
    });
    expect(lines[1]).toMatchObject({ type: 'request', status: 500 });
  });

  test('writes what an act reports, and answers all the same', async () => {
    const reporting = scimPipeline({
      ...options,
      routes: {
        'POST /Users': async ({ report }) => {
          report(new RangeError('inner'));
          return noContent();
        },
      },
    });
    await expect(send({ route: 'POST /Users', body: {} }, reporting)).resolves.toMatchObject({ statusCode: 204 });
    expect(lines).toMatchObject([
      { type: 'error', requestId: 'lambda-1', error: 'RangeError', message: 'inner' },
      { type: 'request', status: 204 },
    ]);
  });

  test('logs one line for each request, with what it cost and no secret', async () => {
    const handler = scimPipeline(options);
    await send({ route: 'POST /Users', body: { userName: 'someone@example.com' } }, handler);
    await send({ route: 'PUT /Users/{id}', parameters: { id: '1' }, body: {} }, handler);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      type: 'request',
      requestId: 'lambda-1',
      tenant: 'acme',
      tokenId: 't1',
      provider: 'generic',
      method: 'POST',
      route: 'POST /provisioning/{provider}/v2/Users',
      status: 201,
      coldStart: true,
      trips: 1,
      wcu: 10,
    });
    expect(lines[1]).toMatchObject({ status: 409, scimType: 'uniqueness', coldStart: false });
    expect(JSON.stringify(lines)).not.toMatch(/someone|good for|Bearer/);
  });

  test.each([
    [undefined, 'application/scim+json'],
    ['application/scim+json', 'application/scim+json'],
    ['application/json, application/scim+json', 'application/scim+json'],
    ['*/*', 'application/scim+json'],
    ['application/json', 'application/json'],
    ['text/html', 'application/scim+json'],
    ['Application/JSON', 'application/json'],
    ['text/html, APPLICATION/SCIM+JSON', 'application/scim+json'],
  ])('to Accept: %s answers %s', async (accept, expected) => {
    const { headers } = await send({ route: 'GET /Users', ...(accept ? { headers: { accept } } : {}) });
    expect(headers?.['Content-Type']).toBe(expected);
  });
});

describe('the provisioning log', () => {
  const sealed: { tenant: string; text: string }[] = [];
  const sealing = {
    ...options,
    routes: {
      ...options.routes,
      'POST /Users': async (request: ScimRequest) => {
        request.tell({ name: 'ada@example.com' });
        request.tell({ id: 'u1' });
        return created(representation);
      },
      'POST /Bulk': async (request: ScimRequest) => {
        request.tellOperations(
          Array.from({ length: 250 }, () => ({
            method: 'POST',
            endpoint: '/Users',
            status: 201,
            name: 'ada@example.com',
          })),
        );
        return document({});
      },
    },
    sealForJournal: (tenant: string, text: string) => {
      sealed.push({ tenant, text });
      return `sealed ${sealed.length}`;
    },
  };
  const recordOf = (index: number) => JSON.parse(sealed[index]?.text ?? '{}') as Record<string, unknown>;

  beforeEach(() => {
    sealed.length = 0;
  });

  test('is told of a request in its own line, in which no name can be read', async () => {
    await send({ route: 'POST /Users', body: {} }, scimPipeline(sealing));
    expect(lines).toMatchObject([{ type: 'request', tenant: 'acme', status: 201, journal: 'sealed 1' }]);
    expect(JSON.stringify(lines)).not.toContain('ada');
    expect(sealed[0]?.tenant).toBe('acme');
    expect(recordOf(0)).toEqual({ at: expect.stringMatching(/Z$/), notes: {}, name: 'ada@example.com', id: 'u1' });
  });

  test('is told why a request failed, and for which resource', async () => {
    await send({ route: 'PUT /Users/{id}', parameters: { id: 'u2' }, body: {} }, scimPipeline(sealing));
    expect(recordOf(0)).toMatchObject({ id: 'u2', detail: expect.stringContaining('"a@b.c" of "userName"') });
    expect(JSON.stringify(lines)).not.toContain('a@b.c');
  });

  test('is told of the operations of a bulk request in lines that are not too long', async () => {
    await send({ route: 'POST /Bulk', body: {} }, scimPipeline(sealing));
    expect(lines.map(({ type }) => type)).toEqual(['request', 'operations', 'operations', 'operations']);
    expect([1, 2, 3].map((index) => [recordOf(index).first, (recordOf(index).operations as unknown[]).length])).toEqual(
      [
        [0, 100],
        [100, 100],
        [200, 50],
      ],
    );
  });

  test('is told nothing of who is not known', async () => {
    await send({ route: 'GET /Users', headers: { authorization: 'Bearer bad' } }, scimPipeline(sealing));
    expect(lines).toMatchObject([{ status: 401 }]);
    expect(lines[0]).not.toHaveProperty('journal');
  });

  test('that cannot be told is no reason to fail', async () => {
    const { statusCode } = await send(
      { route: 'POST /Users', body: {} },
      scimPipeline({ ...sealing, sealForJournal: () => undefined }),
    );
    expect([statusCode, lines.length]).toEqual([201, 1]);
  });
});
