/** What the clients of a bundle send: the parts of the SDK that stay must work with those that stand for the others. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { buildSync } from 'esbuild';
import { bundlingWith, projectRoot } from '../../../lib/bundle/bundling.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
interface Answer {
  readonly status: number;
  readonly body: string;
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'key', sessionToken: 'session' };
let server: Server;
let folder: string;
let received: Received[];
let answers: Answer[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-requests-'));
  buildClients();
  server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      const answer = answers.shift() ?? { status: 200, body: '{}' };
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  received = [];
  answers = [];
});

/** The clients of the functions with two of their calls, bundled as functions are. */
function buildClients(): void {
  const aliases = Object.entries(bundlingWith('./lambdas/shared/scim/schema/custom.json').esbuildArgs ?? {}).map(
    ([name, path]) => [name.replace('--alias:', ''), String(path)] as const,
  );
  buildSync({
    absWorkingDir: projectRoot,
    stdin: {
      resolveDir: projectRoot,
      contents: `
        import { GetCommand } from '@aws-sdk/lib-dynamodb';
        import { createDynamoDbClient } from '#storage/dynamodb/client.ts';
        import { createSecretsClient, readSecret } from '#tokens/secrets-manager.ts';
        export const get = () => createDynamoDbClient().send(new GetCommand({ TableName: 't', Key: { pk: 'é' } }));
        export const read = () => readSecret(createSecretsClient(), 'name');`,
    },
    outfile: join(folder, 'clients.mjs'),
    alias: Object.fromEntries(aliases),
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
}

/** Makes a call in a new process, with only the environment that Lambda gives; answers its result or its failure. */
async function call(act: 'get' | 'read'): Promise<unknown> {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const script = `
    const { ${act}: act } = await import(${JSON.stringify(pathToFileURL(join(folder, 'clients.mjs')))});
    const outcome = await act().catch(({ name, message, $metadata }) => ({ name, message, $metadata }));
    console.log(JSON.stringify(outcome ?? null));
    process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_LAMBDA_FUNCTION_NAME: 'users',
      _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793',
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
    },
  });
  return JSON.parse(stdout) as unknown;
}

/** The header a signer of the SDK makes for the same request at the same moment. */
async function signatureOf({ headers, body }: Received, service: string): Promise<string | undefined> {
  const { authorization = '', host = '', 'x-amz-date': date = '' } = headers as Record<string, string>;
  const signed = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const signer = new SignatureV4({ service, region: 'eu-central-1', credentials, sha256: Sha256 });
  const [hostname = '', port] = host.split(':');
  const again = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path: '/',
      query: {},
      headers: Object.fromEntries(signed.map((name) => [name, String(headers[name])])),
      body,
    },
    { signingDate: new Date(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z')) },
  );
  return again.headers.authorization;
}

describe('the clients of a bundle', () => {
  test('sign for DynamoDB in the region, with the session, and repeat a call that failed in passing', async () => {
    answers = [
      { status: 400, body: '{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow"}' },
      { status: 200, body: '{"Item":{"pk":{"S":"é"},"n":{"N":"1.5"}}}' },
    ];
    expect(await call('get')).toMatchObject({ Item: { pk: 'é', n: 1.5 }, $metadata: { attempts: 2 } });
    const [first, second] = received as [Received, Received];
    expect(first.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'x-amz-security-token': 'session',
      'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
      'content-length': String(Buffer.byteLength(first.body)),
    });
    for (const request of [first, second]) {
      expect(request.headers.authorization).toContain('SignedHeaders=');
      expect(request.headers.authorization).toBe(await signatureOf(request, 'dynamodb'));
    }
    expect(JSON.parse(first.body)).toEqual({ TableName: 't', Key: { pk: { S: 'é' } } });
  });

  test('sign for Secrets Manager, and know a secret that does not exist', async () => {
    answers = [
      { status: 500, body: '' },
      { status: 200, body: '{"SecretString":"text"}' },
    ];
    expect(await call('read')).toBe('text');
    expect(received.map(({ headers }) => headers['x-amz-target'])).toEqual(
      Array(2).fill('secretsmanager.GetSecretValue'),
    );
    const [, second] = received as [Received, Received];
    expect(second.headers['content-type']).toBe('application/x-amz-json-1.1');
    expect(second.headers.authorization).toBe(await signatureOf(second, 'secretsmanager'));
    answers = [{ status: 400, body: '{"__type":"ResourceNotFoundException","Message":"none"}' }];
    expect(await call('read')).toBeNull();
  });

  test('give the name, the message and the status of a failure that no class stands for', async () => {
    answers = [
      { status: 400, body: '{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"who"}' },
    ];
    expect(await call('get')).toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'who',
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
  });
});
