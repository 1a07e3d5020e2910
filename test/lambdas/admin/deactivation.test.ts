import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { issueToken } from '#tokens/issue.ts';
import { startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { issue, newConnection, open, tenantSecret, tokensOf } from '../../support/admin-connection.ts';

const start = '2026-03-01T00:00:00.000Z';
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

const recordsOf = (tenant: string) => Object.values(tenantSecret(api, tenant).tokens);

describe('a connection that is deactivated', () => {
  test('leaves no token that was issued without the admin API', async () => {
    const { tenant, path } = await newConnection(api);
    const client = new SecretsManagerClient({ endpoint: api.secrets.endpoint });
    const secrets = { client, tenantSecretPrefix: 'rollcall/test/tenants/', tokenKeySecret: 'rollcall/test/token-key' };
    const [own, other] = [
      await issueToken(secrets, { tenant, provider: 'okta', created: start }),
      await issueToken(secrets, { tenant, provider: 'entra', created: start }),
    ];
    client.destroy();
    expect(await open(api, own.token, start)).toBeDefined();
    expect((await api.call('DELETE', path)).status).toBe(204);
    expect(await open(api, own.token, start)).toBeUndefined();
    expect(await open(api, other.token, start, 'entra')).toBeDefined();
  });

  test('leaves no token that was issued meanwhile', async () => {
    const { path } = await newConnection(api);
    let issued: Awaited<ReturnType<typeof issue>> | undefined;
    api.before('store.deleteConnection', async () => {
      issued = await issue(api, path);
    });
    expect((await api.call('DELETE', path)).status).toBe(204);
    expect(issued?.status).toBe(201);
    expect(await open(api, issued?.secret ?? '', start)).toBeUndefined();
    await api.call('PUT', path);
    expect(await tokensOf(api, path)).toEqual([]);
  });

  test('leaves no token that was let in and could not be kept', async () => {
    const { tenant, path } = await newConnection(api);
    api.before('store.createToken', () => api.call('DELETE', path));
    const { status, detail } = await issue(api, path);
    expect([status, detail]).toEqual([409, expect.stringContaining('deactivated')]);
    expect(recordsOf(tenant)).toEqual([expect.objectContaining({ revoked: start })]);
  });

  test('leaves nothing when much happens at once', async () => {
    const { tenant, path } = await newConnection(api);
    const issuing = Array.from({ length: 5 }, () => issue(api, path));
    await Promise.all([...issuing, api.call('DELETE', path)]);
    expect(recordsOf(tenant).filter(({ revoked }) => revoked === undefined)).toEqual([]);
    await api.call('PUT', path);
    expect(await tokensOf(api, path)).toEqual([]);
  });
});
