/** Answers of more than 100,000 characters, as they are on the wire. */
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { connection, createUser, filterBy, type JsonBody, send, uniqueName } from './support/client.ts';

const title = uniqueName('large');
const path = `/Users?${filterBy('title', title)}`;

beforeAll(async () => {
  const nickName = 'x'.repeat(4_000);
  await Promise.all(Array.from({ length: 30 }, () => createUser({ title, nickName })));
});

/** As `fetch` does not show it: with the encoding it came in. */
function get(acceptEncoding: string): Promise<{ headers: Record<string, unknown>; body: Buffer }> {
  const { baseUrl, token } = connection();
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': acceptEncoding };
  return new Promise((resolve, reject) => {
    const sent = request(baseUrl + path, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject).end();
  });
}

// `request` of node:http speaks to the local stack only.
const ifLocal = (process.env.SCIM_BASE_URL ?? 'http:').startsWith('http:') ? describe : describe.skip;

ifLocal('a large answer', () => {
  test('comes in gzip, and is the same', async () => {
    const { headers, body } = await get('gzip');
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding',
      'content-type': 'application/scim+json',
      'content-length': String(body.length),
    });
    const plain = await send('GET', path, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(JSON.parse(gunzipSync(body).toString()) as JsonBody).toEqual(plain.json);
    expect(plain.json).toMatchObject({ totalResults: 30 });
  });

  test('comes as it is to who does not take gzip', async () => {
    const { headers, body } = await get('identity');
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).toMatchObject({ vary: 'Accept-Encoding' });
    expect(body.length).toBeGreaterThan(100_000);
  });
});
