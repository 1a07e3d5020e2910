import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { explain } from '#lib/cli/explain.ts';
import { findTarget } from '#lib/cli/target.ts';

const saved = { ...process.env };
const asked: { body: string; authorization: string }[] = [];
let folder: string;
let cloudFormation: Server;
let answer: { status: number; body: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-aws-'));
  writeFileSync(join(folder, 'credentials'), '[ops]\naws_access_key_id=AKOPS\naws_secret_access_key=secret\n');
  writeFileSync(join(folder, 'config'), '[profile ops]\nregion=eu-central-1\n');
  cloudFormation = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ body, authorization: request.headers.authorization ?? '' });
      response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
    });
  }).listen(0, '127.0.0.1');
  await once(cloudFormation, 'listening');
  const { port } = cloudFormation.address() as AddressInfo;
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});

afterAll(() => {
  process.env = saved;
  cloudFormation.closeAllConnections();
  cloudFormation.close();
  rmSync(folder, { recursive: true, force: true });
});

const failure = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
const stackWith = (output: string) =>
  `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>s</StackName><Outputs><member><OutputKey>${output}</OutputKey>` +
  '<OutputValue>https://abc.execute-api.eu-central-1.amazonaws.com</OutputValue></member></Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>';

describe('a deployed stage', () => {
  test('is found by the outputs of its stack, with the credentials and the region of a profile', async () => {
    answer = { status: 200, body: stackWith('ApiUrl') };
    const target = await findTarget({ data: folder, stage: 'prod', profile: 'ops' });
    expect(target).toMatchObject({
      url: 'https://abc.execute-api.eu-central-1.amazonaws.com/operator/v1',
      region: 'eu-central-1',
    });
    expect(asked.at(-1)?.body).toContain('StackName=rollcall-prod-api');
    expect(asked.at(-1)?.authorization).toMatch(/Credential=AKOPS\/\d+\/eu-central-1\/cloudformation/);
    const { credentials } = target;
    expect(typeof credentials === 'function' && (await credentials())).toMatchObject({ accessKeyId: 'AKOPS' });
  });

  test.each([
    [
      'another region',
      failure('ValidationError', 'Stack with id rollcall-dev-api does not exist'),
      /no stack rollcall-dev-api in us-east-1/,
      /--region/,
    ],
    [
      'an expired session',
      failure('ExpiredToken', 'The security token is expired'),
      /session .* has expired/,
      /aws sso login/,
    ],
    [
      'an unknown key',
      failure('InvalidClientTokenId', 'The security token is invalid'),
      /does not know this access key/,
      /--profile/,
    ],
  ])('is not found: %s', async (_, body, cause, remedy) => {
    answer = { status: 400, body };
    const found = await findTarget({ data: folder, region: 'us-east-1', profile: 'ops' }).catch((error: unknown) =>
      explain(error),
    );
    expect(found).toEqual({ cause: expect.stringMatching(cause), remedy: expect.stringMatching(remedy) });
  });
});

describe('a URL', () => {
  test('may be the ApiUrl output, whose host has the region', async () => {
    const url = 'https://abc.execute-api.ap-south-1.amazonaws.com/';
    const target = await findTarget({ data: folder, url, profile: 'ops' });
    expect(target).toMatchObject({ url: `${url}operator/v1`, region: 'ap-south-1' });
    answer = { status: 403, body: failure('SignatureDoesNotMatch', 'no') };
    await expect(target.identify?.()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });
});
