import { describe, expect, test } from '@jest/globals';
import { explain } from '#lib/cli/explain.ts';
import type { Target } from '#lib/cli/target.ts';
import { OperatorError } from '#lib/operator/client.ts';

const target: Target = {
  kind: 'aws',
  name: 'stage prod',
  url: 'https://abc.execute-api.eu-west-1.amazonaws.com/operator/v1',
  region: 'eu-west-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
};
const named = (name: string, message = '') => Object.assign(new Error(message), { name });
const unreachable = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code }) });
const refused = new OperatorError(403, '403 {"message":"Forbidden"}');

describe('an error is explained by its cause', () => {
  test.each([
    ['an expired session', named('ExpiredToken'), target, /session .* has expired/, /aws sso login/],
    ['an unknown key', named('InvalidClientTokenId'), target, /does not know this access key/, /--profile/],
    ['a key that Lambda does not know', named('UnrecognizedClientException'), target, /does not know/, /--profile/],
    ['a wrong secret', named('SignatureDoesNotMatch'), target, /does not belong to this access key/, /clock/],
    ['no credentials', named('CredentialsProviderError', 'Could not load'), undefined, /Could not load/, /--profile/],
    ['no region', named('Error', 'Region is missing'), undefined, /No AWS region/, /--region/],
    [
      'a wrong region',
      refused,
      { ...target, region: 'us-east-1' },
      /for us-east-1, and the API is in eu-west-1/,
      /--region eu-west-1/,
    ],
    ['no permission', refused, target, /may not do this/, /execute-api:Invoke/],
    [
      'a wrong local key',
      refused,
      { ...target, kind: 'local', url: 'http://127.0.0.1:1' } as const,
      /local\.json/,
      /npm start/,
    ],
    [
      'an API of another version',
      new OperatorError(404, '404 {}'),
      target,
      /no admin API at https:\/\/abc/,
      /deployed again/,
    ],
    ['a wrong host', unreachable('ENOTFOUND'), target, /no host of this name/, /--url/],
    ['a stopped service', unreachable('ECONNREFUSED'), target, /Nobody answers .*ECONNREFUSED/, /network/],
  ])('%s', (_, error, where, cause, remedy) => {
    expect(explain(error, where)).toEqual({
      cause: expect.stringMatching(cause),
      remedy: expect.stringMatching(remedy),
    });
  });

  test('a problem of the API in its own words, and each value once', () => {
    const errors = [
      { pointer: 'a', detail: 'is wrong' },
      { pointer: '/b', detail: 'is missing' },
    ];
    const problem = { type: 'about:blank', title: '', status: 400, detail: 'Not as described: a: is wrong', errors };
    expect(explain(new OperatorError(400, problem.detail, problem), target)).toEqual({
      cause: 'Not as described: a: is wrong\n  /b: is missing',
    });
  });
});
