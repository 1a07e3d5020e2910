import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Json, startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { newTenant } from '../../support/admin-connection.ts';
import { logOf } from '../../support/admin-log.ts';

let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

describe('the provisioning log', () => {
  const idsOf = (json: Json) => (json.items as Json[]).map(({ id }) => id);

  test('is read in pages with a cursor that is good for the same question of the same tenant only', async () => {
    const [tenant, other] = [await newTenant(api), await newTenant(api)];
    const entries = await logOf(api, tenant, 5);
    const first = await api.call('GET', `/tenants/${tenant}/log`, { query: { limit: '3' } });
    expect(idsOf(first.json)).toEqual(entries.slice(0, 3).map(({ id }) => id));
    const query = { limit: '3', cursor: first.json.next as string };
    const second = await api.call('GET', `/tenants/${tenant}/log`, { query });
    expect(idsOf(second.json)).toEqual(entries.slice(3).map(({ id }) => id));
    expect(second.json).not.toHaveProperty('next');
    expect((await api.call('GET', `/tenants/${other}/log`, { query })).status).toBe(400);
    expect((await api.call('GET', `/tenants/${tenant}/log`, { query: { ...query, outcome: 'failed' } })).status).toBe(
      400,
    );
  });

  test('is searched by name, resource, outcome, provider, method and time', async () => {
    const tenant = await newTenant(api);
    const [newest, second, third] = await logOf(api, tenant, 3);
    const found = async (query: Record<string, string>) =>
      idsOf((await api.call('GET', `/tenants/${tenant}/log`, { query })).json);
    expect(await found({ name: 'ADA-1' })).toEqual([second?.id]);
    expect(await found({ resource: third?.resource?.id ?? '' })).toEqual([third?.id]);
    expect(await found({ outcome: 'failed', since: second?.at ?? '' })).toEqual([newest?.id, second?.id]);
    expect(await found({ until: second?.at ?? '' })).toEqual([third?.id]);
    expect(await found({ provider: 'entra' })).toEqual([]);
    expect(await found({ method: 'PUT' })).toEqual([]);
    const wrong = await api.call('GET', `/tenants/${tenant}/log`, { query: { outcome: 'x', since: 'yesterday' } });
    expect(wrong.json.errors).toMatchObject([{ pointer: 'outcome' }, { pointer: 'since' }]);
  });

  test('shows one entry, without the tenant that asked for it', async () => {
    const tenant = await newTenant(api);
    const [entry] = await logOf(api, tenant, 1);
    const { tenant: _, ...shown } = entry ?? {};
    expect((await api.call('GET', `/tenants/${tenant}/log/${entry?.id}`)).json).toEqual(shown);
    const missing = await api.call('GET', `/tenants/${tenant}/log/${(entry?.id ?? '').replace(/.$/, '!')}`);
    expect(missing.status).toBe(400);
    const other = await newTenant(api);
    expect((await api.call('GET', `/tenants/${other}/log/${entry?.id}`)).status).toBe(404);
  });

  test('shows nothing that is older than its tenant wants it to be', async () => {
    const tenant = await newTenant(api);
    const entries = await logOf(api, tenant, 40);
    const count = async () =>
      idsOf((await api.call('GET', `/tenants/${tenant}/log`, { query: { limit: '100' } })).json).length;
    expect(await count()).toBe(30);
    await api.call('PATCH', `/tenants/${tenant}`, { body: { settings: { logRetentionDays: 3 } } });
    expect(await count()).toBe(3);
    expect((await api.call('GET', `/tenants/${tenant}/log/${entries[2]?.id}`)).status).toBe(200);
    expect((await api.call('GET', `/tenants/${tenant}/log/${entries[3]?.id}`)).status).toBe(404);
  });

  test('is that of another tenant for nobody', async () => {
    const [tenant, other] = [await newTenant(api), await newTenant(api)];
    const [entry] = await logOf(api, other, 1);
    const as = { groups: ['reader'], tenant };
    expect((await api.call('GET', `/tenants/${tenant}/log`, { as })).json).toEqual({ items: [] });
    for (const path of [`/tenants/${other}/log`, `/tenants/${other}/log/${entry?.id}`]) {
      expect((await api.call('GET', path, { as })).status).toBe(404);
    }
  });
});
