import { beforeEach, describe, expect, test } from '@jest/globals';
import { operations } from '#admin/contract/operations.ts';
import { ApiError, detailOf, fieldProblem } from '../../../../lambdas/console/api/api-error.ts';
import { type Api, createApi } from '../../../../lambdas/console/api/client.ts';
import { may } from '../../../../lambdas/console/api/permission.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

describe('a call of the admin API', () => {
  let sent: Sent[];
  let answer: () => Response;
  let api: Api;

  beforeEach(() => {
    sent = [];
    answer = () => Response.json({ items: [] });
    api = createApi({
      url: '/admin/v1',
      operations,
      token: async () => 'the-token',
      fetch: async (url, init = {}) => {
        sent.push({ url: url instanceof Request ? url.url : `${url}`, init });
        return answer();
      },
    });
  });

  const headersOf = ({ init }: Sent) => init.headers as Record<string, string>;
  const failure = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => error as ApiError,
    );

  test('is the path of the contract with its parameters, the query that is given, and the token', async () => {
    const id = '6f1d2c3b-0000-4000-8000-000000000001';
    await api.ask('listMembers', { parameters: { tenant: 'acme', id }, query: { cursor: 'a&b', limit: 50 } });
    await api.ask('listUsers', { parameters: { tenant: 'acme' }, query: { search: '', cursor: undefined } });
    expect(sent.map(({ url, init }) => `${init.method} ${url}`)).toEqual([
      `GET /admin/v1/tenants/acme/groups/${id}/members?cursor=a%26b&limit=50`,
      'GET /admin/v1/tenants/acme/users',
    ]);
    expect(headersOf(sent[0] as Sent).authorization).toBe('Bearer the-token');
  });

  test('sends its body as JSON, and the key that makes a repetition harmless', async () => {
    const parameters = { tenant: 'acme', provider: 'okta' } as const;
    await api.ask('issueToken', { parameters, body: { label: 'main' }, idempotencyKey: 'k1' });
    const [only] = sent as [Sent];
    expect(headersOf(only)).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'k1' });
    expect(only.init.body).toBe('{"label":"main"}');
  });

  test('tells the status beside the body, which may be none', async () => {
    answer = () => new Response(null, { status: 204 });
    expect(await api.call('deleteTenant', { parameters: { tenant: 'acme' } })).toEqual({
      status: 204,
      body: undefined,
    });
  });

  test('fails with the sentence of the problem, and with what is said of each field', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'The name is too long.',
      errors: [{ pointer: '/displayName', detail: 'must have at most 100 characters' }],
    };
    answer = () => Response.json(problem, { status: 400 });
    const error = await failure(api.ask('createTenant', { body: { id: 'acme', displayName: 'x' } }));
    expect(error).toBeInstanceOf(ApiError);
    expect(error?.status).toBe(400);
    expect(detailOf(error)).toBe('The name is too long.');
    expect(fieldProblem(error, 'displayName')).toBe('must have at most 100 characters');
    expect(fieldProblem(error, 'id')).toBeUndefined();
  });

  test.each([
    [401, 'Your sign-in has expired.'],
    [429, 'Too many requests'],
    [502, 'status 502'],
  ])('says %d of the gateway, which knows no problem details, in words', async (status, words) => {
    answer = () => Response.json({ message: 'Unauthorized' }, { status });
    expect(detailOf(await failure(api.ask('getCaller', {})))).toContain(words);
  });

  test('says that nobody answers', async () => {
    answer = () => {
      throw new TypeError('Failed to fetch');
    };
    expect(detailOf(await failure(api.ask('getCaller', {})))).toContain('cannot be reached');
  });

  test('shows nobody what went wrong inside of the page', () => {
    expect(detailOf(new TypeError('x is undefined'))).not.toContain('undefined');
  });
});

describe('what a role may', () => {
  test.each([
    ['owner', true, true, true],
    ['administrator', false, true, true],
    ['reader', false, false, true],
  ] as const)('%s: create tenants %s, issue tokens %s, look at users %s', (role, creates, issues, looks) => {
    expect(may(operations, { role }, 'createTenant')).toBe(creates);
    expect(may(operations, { role }, 'issueToken')).toBe(issues);
    expect(may(operations, { role }, 'listUsers')).toBe(looks);
  });
});
