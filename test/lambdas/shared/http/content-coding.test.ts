import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { acceptsGzip, maxResultBytes } from '#http/content-coding.ts';
import { scimPipeline } from '#http/pipeline.ts';
import type { ScimResponse } from '#http/scim-response.ts';
import { created, document, noContent, ok } from '#http/scim-response.ts';
import { gatewayEvent, lambdaContext } from '../../../support/gateway-event.ts';

const gzip = { 'accept-encoding': 'gzip, deflate, br' };

/** A group of so many members, each with an id of its own: what a list of them compresses to is realistic. */
function groupOf(size: number) {
  const members = Array.from({ length: size }, () => ({
    value: crypto.randomUUID(),
    type: 'User',
    display: '"Ada" Ö',
  }));
  return { id: '1', displayName: 'Staff', members };
}

/** Answers each route with `response`. */
async function answer(response: ScimResponse, route: string, headers: Record<string, string> = {}) {
  const lines: Record<string, unknown>[] = [];
  const handler = scimPipeline({
    findProvider: (name) => name,
    authenticate: async () => ({ tenant: 'acme', tokenId: 't1' }),
    routes: { [route]: async () => response },
    write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const result = await handler(
    gatewayEvent({ route, headers, body: route.startsWith('GET') ? '' : {} }),
    lambdaContext(),
  );
  return { result, line: lines.find(({ type }) => type === 'request') };
}

const of = (resource: ReturnType<typeof groupOf>) => ({ resource, location: 'https://x/Groups/1', version: 'W/"1"' });

describe('a large answer', () => {
  const large = groupOf(2_000);

  test('is compressed for a client that accepts gzip', async () => {
    const { result } = await answer(ok(of(large)), 'GET /Groups/{id}', gzip);
    expect(result).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      headers: {
        'Content-Encoding': 'gzip',
        Vary: 'Accept-Encoding',
        'Content-Type': 'application/scim+json',
        ETag: 'W/"1"',
      },
    });
    const bytes = Buffer.from(result.body ?? '', 'base64');
    expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(large);
    expect(bytes.length).toBeLessThan(JSON.stringify(large).length / 3);
  });

  test('is as it is for another client, which is told that others get another', async () => {
    const { result } = await answer(ok(of(large)), 'GET /Groups/{id}', { 'accept-encoding': 'br' });
    expect(result.headers).not.toHaveProperty('Content-Encoding');
    expect(result.headers).toMatchObject({ Vary: 'Accept-Encoding' });
    expect(JSON.parse(result.body ?? '')).toEqual(large);
  });

  test('is one of more than 100,000 characters', async () => {
    const { result } = await answer(ok(of(groupOf(100))), 'GET /Groups/{id}', gzip);
    expect(result.headers).not.toHaveProperty('Content-Encoding');
    expect(result.headers).not.toHaveProperty('Vary');
  });
});

describe('an answer that a function cannot send', () => {
  const huge = groupOf(80_000);

  test('fits when it is compressed', async () => {
    const { result } = await answer(ok(of(huge)), 'GET /Groups/{id}', gzip);
    expect(result.statusCode).toBe(200);
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(maxResultBytes);
  });

  test.each(['GET /Groups/{id}', 'GET /Groups', 'POST /Groups/.search'])(
    'to %s is 400 tooMany that says what helps',
    async (route) => {
      const { result, line } = await answer(document(huge), route);
      expect(result.statusCode).toBe(400);
      const error = JSON.parse(result.body ?? '') as { detail: string };
      expect(error).toMatchObject({ scimType: 'tooMany', status: '400' });
      for (const way of ['Accept-Encoding: gzip', 'excludedAttributes=members', 'members.value eq']) {
        expect(error.detail).toContain(way);
      }
      expect(line).toMatchObject({ status: 400, scimType: 'tooMany' });
    },
  );

  test('is left out after a change, which is done', async () => {
    const posted = await answer(created(of(huge)), 'POST /Groups');
    expect(posted.result).toMatchObject({
      statusCode: 201,
      headers: { Location: 'https://x/Groups/1', ETag: 'W/"1"' },
    });
    const put = await answer(ok(of(huge)), 'PUT /Groups/{id}');
    expect(put.result).toMatchObject({ statusCode: 204, headers: { ETag: 'W/"1"' } });
    for (const { result } of [posted, put]) {
      expect(result).not.toHaveProperty('body');
      expect(result.headers).not.toHaveProperty('Content-Type');
    }
    expect(put.line).toMatchObject({ status: 204 });
  });

  test('is told by its bytes with the escapes of quotation marks, also where characters are few', async () => {
    const quotes = { text: '"'.repeat(2_000_000) };
    const { result } = await answer(document(quotes), 'GET /Users');
    expect(result.statusCode).toBe(400);
    const umlauts = { text: 'ö'.repeat(2_500_000) };
    const fits = await answer(document(umlauts), 'GET /Users');
    expect(fits.result.statusCode).toBe(200);
    expect(Buffer.byteLength(JSON.stringify(fits.result))).toBeLessThan(maxResultBytes);
  });
});

test('an answer without a body stays without', async () => {
  const { result } = await answer(noContent('W/"2"'), 'DELETE /Users/{id}', gzip);
  expect(Object.keys(result)).toEqual(['statusCode', 'headers']);
  expect(result.headers).toMatchObject({ ETag: 'W/"2"' });
  expect(Object.keys(result.headers ?? {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^content-|vary/i)]),
  );
});

test.each([
  ['gzip', true],
  ['GZIP', true],
  ['x-gzip', true],
  ['br;q=1.0, gzip;q=0.8, *;q=0.1', true],
  ['*', true],
  ['deflate, br', false],
  ['identity', false],
  ['', false],
  [undefined, false],
  ['gzip;q=0', false],
  ['gzip; q=0.000, *', false],
  ['*;q=0', false],
  ['br, *;q=0.5', true],
  ['gzipped', false],
])('Accept-Encoding: %s', (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected);
});
