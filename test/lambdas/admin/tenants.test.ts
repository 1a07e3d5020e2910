import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { leastRate, mostRate, rateLimit } from '#admin/contract/tenant.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { isRateLimit } from '#tokens/tenant-tokens.ts';
import { type Json, startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { issue, newConnection, newTenant, open } from '../../support/admin-connection.ts';
import { logOf } from '../../support/admin-log.ts';
import { group, user } from '../../support/directory.ts';
import { openStore } from '../../support/engine.ts';

const start = '2026-03-01T00:00:00.000Z';
const ofDeployment = { requestsPerSecond: 50, burst: 100 };
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

/** Two users, one of them deleted for a while, and a group of the other. */
async function fill(tenant: string, name = 'ada'): Promise<void> {
  const store = openStore(api.table, { tenant });
  const [kept, gone] = [user(name, { externalId: name }), user(`${name}-gone`)];
  for (const each of [kept, gone]) await store.create(userType, each);
  await store.create(groupType, group(name), [{ value: kept.id, type: 'User' }]);
  await store.delete(userType, gone, { at: start, recoverable: true });
}

/** Every item with a key of the tenant's; the test may scan, which no function can. */
async function itemsOf(tenant: string): Promise<readonly unknown[]> {
  const { Items = [] } = await api.table.client.send(new ScanCommand({ TableName: api.table.tableName }));
  const isOwn = ({ pk, sk }: Json) =>
    [pk, sk].some((part) => `${part as string}#`.startsWith(`T#${tenant}#`) || part === tenant);
  return Items.filter(isOwn);
}

describe('tenants', () => {
  test('are created, and the same again is no conflict', async () => {
    const body = { id: 'acme', displayName: 'Acme' };
    const created = await api.call('POST', '/tenants', { body });
    expect(created.json).toEqual({
      ...body,
      status: 'active',
      settings: { logRetentionDays: 30, rateLimit: { ...ofDeployment, decidedFor: 'deployment' } },
      createdAt: start,
      modifiedAt: start,
    });
    expect(await api.call('POST', '/tenants', { body })).toMatchObject({ status: 200, json: created.json });
    const other = await api.call('POST', '/tenants', { body: { ...body, displayName: 'Another' } });
    expect([other.status, other.json.detail]).toEqual([409, expect.stringContaining('"acme"')]);
  });

  test('change their name, and stay as they are without a new one', async () => {
    const id = await newTenant(api);
    const changed = await api.call('PATCH', `/tenants/${id}`, { body: { displayName: 'New' } });
    expect(changed.json).toMatchObject({ id, displayName: 'New', status: 'active' });
    expect((await api.call('PATCH', `/tenants/${id}`, { body: {} })).json).toEqual(changed.json);
    expect((await api.call('GET', `/tenants/${id}`)).json).toEqual(changed.json);
  });

  test('decide how long their provisioning log is kept, within a year', async () => {
    const id = await newTenant(api);
    const change = (logRetentionDays: number) =>
      api.call('PATCH', `/tenants/${id}`, { body: { settings: { logRetentionDays } } });
    expect((await change(7)).json).toMatchObject({ displayName: 'Acme Inc.', settings: { logRetentionDays: 7 } });
    for (const days of [-1, 366, 1.5]) expect((await change(days)).status).toBe(400);
    expect((await api.call('PATCH', `/tenants/${id}`, { body: { settings: {} } })).json.settings).toMatchObject({
      logRetentionDays: 7,
    });
  });

  test('get a rate limit of their own that the functions go by, and give it back', async () => {
    const { tenant, path } = await newConnection(api);
    const { secret } = await issue(api, path);
    const target = `/tenants/${tenant}/rate-limit`;
    const own = { requestsPerSecond: 100, burst: 250 };
    const set = await api.call('PUT', target, { body: own });
    expect([set.status, set.json.settings]).toEqual([
      200,
      { logRetentionDays: 30, rateLimit: { ...own, decidedFor: 'tenant' } },
    ]);
    expect((await api.call('PUT', target, { body: own })).json).toEqual(set.json);
    expect(await open(api, secret, start)).toMatchObject({ tenant, rateLimit: own });
    const kept = await api.call('PATCH', `/tenants/${tenant}`, { body: { settings: { logRetentionDays: 7 } } });
    expect(kept.json.settings).toMatchObject({ rateLimit: { decidedFor: 'tenant' } });

    const reset = await api.call('DELETE', target);
    expect([reset.status, reset.json.settings]).toEqual([
      200,
      { logRetentionDays: 7, rateLimit: { ...ofDeployment, decidedFor: 'deployment' } },
    ]);
    expect(await open(api, secret, start)).not.toHaveProperty('rateLimit');
    expect((await api.call('GET', `/tenants/${tenant}`)).json).toEqual(reset.json);
  });

  test('get each rate limit that the functions take, and no other', () => {
    for (const rate of [leastRate - 1, leastRate, mostRate, mostRate + 1]) {
      const limit = { requestsPerSecond: rate, burst: rate };
      expect([rate, isRateLimit(limit)]).toEqual([rate, rateLimit.safeParse(limit).success]);
    }
  });

  test.each([
    [{ requestsPerSecond: 24, burst: 100 }, 'requestsPerSecond', /25/],
    [{ requestsPerSecond: 50, burst: 10_001 }, 'burst', /10000/],
    [{ requestsPerSecond: 50 }, 'burst', /number/],
  ])('get no rate limit of %j', async (body, field, message) => {
    const { status, json } = await api.call('PUT', `/tenants/${await newTenant(api)}/rate-limit`, { body });
    expect([status, json.errors]).toEqual([
      400,
      [{ pointer: expect.stringContaining(field), detail: expect.stringMatching(message) }],
    ]);
  });

  test('put their tokens to sleep and wake them', async () => {
    const { tenant, path } = await newConnection(api);
    const { secret } = await issue(api, path);
    expect((await api.call('POST', `/tenants/${tenant}/suspend`)).json.status).toBe('suspended');
    expect(await open(api, secret, start)).toMatchObject({ tenant, suspended: true });
    expect((await api.call('POST', `/tenants/${tenant}/resume`)).json.status).toBe('active');
    expect(await open(api, secret, start)).not.toHaveProperty('suspended');
  });

  test('that are deleted open to no token at once, and take nothing any more', async () => {
    const { tenant, path } = await newConnection(api);
    const { secret } = await issue(api, path);
    const { status, json } = await api.call('DELETE', `/tenants/${tenant}`);
    expect([status, json.status]).toEqual([202, 'deleting']);
    expect(await open(api, secret, start)).toBeUndefined();
    for (const [method, target] of [
      ['PUT', `/tenants/${tenant}/connections/entra`],
      ['POST', `/tenants/${tenant}/suspend`],
      ['POST', `/tenants/${tenant}/resume`],
    ] as const) {
      expect((await api.call(method, target)).status).toBe(409);
    }
    const again = await api.call('POST', '/tenants', { body: { id: tenant, displayName: 'Acme Inc.' } });
    expect(again.status).toBe(409);
  });

  test('that are deleted leave nothing behind, nor anything of another', async () => {
    const [{ tenant, path }, other] = [await newConnection(api), await newConnection(api)];
    for (const one of [tenant, other.tenant]) await fill(one);
    for (const one of [tenant, other.tenant]) await logOf(api, one, 1);
    await issue(api, path, { label: 'x' }, 'a-key');
    const untouched = await itemsOf(other.tenant);
    expect(untouched.length).toBeGreaterThan(10);
    const first = await api.call('DELETE', `/tenants/${tenant}`);
    expect(first.json.deletion).toMatchObject({ startedAt: start, deletedItems: expect.any(Number) });
    // What a function writes that has not learned of it yet.
    await fill(tenant, 'late');
    api.setNow('2026-03-01T00:02:00.000Z');
    const last = await api.call('DELETE', `/tenants/${tenant}`);
    expect(last.status).toBe(204);
    expect(await itemsOf(tenant)).toEqual([]);
    expect(await itemsOf(other.tenant)).toEqual(untouched);
    for (const method of ['GET', 'DELETE']) expect((await api.call(method, `/tenants/${tenant}`)).status).toBe(404);
    const { json } = await api.call('GET', '/audit', { query: { limit: '100' } });
    expect((json.items as Json[]).map(({ operation, target }) => [operation, target])).toContainEqual([
      'deleteTenant',
      `/tenants/${tenant}`,
    ]);
    api.setNow(start);
    expect((await api.call('POST', '/tenants', { body: { id: tenant, displayName: 'Again' } })).status).toBe(201);
  });

  test('are listed page by page', async () => {
    const made = [await newTenant(api), await newTenant(api), await newTenant(api)];
    const seen: string[] = [];
    let cursor: Record<string, string> = {};
    for (;;) {
      const { json } = await api.call('GET', '/tenants', { query: { limit: '2', ...cursor } });
      seen.push(...(json.items as { id: string }[]).map(({ id }) => id));
      if (json.next === undefined) break;
      cursor = { cursor: json.next as string };
    }
    expect(seen).toEqual(expect.arrayContaining(made));
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => (a < b ? -1 : 1)));
    const { status } = await api.call('GET', '/tenants', { query: { cursor: 'made-up' } });
    expect(status).toBe(400);
  });
});
