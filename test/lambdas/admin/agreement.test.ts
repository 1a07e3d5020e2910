import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Json, startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { newConnection, newTenant, tenantSecret } from '../../support/admin-connection.ts';

let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

const suspend = (tenant: string) => api.call('POST', `/tenants/${tenant}/suspend`);
const resume = (tenant: string) => api.call('POST', `/tenants/${tenant}/resume`);
const limit = (tenant: string, requestsPerSecond: number) =>
  api.call('PUT', `/tenants/${tenant}/rate-limit`, { body: { requestsPerSecond, burst: 100 } });
const decide = (path: string, switches: object) => api.call('PATCH', path, { body: { switches } });

/** What is shown, and what the functions go by. */
async function statusOf(tenant: string) {
  const shown = (await api.call('GET', `/tenants/${tenant}`)).json.status;
  return [shown, tenantSecret(api, tenant).suspended === true ? 'suspended' : 'active'];
}

describe('what is shown is what the functions go by', () => {
  test('when a tenant is suspended before its resumption is told', async () => {
    const { tenant } = await newConnection(api);
    await suspend(tenant);
    api.before('credentials.setSuspended', () => suspend(tenant));
    expect((await resume(tenant)).status).toBe(200);
    expect(await statusOf(tenant)).toEqual(['suspended', 'suspended']);
  });

  test('when a tenant is resumed before its suspension is stored', async () => {
    const { tenant } = await newConnection(api);
    api.before('store.replaceTenant', () => resume(tenant));
    expect((await suspend(tenant)).status).toBe(200);
    expect(await statusOf(tenant)).toEqual(['suspended', 'suspended']);
  });

  test('when many suspend and resume a tenant at once', async () => {
    for (let times = 0; times < 5; times += 1) {
      const { tenant } = await newConnection(api);
      await Promise.all([suspend(tenant), resume(tenant), suspend(tenant), resume(tenant)]);
      const [shown, told] = await statusOf(tenant);
      expect(told).toBe(shown);
    }
  });

  test('when a tenant gets two rate limits at once', async () => {
    const { tenant } = await newConnection(api);
    api.before('credentials.setRateLimit', () => limit(tenant, 70));
    await limit(tenant, 60);
    const { settings } = (await api.call('GET', `/tenants/${tenant}`)).json as { settings: Json };
    expect(settings.rateLimit).toMatchObject({ requestsPerSecond: 70 });
    expect(tenantSecret(api, tenant).rateLimit).toEqual({ requestsPerSecond: 70, burst: 100 });
  });

  test('when the switches of a connection are turned twice at once', async () => {
    const { tenant, path } = await newConnection(api);
    api.before('credentials.setSwitches', () => decide(path, { strict: false }));
    await decide(path, { strict: true });
    expect((await api.call('GET', path)).json.switches).toEqual({ strict: false });
    expect(tenantSecret(api, tenant).connections?.okta).toEqual({ strict: false });
  });

  test('when a connection is activated twice at once', async () => {
    const tenant = await newTenant(api);
    const path = `/tenants/${tenant}/connections/okta`;
    const activate = (strict: boolean) => api.call('PUT', path, { body: { switches: { strict } } });
    api.before('credentials.setSwitches', () => activate(true));
    expect((await activate(false)).status).toBe(200);
    expect((await api.call('GET', path)).json.switches).toEqual({ strict: true });
    expect(tenantSecret(api, tenant).connections?.okta).toEqual({ strict: true });
  });
});
