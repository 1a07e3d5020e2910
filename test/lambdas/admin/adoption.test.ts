import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { issueToken, type TokenRequest } from '#tokens/issue.ts';
import { type Json, startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { issue, open } from '../../support/admin-connection.ts';

const start = '2026-03-01T00:00:00.000Z';
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

describe('a tenant that had tokens before it was known', () => {
  const before = '2026-01-05T10:00:00.000Z';
  /** What `npm run token` does, with the secrets of this deployment. */
  async function issueBefore(tenant: string, conditions: Partial<TokenRequest> = {}) {
    const client = new SecretsManagerClient({ endpoint: api.secrets.endpoint });
    const secrets = { client, tenantSecretPrefix: 'rollcall/test/tenants/', tokenKeySecret: 'rollcall/test/token-key' };
    const issued = await issueToken(secrets, { tenant, provider: 'okta', created: before, ...conditions });
    client.destroy();
    return issued;
  }
  const create = (id: string) => api.call('POST', '/tenants', { body: { id, displayName: 'First' } });
  const tokensOf = async (tenant: string, provider = 'okta') =>
    (await api.call('GET', `/tenants/${tenant}/connections/${provider}/tokens`)).json.items as Json[];

  test('is created with their connections, and they go on working until they are revoked', async () => {
    const user = randomUUID();
    const { token, tokenId } = await issueBefore('first', { user, expires: '2027-01-01T00:00:00.000Z' });
    await issueBefore('first', { provider: 'entra' });
    expect((await create('first')).status).toBe(201);
    const { json } = await api.call('GET', '/tenants/first/connections');
    expect((json.items as Json[]).map(({ provider, tokens }) => [provider, tokens])).toEqual([
      ['entra', 1],
      ['okta', 1],
    ]);
    expect(await tokensOf('first')).toEqual([
      {
        id: tokenId,
        tenant: 'first',
        provider: 'okta',
        label: 'Issued 2026-01-05',
        scopes: ['scim:read', 'scim:write'],
        status: 'active',
        user,
        createdAt: before,
        createdBy: { kind: 'system', id: 'secret', name: 'Issued without the admin API' },
        expiresAt: '2027-01-01T00:00:00.000Z',
      },
    ]);
    expect(await open(api, token, start)).toMatchObject({ tenant: 'first', user });
    await api.call('DELETE', `/tenants/first/connections/okta/tokens/${tokenId}`);
    expect(await open(api, token, start)).toBeUndefined();
  });

  test('takes over what comes later when it is activated again, and nothing twice', async () => {
    await issueBefore('second');
    await create('second');
    await issueBefore('second');
    expect(await tokensOf('second')).toHaveLength(1);
    for (let times = 0; times < 2; times += 1) {
      expect((await api.call('PUT', '/tenants/second/connections/okta')).status).toBe(200);
      expect((await create('second')).status).toBe(200);
      expect(await tokensOf('second')).toHaveLength(2);
    }
  });

  test('takes over nothing that opens nothing', async () => {
    await issueBefore('third', { expires: '2026-02-01T00:00:00.000Z' });
    await issueBefore('third', { expires: 'some day' });
    await issueBefore('third', { provider: 'nobody' });
    await create('third');
    expect((await api.call('GET', '/tenants/third/connections')).json.items).toEqual([]);
    const path = '/tenants/third/connections/okta';
    await api.call('PUT', path);
    await issue(api, path);
    await api.call('DELETE', path);
    await api.call('PUT', path);
    expect(await tokensOf('third')).toEqual([]);
  });
});
