import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { issue, newConnection, open, secretText, tenantSecret } from '../../support/admin-connection.ts';

const start = '2026-03-01T00:00:00.000Z';
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

const sizeOf = (tenant: string) => Buffer.byteLength(secretText(api, `rollcall/test/tenants/${tenant}`) ?? '');

describe("a tenant's secret", () => {
  test('is not filled by tokens that are issued and revoked', async () => {
    const { tenant, path } = await newConnection(api);
    const { secret } = await issue(api, path);
    const sizes: number[] = [];
    for (let times = 0; times < 60; times += 1) {
      api.setNow(new Date(Date.parse(start) + times).toISOString());
      const { token } = await issue(api, path, { label: 'x', expiresAt: '2027-01-01T00:00:00.000Z' });
      await api.call('DELETE', `${path}/tokens/${token.id}`);
      sizes.push(sizeOf(tenant));
    }
    expect(sizes[59]).toBe(sizes[50]);
    const dead = Object.values(tenantSecret(api, tenant).tokens).filter(({ revoked }) => revoked !== undefined);
    expect(dead).toHaveLength(50);
    expect(dead[0]).not.toHaveProperty('scopes');
    // The first ten are forgotten.
    const ends = dead.map(({ revoked = '' }) => Date.parse(revoked) - Date.parse(start));
    expect(Math.min(...ends)).toBe(10);
    api.setNow(start);
    expect(await open(api, secret, start)).toBeDefined();
  });

  test('takes a hundred tokens that work, and then says so; all can be put to sleep and revoked', async () => {
    const { tenant, path } = await newConnection(api);
    const providers = ['okta', 'entra', 'jumpcloud', 'onelogin', 'ping'];
    for (const provider of providers.slice(1)) await api.call('PUT', path.replace('okta', provider));
    await api.call('PUT', path.replace('okta', 'google'));
    const bound = { label: 'x', user: '0b8b3f0e-3f0c-4f4e-8f57-0a4f9f0f7a11', expiresAt: '2027-01-01T00:00:00.000Z' };
    for (const provider of providers) {
      const statuses = [];
      for (let count = 0; count < 20; count += 1) {
        statuses.push((await issue(api, path.replace('okta', provider), bound)).status);
      }
      expect(new Set(statuses)).toEqual(new Set([201]));
    }
    const refused = await issue(api, path.replace('okta', 'google'), bound);
    expect([refused.status, refused.detail]).toEqual([409, expect.stringContaining('no room')]);
    expect(Object.values(tenantSecret(api, tenant).tokens)).toHaveLength(100);
    expect(sizeOf(tenant)).toBeLessThan(50_000);
    expect((await api.call('POST', `/tenants/${tenant}/suspend`)).status).toBe(200);
    for (const provider of providers) {
      expect((await api.call('DELETE', path.replace('okta', provider))).status).toBe(204);
    }
    expect((await issue(api, path.replace('okta', 'google'), bound)).status).toBe(201);
  });
});
