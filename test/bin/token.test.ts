import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type SecretsEndpoint, startSecrets } from '#lib/local/secrets.ts';
import { issueToken } from '#tokens/issue.ts';
import { runCommand } from '../support/run-command.ts';

const region = 'eu-west-1';
const tokenKeySecret = 'rollcall/prod/token-key';
let endpoint: SecretsEndpoint;
let client: SecretsManagerClient;
let tokenId: string;

beforeAll(async () => {
  endpoint = await startSecrets({ region });
  client = new SecretsManagerClient({
    endpoint: endpoint.endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new CreateSecretCommand({ Name: tokenKeySecret, SecretString: 'k'.repeat(64) }));
  const secrets = { client, tenantSecretPrefix: 'rollcall/prod/tenants/', tokenKeySecret };
  ({ tokenId } = await issueToken(secrets, { tenant: 'acme', provider: 'okta', created: '2026-01-01T00:00:00.000Z' }));
});

afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

const revoke = (...args: string[]) =>
  runCommand('token', [...args, '--revoke', tokenId], {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint.endpoint,
  });

test.each<[string, readonly string[]]>([
  ['another tenant', ['--stage', 'prod', '--tenant', 'beta']],
  ['the tenant that is meant without one', ['--stage', 'prod']],
  ['another stage', ['--tenant', 'acme']],
])('revoking a token of %s fails, and does not say that it is revoked', async (_, args) => {
  const { status, stderr, stdout } = await revoke(...args);
  expect([status, stdout, stderr]).toEqual([1, '', expect.stringMatching(`has no token ${tokenId}`)]);
});

test('revoking a token of the tenant says so', async () => {
  const { status, stdout } = await revoke('--stage', 'prod', '--tenant', 'acme');
  expect([status, stdout]).toEqual([
    0,
    `Token ${tokenId} of tenant acme is revoked; refused everywhere in a minute.\n`,
  ]);
});
