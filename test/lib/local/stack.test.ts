import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AccessEvent } from '#lib/local/access/access-guard.ts';
import type { RequestLine } from '#lib/local/gateway.ts';
import type { HttpExchange } from '#lib/local/recorder/record.ts';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';

const assembly = join(import.meta.dirname, 'assembly');
const aws = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
const lines: RequestLine[] = [];
const exchanges: HttpExchange[] = [];
const access: AccessEvent[] = [];
const tableArn = 'arn:aws:dynamodb:eu-west-1:000000000000:table/';
let stack: LocalStack;

beforeAll(async () => {
  stack = await startLocalStack({
    assembly,
    port: 0,
    onRequest: (line) => lines.push(line),
    onExchange: (exchange) => exchanges.push(exchange),
    onAccess: (event) => access.push(event),
  });
});

afterAll(() => stack.stop());

const get = (path: string) => fetch(stack.origin + path);

async function scimErrorOf(response: Response): Promise<unknown> {
  expect(response.headers.get('content-type')).toBe('application/scim+json');
  expect(response.headers.get('server-timing')).toBe('dynamodb;desc="trips=0 rcu=0 wcu=0"');
  return response.json();
}

const scimError = (status: number, detail: RegExp) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: String(status),
  detail: expect.stringMatching(detail),
});

describe('the local stack', () => {
  test('answers from the function of the route, which sees the event of the gateway', async () => {
    const response = await fetch(`${stack.origin}/echo/a%40b?x=1`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/scim+json' },
      body: '{}',
    });
    const { event, env } = (await response.json()) as { event: object; env: Record<string, string> };
    expect(event).toMatchObject({
      routeKey: 'ANY /echo/{id}',
      pathParameters: { id: 'a@b' },
      body: 'e30=',
      isBase64Encoded: true,
      headers: { host: `127.0.0.1:${stack.port}`, 'x-forwarded-port': String(stack.port) },
      requestContext: { requestId: response.headers.get('apigw-requestid'), domainName: '127.0.0.1' },
    });
    // Behind the guard, which knows the function by its access key.
    expect(env.AWS_ACCESS_KEY_ID).toBe('echo');
    const client = { region: 'eu-west-1', credentials: { accessKeyId: 'echo', secretAccessKey: 'local' } };
    const dynamodb = new DynamoDBClient({ ...client, endpoint: env.AWS_ENDPOINT_URL_DYNAMODB ?? '' });
    const secrets = new SecretsManagerClient({ ...client, endpoint: env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '' });
    const key = { pk: { S: 'a' }, sk: { S: 'b' } };
    await expect(dynamodb.send(new GetItemCommand({ TableName: 'things', Key: key }))).resolves.not.toHaveProperty(
      'Item',
    );
    await expect(dynamodb.send(new PutItemCommand({ TableName: 'things', Item: key }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'local/token-key' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/assumed-role\/api-Role\/echo is not authorized to perform: secretsmanager:Get/),
    });
    expect(access).toContainEqual({
      kind: 'denied',
      functionName: 'echo',
      access: { action: 'dynamodb:PutItem', resource: `${tableArn}things`, leadingKeys: ['a'] },
    });
    dynamodb.destroy();
    secrets.destroy();
  });

  test('tells of a request with its answer before the client has it', async () => {
    const response = await fetch(`${stack.origin}/echo/told?x=1`, {
      method: 'POST',
      headers: { 'x-a': 'b' },
      body: '{}',
    });
    expect(exchanges.at(-1)).toMatchObject({ method: 'POST', target: '/echo/told?x=1', body: Buffer.from('{}') });
    expect(exchanges.at(-1)?.rawHeaders).toEqual(expect.arrayContaining(['x-a', 'b']));
    expect(exchanges.at(-1)?.status).toBe(response.status);
    expect(exchanges.at(-1)?.answer.toString()).toBe(await response.text());
  });

  test('sends what no route takes to $default', async () => {
    const { event } = (await (await get('/nowhere')).json()) as { event: object };
    expect(event).toMatchObject({ routeKey: '$default', rawPath: '/nowhere' });
    expect(event).not.toHaveProperty('pathParameters');
  });

  test.each([
    ['bare', 200, 'application/json', '{"hello":"world"}'],
    ['cookies', 201, 'text/plain;charset=UTF-8', 'made'],
    ['empty', 204, null, ''],
  ])('reads a result: %s', async (act, status, type, body) => {
    const response = await get(`/echo/1?act=${act}`);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      status,
      type,
      body,
    ]);
    if (act === 'cookies') expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    if (act === 'empty') expect(response.headers.has('content-length')).toBe(false);
  });

  test('decodes a body in base64', async () => {
    const response = await get('/echo/1?act=binary');
    expect(Array.from(new Uint8Array(await response.arrayBuffer()))).toEqual([255]);
    expect(response.headers.get('content-type')).toBe('image/x');
  });

  test('tells the cost that the function logged, to the client and to its owner', async () => {
    lines.length = 0;
    const response = await get('/echo/1?act=logged');
    expect(response.headers.get('server-timing')).toBe('own;dur=1, dynamodb;desc="trips=2 rcu=1.5 wcu=6"');
    expect(lines).toMatchObject([
      { method: 'GET', path: '/echo/1?act=logged', status: 200, trips: 2, rcu: 1.5, wcu: 6, items: 3, plan: 'a plan' },
    ]);
    expect(lines[0]?.logs).toHaveLength(3);
  });

  test.each([
    ['throw', 500, /failed/],
    ['malformed', 500, /no valid response/],
    ['badHeader', 500, /no valid response/],
    ['exit', 502, /ended before it answered/],
    ['large', 502, /6 MB/],
    ['hang', 504, /in time/],
  ])('answers for a function that fails: %s', async (act, status, detail) => {
    const response = await get(`/echo/1?act=${act}`);
    expect(response.status).toBe(status);
    expect(await scimErrorOf(response)).toEqual(scimError(status, detail));
  });

  test('answers 502 for a function that does not load', async () => {
    expect(await scimErrorOf(await get('/broken'))).toEqual(scimError(502, /could not be loaded/));
  });

  test.each([
    ['5 MB in base64', 5_000_000, 'application/scim+json', 413],
    ['5 MB of text', 5_000_000, 'application/json', 200],
    ['7 MB of text', 7_000_000, 'application/json', 413],
    ['11 MB', 11_000_000, 'application/json', 413],
  ])('answers a body of %s with the right limit', async (_name, size, type, status) => {
    const response = await fetch(`${stack.origin}/echo/1?act=bare`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: 'x'.repeat(size),
    });
    expect(response.status).toBe(status);
    if (status === 413) expect(await scimErrorOf(response)).toEqual(scimError(413, /larger/));
  });

  test('answers 431 to a head over 10,240 bytes', async () => {
    expect(await scimErrorOf(await get(`/echo/1?filter=${'x'.repeat(10_300)}`))).toEqual(scimError(431, /10240 bytes/));
    const answer = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(70_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 .*application\/scim\+json/s);
  });

  test('answers 400 to a path that cannot be decoded and to what is no HTTP', async () => {
    expect(await scimErrorOf(await get('/echo/%zz'))).toEqual(scimError(400, /percent-encoded/));
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*urn:ietf:params:scim:api:messages:2.0:Error/s);
  });

  test('routes HEAD as any other method, and sends no body', async () => {
    const head = request(`${stack.origin}/echo/1?act=bare`, { method: 'HEAD' }).end();
    const [response] = (await once(head, 'response')) as [import('node:http').IncomingMessage];
    expect([response.statusCode, await text(response)]).toEqual([200, '']);
  });

  test('makes the table and the secrets of the template', async () => {
    const dynamodb = new DynamoDBClient({ ...aws, endpoint: stack.dynamodbEndpoint });
    const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
    expect(stack.tableName).toBe('things');
    await dynamodb.send(new PutItemCommand({ TableName: stack.tableName, Item: { ...Key, member: { S: 'm' } } }));
    expect((await dynamodb.send(new GetItemCommand({ TableName: stack.tableName, Key }))).Item).toHaveProperty(
      'member',
    );
    dynamodb.destroy();

    const secrets = new SecretsManagerClient({ ...aws, endpoint: stack.secretsEndpoint });
    const value = async (SecretId: string) =>
      (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString;
    expect(await value('local/tenants/default')).toBe('{"tokens":{}}');
    expect(await value('local/token-key')).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(stack.secretCalls).toEqual({ GetSecretValue: 2 });
    secrets.destroy();
  });

  test('refuses a port that is taken, and leaves nothing running', async () => {
    await expect(startLocalStack({ assembly, port: stack.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a local stack that is killed', () => {
  const data = mkdtempSync(join(tmpdir(), 'rollcall-'));
  const module = join(import.meta.dirname, '../../../lib/local/stack.ts');
  const script = `const { startLocalStack } = await import(${JSON.stringify(module)});
    const stack = await startLocalStack(${JSON.stringify({ assembly, port: 0, data })});
    process.on('SIGTERM', () => stack.stop());
    console.log(JSON.stringify(stack));`;
  let running: ChildProcess;

  async function startProcess(): Promise<LocalStack> {
    running = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(running.stdout ?? running, 'data')) as [Buffer];
    return JSON.parse(line.toString()) as LocalStack;
  }

  afterAll(() => rmSync(data, { recursive: true, force: true }));

  test('has kept what it answered, and took its functions and its engine along', async () => {
    const first = await startProcess();
    const key = await secretOf(first);
    const { pid } = (await (await fetch(`${first.origin}/echo/1`)).json()) as { pid: number };
    await put(first, 'kept');
    running.kill('SIGKILL');
    await until(() => isGone(pid));
    await until(async () => !(await answers(first.dynamodbEndpoint)));

    const second = await startProcess();
    expect(await find(second, 'kept')).toBe(true);
    expect(await find(second, 'never')).toBe(false);
    expect(await secretOf(second)).toBe(key);
    running.kill('SIGTERM');
    const [code] = (await once(running, 'exit')) as [number];
    expect(code).toBe(0);
    expect(await answers(second.dynamodbEndpoint)).toBe(false);
  });
});

/** Sends bytes as they are and collects the answer. */
async function raw(message: string): Promise<string> {
  const socket = connect(stack.port, '127.0.0.1');
  socket.on('error', () => undefined).write(message);
  return text(socket);
}

const keyOf = (name: string) => ({ pk: { S: name }, sk: { S: name } });

async function put({ dynamodbEndpoint }: LocalStack, name: string): Promise<void> {
  const client = new DynamoDBClient({ ...aws, endpoint: dynamodbEndpoint });
  await client.send(new PutItemCommand({ TableName: 'things', Item: keyOf(name) }));
  client.destroy();
}

async function find({ dynamodbEndpoint }: LocalStack, name: string): Promise<boolean> {
  const client = new DynamoDBClient({ ...aws, endpoint: dynamodbEndpoint });
  const { Item } = await client.send(new GetItemCommand({ TableName: 'things', Key: keyOf(name) }));
  client.destroy();
  return Item !== undefined;
}

async function secretOf({ secretsEndpoint }: LocalStack): Promise<string | undefined> {
  const client = new SecretsManagerClient({ ...aws, endpoint: secretsEndpoint });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: 'local/token-key' }));
  client.destroy();
  return SecretString;
}

function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

/** Also a process that its adoptive parent has not yet taken note of is gone. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' || process.platform === 'linux';
  }
}

/** Waits for a condition; the test's own limit ends it. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
