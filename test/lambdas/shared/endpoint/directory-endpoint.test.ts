import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { directoryEndpoint } from '#endpoint/directory-endpoint.ts';
import { noContent } from '#http/scim-response.ts';
import { type SecretsEndpoint, startSecrets } from '#lib/local/secrets.ts';
import { issueToken } from '#tokens/issue.ts';
import { createSecretsClient } from '#tokens/secrets-manager.ts';
import { gatewayEvent, lambdaContext } from '../../../support/gateway-event.ts';

const names = { tenantSecretPrefix: 'rollcall/test/tenants/', tokenKeySecret: 'rollcall/test/token-key' };
const [requestsPerSecond, burst] = [25, 50];
let secrets: SecretsEndpoint;
let authorization: string;

beforeAll(async () => {
  secrets = await startSecrets({ region: 'local' });
  Object.assign(process.env, {
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    TENANT_SECRET_PREFIX: names.tenantSecretPrefix,
    TOKEN_KEY_SECRET: names.tokenKeySecret,
    TABLE_NAME: 'not asked',
    STAGE: 'test',
    LOG_LEVEL: 'error',
    TENANT_REQUESTS_PER_SECOND: String(requestsPerSecond),
    TENANT_REQUEST_BURST: String(burst),
  });
  const client = createSecretsClient();
  await client.send(new CreateSecretCommand({ Name: names.tokenKeySecret, SecretString: 'key' }));
  const request = { tenant: 'acme', provider: 'generic', created: new Date().toISOString() };
  authorization = `Bearer ${(await issueToken({ client, ...names }, request)).token}`;
  client.destroy();
  // The lines of its log.
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(async () => {
  jest.restoreAllMocks();
  delete process.env.REQUEST_WEIGHT;
  await secrets.stop();
});

/** How many of `count` requests, one after the other, a new execution environment lets in. */
async function admitted(count: number): Promise<number> {
  const handler = directoryEndpoint(() => ({ 'DELETE /Users/{id}': async () => noContent() }));
  const event = gatewayEvent({ route: 'DELETE /Users/{id}', parameters: { id: '1' }, headers: { authorization } });
  let letIn = 0;
  for (let n = 0; n < count; n += 1) {
    const { statusCode } = await handler(event, lambdaContext());
    expect([204, 429]).toContain(statusCode);
    if (statusCode === 204) letIn += 1;
  }
  return letIn;
}

describe('the rate limit of an endpoint', () => {
  test('counts each request as one', async () => {
    delete process.env.REQUEST_WEIGHT;
    expect(await admitted(60)).toBe(60);
  });

  test('counts each as many where the function is told to', async () => {
    process.env.REQUEST_WEIGHT = '10';
    const startedAt = performance.now();
    const count = await admitted(60);
    const leaked = ((performance.now() - startedAt) * requestsPerSecond) / 1_000;
    expect(count).toBeLessThanOrEqual((burst + requestsPerSecond + leaked) / 10);
  });
});
