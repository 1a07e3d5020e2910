import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { elementsIn, signedGet, textOf } from '#lib/cli/doctor/signed-get.ts';
import { type FakeAws, startFakeAws, xmlError } from '../../../support/fake-aws.ts';

let aws: FakeAws;
beforeAll(async () => {
  aws = await startFakeAws();
});
afterAll(() => aws.stop());
beforeEach(() => aws.answers.clear());

const get = (query: Record<string, string>) =>
  signedGet({
    service: 'sns',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKOPS', secretAccessKey: 'secret', sessionToken: 'session' },
    endpoint: process.env.AWS_ENDPOINT_URL_SNS,
    path: '/a',
    query,
  });
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

describe('a signed GET', () => {
  test('is signed as AWS computes it', async () => {
    aws.answers.set('GET /a', '<ok/>');
    expect(await get({ b: 'arn:aws:sns:x y', a: '+/=' })).toBe('<ok/>');
    const { headers, url = '' } = aws.calls[0]?.request ?? ({ headers: {} } as IncomingMessage);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
    const query = url.split('?')[1]?.split('&').toSorted().join('&');
    expect(query).toBe('a=%2B%2F%3D&b=arn%3Aaws%3Asns%3Ax%20y');
    const [, signed = '', signature] =
      /SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(headers.authorization ?? '') ?? [];
    expect(signed.split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']));
    const named = signed.split(';').map((name) => `${name}:${String(headers[name])}\n`);
    const canonical = ['GET', '/a', query, named.join(''), signed, hash('')].join('\n');
    const time = String(headers['x-amz-date']);
    const scope = [time.slice(0, 8), 'eu-west-1', 'sns', 'aws4_request'];
    const key = scope.reduce<string | Buffer>((last, part) => hmac(last, part), 'AWS4secret');
    const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(canonical)].join('\n');
    expect(signature).toBe(hmac(key, text).toString('hex'));
  });

  test.each([
    ['a header and JSON', { status: 400, headers: { 'x-amzn-errortype': 'A:b' }, error: { Message: 'm' } }, 'A', 'm'],
    ['XML', { status: 400, error: xmlError('B', 'a &amp; b') }, 'B', 'a & b'],
    ['nothing', { status: 502, error: '' }, 'Status502', 'AWS answered with 502.'],
  ])('fails with what AWS says in %s', async (_, answer, name, message) => {
    aws.answers.set('GET /a', answer);
    await expect(get({})).rejects.toMatchObject({ name, message });
  });
});

test('XML of a known form is read by the names of its elements', () => {
  const xml = '<r><member><a>1</a></member><member>\n<a>2 &lt;&quot;&apos;</a></member></r>';
  expect(elementsIn(xml, 'member').map((member) => textOf(member, 'a'))).toEqual(['1', `2 <"'`]);
  expect(textOf(xml, 'b')).toBeUndefined();
});
