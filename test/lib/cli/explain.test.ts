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

  test('by who has no options for it, with the environment alone', () => {
    const endpoint = { code: 'ECONNREFUSED', address: '127.0.0.1', port: 4_001 };
    const errors: readonly [unknown, RegExp, RegExp][] = [
      [named('Error', 'Region is missing'), /No AWS region/, /^Set AWS_REGION/],
      [named('CredentialsProviderError', 'Could not load'), /Could not load/, /AWS_PROFILE/],
      [named('InvalidClientTokenId'), /does not know this access key/, /AWS_PROFILE/],
      [named('AccessDeniedException', 'You may not GetSecretValue'), /may not GetSecretValue/, /AWS_PROFILE/],
      [unreachable('ENOTFOUND'), /no host of this name/, /AWS_REGION/],
      [unreachable('ETIMEDOUT'), /Nobody answers at AWS/, /AWS_REGION/],
      [Object.assign(new Error(''), endpoint), /^Nobody answers at 127\.0\.0\.1:4001 \(ECON/, /^Run npm start/],
    ];
    for (const [error, cause, remedy] of errors) {
      const explained = explain(error, undefined, 'environment');
      expect(explained).toEqual({ cause: expect.stringMatching(cause), remedy: expect.stringMatching(remedy) });
      expect(explained.remedy).not.toMatch(/--/);
    }
  });

  test.each([
    ['ENOENT', { path: '/tmp/none', syscall: 'open' }, '/tmp/none: there is no such file or folder'],
    ['EISDIR', { syscall: 'read' }, 'it is a folder'],
    ['ENOSPC', { syscall: 'write' }, 'the disk is full'],
  ])('%s of a file is none of the network', (code, over, cause) => {
    expect(explain(Object.assign(new Error(code), { code, ...over }), target)).toEqual({ cause });
  });

  test('a mistake in the use of Node is none of the network', () => {
    const error = Object.assign(new TypeError('The argument is wrong'), { code: 'ERR_INVALID_ARG_TYPE' });
    expect(explain(error, target)).toEqual({ cause: 'The argument is wrong' });
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
