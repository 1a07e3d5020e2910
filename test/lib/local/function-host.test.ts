import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FunctionHost } from '#lib/local/function-host.ts';
import { readAssembly } from '#lib/local/template.ts';

interface Told {
  readonly event: object;
  readonly context: Record<string, unknown>;
  readonly remaining: number;
  readonly env: Record<string, string>;
  readonly pid: number;
  readonly count: number;
}

const template = readAssembly(join(import.meta.dirname, 'assembly'), 'eu-west-1');
let host: FunctionHost;

beforeAll(() => {
  host = new FunctionHost(template.functions, {
    region: 'eu-west-1',
    endpoints: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
    maxConcurrency: 3,
  });
});

afterAll(() => host.stop());

const act = (name: string) => host.invoke('echo', JSON.stringify({ queryStringParameters: { act: name } }));

async function tell(): Promise<Told & { readonly coldStart: boolean }> {
  const { outcome, coldStart } = await host.invoke('echo', '{"a":1}');
  if (outcome.kind !== 'answer') throw new Error(outcome.detail);
  const { body } = JSON.parse(outcome.payload) as { body: string };
  return { ...(JSON.parse(body) as Told), coldStart };
}

describe('a function', () => {
  test('starts cold once, then answers from the same environment', async () => {
    const first = await tell();
    const second = await tell();
    expect([first.coldStart, second.coldStart]).toEqual([true, false]);
    expect([first.count, second.count, second.pid]).toEqual([1, 2, first.pid]);
    expect(first.pid).not.toBe(process.pid);
  });

  test('is told what Lambda tells it', async () => {
    const { context, event, remaining } = await tell();
    expect(event).toEqual({ a: 1 });
    expect(remaining).toBeGreaterThan(500);
    expect(remaining).toBeLessThanOrEqual(1_000);
    expect(context).toMatchObject({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'echo',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:echo',
      memoryLimitInMB: '256',
      callbackWaitsForEmptyEventLoop: true,
    });
  });

  test("has the template's environment, Lambda's, and nothing of this process", async () => {
    const { env } = await tell();
    expect(env).toMatchObject({
      TABLE_NAME: 'things',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'echo',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      LAMBDA_TASK_ROOT: template.functions[0]?.codePath,
      TZ: ':UTC',
    });
    for (const absent of ['HOME', 'NODE_OPTIONS', 'JEST_WORKER_ID', 'NODE_ENV']) expect(env).not.toHaveProperty(absent);
  });

  test('takes one request at a time: more environments start, up to the limit, then requests wait', async () => {
    const invocations = await Promise.all(Array.from({ length: 7 }, () => act('slow')));
    const pids = new Set(
      invocations.map(({ outcome }) => (outcome.kind === 'answer' ? outcome.payload : outcome.detail)),
    );
    expect(pids.size).toBe(3);
    expect(host.environmentsOf('echo')).toBe(3);
    expect([...pids].every((payload) => payload.startsWith('{"statusCode":200'))).toBe(true);
  });

  test('delivers its output line by line, in order, with the invocation', async () => {
    const { logs } = await act('logged');
    expect(logs.slice(0, 2)).toEqual(['first', 'second']);
    expect(JSON.parse(logs[2] ?? '')).toMatchObject({ type: 'request', trips: 2 });
    expect((await act('bare')).logs).toEqual([]);
  });

  test('that throws is used again', async () => {
    const { outcome, logs } = await act('throw');
    expect(outcome).toEqual({ kind: 'error', detail: expect.stringContaining('"errorMessage":"as asked"') });
    expect(logs.join()).toContain('as asked');
    expect((await tell()).coldStart).toBe(false);
  });

  test('that exits is a crash, and the next request starts cold', async () => {
    const before = host.environmentsOf('echo');
    expect((await act('exit')).outcome).toEqual({ kind: 'crash', detail: 'the environment ended with exit code 3' });
    expect(host.environmentsOf('echo')).toBe(before - 1);
    expect((await act('bare')).outcome.kind).toBe('answer');
  });

  test('that does not answer in time is killed', async () => {
    const { outcome } = await act('hang');
    expect(outcome).toEqual({ kind: 'timeout', detail: 'the function did not answer within 1000 ms' });
    expect((await act('bare')).outcome.kind).toBe('answer');
  });

  test('that cannot load is a crash that says why', async () => {
    const { outcome, logs } = await host.invoke('api-Broken', '{}');
    expect(outcome).toEqual({ kind: 'crash', detail: expect.stringContaining('the configuration is missing') });
    expect(logs.join()).toContain('the configuration is missing');
    expect(host.environmentsOf('api-Broken')).toBe(0);
  });

  test('may answer 6 MB and no more', async () => {
    expect((await act('full')).outcome.kind).toBe('answer');
    expect((await act('large')).outcome.kind).toBe('responseTooLarge');
  });

  test('is not given more than 6 MB', async () => {
    const { outcome } = await host.invoke('echo', JSON.stringify('x'.repeat(6 * 1024 * 1024)));
    expect(outcome.kind).toBe('requestTooLarge');
  });

  test('of another name is an error', async () => {
    await expect(host.invoke('nobody', '{}')).rejects.toThrow('There is no function nobody.');
  });
});
