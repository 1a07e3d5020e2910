import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeEndpoints } from '#lib/local/endpoints.ts';
import { type SecretsEndpoint, startSecrets } from '#lib/local/secrets.ts';
import { issueToken } from '#tokens/issue.ts';
import { readSecret } from '#tokens/secrets-manager.ts';
import { runCommand } from '../support/run-command.ts';

const region = 'eu-west-1';
const tenantSecretPrefix = 'rollcall/dev/tenants/';
let data: string;
let endpoint: SecretsEndpoint;
let client: SecretsManagerClient;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'rollcall-'));
  endpoint = await startSecrets({ region });
  endpoint.store.save(
    endpoint.store.addVersion(endpoint.store.create('key', { description: '', tags: [] }), { text: 'key' }).secret,
  );
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SecretsManagerClient({ endpoint: endpoint.endpoint, region, credentials });
  const secrets = { client, tenantSecretPrefix, tokenKeySecret: 'key' };
  await issueToken(secrets, { tenant: 'acme', provider: 'okta', created: '2026-01-01T00:00:00.000Z' });
  writeEndpoints(data, {
    region,
    secretsEndpoint: endpoint.endpoint,
    dynamodbEndpoint: 'http://127.0.0.1:9',
    eventsEndpoint: '',
  });
});

afterAll(async () => {
  client.destroy();
  await endpoint.stop();
  rmSync(data, { recursive: true, force: true });
});

const run = (...args: string[]) => runCommand('tenant', args);
const onAcme = (...args: string[]) => run('--data', data, '--tenant', 'acme', ...args);

async function stored(): Promise<Record<string, object>> {
  return JSON.parse((await readSecret(client, `${tenantSecretPrefix}acme`)) ?? '{}') as Record<string, object>;
}

describe('npm run tenant', () => {
  test('turns what it is told to, leaves the rest and the tokens, and shows all', async () => {
    const { tokens } = await stored();
    const first = await onAcme('--strict', 'on', '--additive-replace', 'off');
    expect(first).toEqual({
      status: 0,
      stdout: 'strict            on\nadditive-replace  off\nsoft-delete       default\n',
      stderr: '',
    });
    await onAcme('--strict', 'default', '--soft-delete', 'on');
    expect(await stored()).toEqual({ tokens, switches: { additiveReplace: false, softDelete: true } });
    expect((await onAcme()).stdout).toBe('strict            default\nadditive-replace  off\nsoft-delete       on\n');
  });

  test('names connections that decide otherwise, and no other', async () => {
    const connections = { okta: { strict: false }, entra: { strict: true, additiveReplace: true } };
    const before = JSON.stringify(await stored());
    await client.send(
      new PutSecretValueCommand({
        SecretId: `${tenantSecretPrefix}acme`,
        SecretString: JSON.stringify({ ...(await stored()), switches: {}, connections }),
      }),
    );
    expect((await onAcme('--strict', 'on')).stdout).toBe(
      'strict            on  (okta: off)\nadditive-replace  default  (entra: on)\nsoft-delete       default\n',
    );
    expect(await stored()).toMatchObject({ connections });
    await client.send(new PutSecretValueCommand({ SecretId: `${tenantSecretPrefix}acme`, SecretString: before }));
  });

  test.each<[number, readonly string[], RegExp]>([
    [1, ['--tenant', 'nobody', '--strict', 'on'], /^error: There is no tenant nobody; npm run token .*\n$/],
    [2, ['--tenant', 'acme', '--strict', 'yes'], /^error: .*--strict.* 'yes' .* must be on, off or default\.\n/],
    [2, ['--tenant', 'No'], /^error: .*--tenant.* 'No' .* a-z, 0-9 and inner hyphens\.\n/],
    [2, ['--stage', 'Prod'], /^error: .*--stage.* stage must be .*\n/],
    [2, ['--bogus'], /^error: unknown option '--bogus'\nSee --help\.\n$/],
  ])('ends with code %d for %j and says why, and nothing is written', async (status, args, message) => {
    const before = await stored();
    expect(await run('--data', data, ...args)).toEqual({ status, stdout: '', stderr: expect.stringMatching(message) });
    expect(await stored()).toEqual(before);
    await expect(readSecret(client, `${tenantSecretPrefix}nobody`)).resolves.toBeUndefined();
  });

  test('says where a stack has ended', async () => {
    const ended = mkdtempSync(join(tmpdir(), 'rollcall-'));
    writeEndpoints(ended, {
      region,
      secretsEndpoint: 'http://127.0.0.1:9',
      dynamodbEndpoint: 'http://127.0.0.1:9',
      eventsEndpoint: '',
    });
    const silent = await run('--data', ended);
    expect([silent.status, silent.stderr]).toEqual([
      1,
      'error: Nobody answers at 127.0.0.1:9 (ECONNREFUSED).\nRun npm start in another terminal.\n',
    ]);
    // A process of this number cannot be: Linux counts to 4,194,304 at most.
    writeFileSync(join(ended, 'local.json'), JSON.stringify({ pid: 2 ** 30 }));
    const { status, stderr } = await run('--data', ended);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: The local stack .* has ended.*npm start/)]);
    rmSync(ended, { recursive: true, force: true });
  });

  test('says where no stack runs', async () => {
    const { status, stderr } = await run('--data', join(data, 'none'));
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^error: No local stack uses .*none/),
    });
  });
});
