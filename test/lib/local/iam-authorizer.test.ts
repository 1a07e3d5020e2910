import { createHash, createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { GatewayRequest } from '#lib/local/gateway-event.ts';
import { authorizeIam } from '#lib/local/iam-authorizer.ts';

const key = { accessKeyId: 'local', secretAccessKey: 'a secret of this run' };
const at = Date.parse('2026-01-31T09:00:00.000Z');

interface Traits {
  readonly method?: string;
  readonly target?: string;
  readonly body?: string;
  readonly secret?: string;
  readonly id?: string;
  readonly date?: string;
  /** As curl does it, which sends no hash of the body and signs the type of the body. */
  readonly asCurl?: boolean;
  /** The canonical query and path, where they are not the target as it is. */
  readonly canonical?: readonly [path: string, query: string];
}

/** Signed as AWS' reference describes it, step by step, and not by the code under test. */
function signed(traits: Traits = {}): GatewayRequest {
  const { method = 'GET', target = '/operator/v1/tenants?limit=2', body = '', id = key.accessKeyId } = traits;
  const { secret = key.secretAccessKey, date = '20260131T090000Z' } = traits;
  const [path = '', query = ''] = target.split('?');
  const [canonicalPath, canonicalQuery] = traits.canonical ?? [path, query];
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const mac = (by: string | Buffer, text: string) => createHmac('sha256', by).update(text).digest();
  const signedHeaders: Record<string, string> = {
    ...(traits.asCurl ? { 'content-type': 'application/json' } : {}),
    host: '127.0.0.1:4000',
    ...(traits.asCurl ? {} : { 'x-amz-content-sha256': hash(body) }),
    'x-amz-date': date,
  };
  const names = Object.keys(signedHeaders).join(';');
  const canonical = [
    method,
    canonicalPath,
    canonicalQuery,
    ...Object.entries(signedHeaders).map(([name, value]) => `${name}:${value}`),
    '',
    names,
    hash(body),
  ].join('\n');
  const day = date.slice(0, 8);
  const scope = `${day}/eu-west-1/execute-api/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, hash(canonical)].join('\n');
  const signingKey = ['eu-west-1', 'execute-api', 'aws4_request'].reduce(mac, mac(`AWS4${secret}`, day));
  const signature = mac(signingKey, toSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  const headers = { 'User-Agent': 'test', ...signedHeaders, authorization };
  return {
    method,
    target,
    httpVersion: '1.1',
    rawHeaders: Object.entries(headers).flat(),
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
    port: 4000,
  };
}

test.each<[string, Traits]>([
  ['without a body', {}],
  ['without a query', { target: '/operator/v1/tenants', canonical: ['/operator/v1/tenants', ''] }],
  ['with a body', { method: 'POST', target: '/operator/v1/tenants', body: '{"id":"acme"}' }],
  [
    'with a query that is encoded',
    {
      target: '/operator/v1/tenants/acme/users?search=a%20b&limit=1',
      canonical: ['/operator/v1/tenants/acme/users', 'limit=1&search=a%20b'],
    },
  ],
  ['as curl signs it', { method: 'POST', target: '/operator/v1/tenants', body: '{}', asCurl: true }],
  ['four minutes late', { date: '20260131T085600Z' }],
])('a request %s that the key signed is by its principal', async (_, traits) => {
  const principal = await authorizeIam(signed(traits), key, at);
  expect(principal).toMatchObject({ accessKey: 'local', userArn: 'arn:aws:iam::000000000000:user/local' });
});

test.each<[string, GatewayRequest]>([
  ['without a signature', { ...signed(), rawHeaders: ['Host', '127.0.0.1:4000'] }],
  ['with another secret', signed({ secret: 'x' })],
  ['with another key', signed({ id: 'other' })],
  ['of an hour ago', signed({ date: '20260131T080000Z' })],
  ['of a time that is none', signed({ date: '20261331T090000Z' })],
  ['with another method', { ...signed(), method: 'DELETE' }],
  ['with another path', { ...signed(), target: '/operator/v1/audit?limit=2' }],
  ['with another query', { ...signed(), target: '/operator/v1/tenants?limit=100' }],
  [
    'as curl signs it with another body',
    { ...signed({ method: 'POST', body: '{}', asCurl: true }), body: Buffer.from('{"a":1}') },
  ],
  ['with another body', { ...signed({ method: 'POST', body: '{}' }), body: Buffer.from('{"a":1}') }],
  ['with a bearer token', { ...signed(), rawHeaders: ['Authorization', 'Bearer rc_a_b_c'] }],
])('a request %s is nobody’s', async (_, request) => {
  expect(await authorizeIam(request, key, at)).toBeUndefined();
});
