import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { GatewayRequest } from '#lib/local/gateway-event.ts';
import { type AuthorizeJwt, jwtAuthorizer } from '#lib/local/jwt-authorizer.ts';

const audience = ['console'];
let server: Server;
let issuer = '';
let key: CryptoKey;
let foreign: CryptoKey;
let authorize: AuthorizeJwt;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  foreign = (await generateKeyPair('RS256')).privateKey;
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }] };
  server = createServer(({ url }, response) => {
    response.end(JSON.stringify(url === '/keys' ? jwks : { issuer, jwks_uri: `${issuer}/keys` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  authorize = jwtAuthorizer();
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

interface Traits {
  readonly by?: CryptoKey;
  readonly kid?: string;
  readonly claims?: Record<string, unknown>;
}

const now = () => Math.floor(Date.now() / 1_000);

function tokenOf({ by = key, kid = 'one', claims = {} }: Traits = {}): Promise<string> {
  const usual = { iss: issuer, aud: 'console', exp: now() + 60, sub: 'user-1', 'cognito:groups': ['reader', 'x'] };
  const given = Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined);
  return new SignJWT(Object.fromEntries(given)).setProtectedHeader({ alg: 'RS256', kid }).sign(by);
}

function requestWith(authorization: string | undefined): GatewayRequest {
  return {
    method: 'GET',
    target: '/admin/v1/me',
    httpVersion: '1.1',
    rawHeaders: authorization === undefined ? ['Host', 'a'] : ['Host', 'a', 'Authorization', authorization],
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    port: 4000,
  };
}

test.each(['Bearer ', 'bearer ', ''])(
  'a token of the issuer is let in after %j, each claim as text',
  async (prefix) => {
    const claims = { email_verified: true, auth_time: 1 };
    const principal = await authorize(requestWith(prefix + (await tokenOf({ claims }))), { issuer, audience });
    expect(principal).toEqual({
      claims: {
        iss: issuer,
        aud: 'console',
        exp: expect.stringMatching(/^\d+$/),
        sub: 'user-1',
        'cognito:groups': '[reader x]',
        email_verified: 'true',
        auth_time: '1',
      },
      scopes: null,
    });
  },
);

test('client_id stands in for an audience that is not there', async () => {
  const token = await tokenOf({ claims: { aud: undefined, client_id: 'console' } });
  expect(await authorize(requestWith(`Bearer ${token}`), { issuer, audience })).toBeDefined();
});

test.each<[string, () => Traits]>([
  ['signed by somebody else', () => ({ by: foreign })],
  ['of a key that the issuer does not have', () => ({ kid: 'two' })],
  ['of another issuer', () => ({ claims: { iss: 'http://127.0.0.1:1' } })],
  ['for another audience', () => ({ claims: { aud: 'other' } })],
  ['for another audience of the right client', () => ({ claims: { aud: 'other', client_id: 'console' } })],
  ['for nobody', () => ({ claims: { aud: undefined } })],
  ['that has ended', () => ({ claims: { exp: now() - 1 } })],
  ['without an end', () => ({ claims: { exp: undefined } })],
  ['that is not good yet', () => ({ claims: { nbf: now() + 60 } })],
])('a token %s is nobody’s', async (_, traits) => {
  const token = await tokenOf(traits());
  expect(await authorize(requestWith(`Bearer ${token}`), { issuer, audience })).toBeUndefined();
});

test('a token without a signature, with changed claims, or that is none, is nobody’s', async () => {
  const [head = '', claims = '', signature = ''] = (await tokenOf()).split('.');
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const decoded = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as object;
  for (const token of [
    `${encode({ alg: 'none' })}.${claims}.`,
    `${head}.${encode({ ...decoded, sub: 'user-2' })}.${signature}`,
    'rc_default_0123_secret',
    '',
  ]) {
    expect(await authorize(requestWith(`Bearer ${token}`), { issuer, audience })).toBeUndefined();
  }
  expect(await authorize(requestWith(undefined), { issuer, audience })).toBeUndefined();
});

test('an issuer that cannot be asked fails the request and is asked again', async () => {
  const again = jwtAuthorizer();
  const token = await tokenOf();
  await expect(again(requestWith(`Bearer ${token}`), { issuer: 'http://127.0.0.1:1', audience })).rejects.toThrow(
    'fetch failed',
  );
  expect(await again(requestWith(`Bearer ${token}`), { issuer, audience })).toBeDefined();
});
