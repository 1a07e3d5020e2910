/** The doctor on a stack of its own, to which is done what no other test should suffer. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examine } from '#lib/cli/doctor/examination.ts';
import type { Finding } from '#lib/cli/doctor/finding.ts';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';
import { recordAccess } from './support/access-record.ts';

const assembly = process.env.SCIM_ASSEMBLY;
const whereLocal = assembly === undefined ? describe.skip : describe;

whereLocal('the doctor', () => {
  let data: string;
  let stack: LocalStack;

  const start = async () => {
    stack = await startLocalStack({ assembly: assembly ?? '', port: 0, onAccess: recordAccess() });
    const { accessKeyId, secretAccessKey } = stack.accessKey;
    const admin = { url: `${stack.origin}/operator/v1`, region: stack.region, accessKeyId, secretAccessKey };
    writeFileSync(join(data, 'local.json'), JSON.stringify({ pid: process.pid, admin }));
  };
  const examined = async (options: object = {}) => {
    const findings: Finding[] = [];
    await examine({ data, ...options }, (finding) => findings.push(finding));
    return findings;
  };
  /** The one check that failed; there is one, and it is the last but for those that clean up. */
  const failed = async (options: object = {}) => {
    const wrong = (await examined(options)).filter(({ ok }) => !ok);
    return wrong[0];
  };

  beforeAll(() => {
    data = mkdtempSync(join(tmpdir(), 'rollcall-doctor-'));
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  test('finds all well, then names a secret that was deleted', async () => {
    await start();
    try {
      expect((await examined()).filter(({ ok }) => !ok)).toEqual([]);
      const client = new SecretsManagerClient({
        region: stack.region,
        endpoint: stack.secretsEndpoint,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      await client.send(new DeleteSecretCommand({ SecretId: stack.environment.TOKEN_KEY_SECRET ?? '' }));
      client.destroy();
      // What an environment read before is still in its memory.
      for (const folder of ['admin', 'users']) await stack.killFunction(`rollcall-dev-${folder}`);
      expect(await failed()).toMatchObject({
        check: 'token key',
        remedy: expect.stringMatching(/token key in Secrets Manager: is it there, and not deleted/),
      });
    } finally {
      await stack.stop();
    }
  });

  test('names an engine that has stopped', async () => {
    await start();
    try {
      await stack.killEngine();
      expect(await failed()).toMatchObject({ check: 'table', remedy: expect.stringMatching(/is its engine up/) });
    } finally {
      await stack.stop();
    }
  });

  describe('in AWS', () => {
    const saved = { ...process.env };
    let cloudFormation: Server;
    let error: { readonly code: string; readonly message: string };

    beforeAll(async () => {
      cloudFormation = createServer((_, response) => {
        const { code, message } = error;
        const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
        response.writeHead(400, { 'content-type': 'text/xml' }).end(body);
      }).listen(0, '127.0.0.1');
      await once(cloudFormation, 'listening');
      Object.assign(process.env, {
        AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: 'AKOPS',
        AWS_SECRET_ACCESS_KEY: 'secret',
      });
    });
    afterAll(() => {
      process.env = saved;
      cloudFormation.closeAllConnections();
      cloudFormation.close();
    });

    test('names a region that the stage is not in', async () => {
      error = { code: 'ValidationError', message: 'Stack with id rollcall-dev-api does not exist' };
      expect(await failed({ region: 'us-east-1' })).toMatchObject({
        check: 'deployment',
        detail: 'There is no stack rollcall-dev-api in us-east-1.',
        remedy: expect.stringMatching(/--region/),
      });
    });

    test('names a session that has expired', async () => {
      error = { code: 'ExpiredToken', message: 'The security token included in the request is expired' };
      expect(await failed({ region: 'eu-west-1' })).toMatchObject({
        check: 'deployment',
        detail: 'The session of these AWS credentials has expired.',
        remedy: expect.stringMatching(/aws sso login/),
      });
    });
  });
});
