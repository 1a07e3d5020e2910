import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type As, type Json, startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { issue, newConnection } from '../../support/admin-connection.ts';

let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

describe('roles', () => {
  const administrator = (tenant: string): As => ({ groups: ['administrator'], tenant });
  const reader = (tenant: string): As => ({ groups: ['reader'], tenant });

  test('an administrator does with the own tenant what an owner would, but for its life', async () => {
    const { tenant, path } = await newConnection(api);
    const as = administrator(tenant);
    expect((await api.call('POST', `${path}/tokens`, { as, body: { label: 'x' } })).status).toBe(201);
    for (const [method, target] of [
      ['POST', `/tenants/${tenant}/suspend`],
      ['PUT', `/tenants/${tenant}/rate-limit`],
      ['DELETE', `/tenants/${tenant}/rate-limit`],
      ['DELETE', `/tenants/${tenant}`],
      ['GET', '/audit'],
    ] as const) {
      expect((await api.call(method, target, { as })).status).toBe(403);
    }
    expect((await api.call('GET', '/me', { as })).json).toMatchObject({ role: 'administrator', tenant });
  });

  test('a reader looks and changes nothing', async () => {
    const { tenant, path } = await newConnection(api);
    const as = reader(tenant);
    expect((await api.call('GET', path, { as })).status).toBe(200);
    for (const [method, target, body] of [
      ['PATCH', path, {}],
      ['DELETE', path, undefined],
      ['POST', `${path}/tokens`, { label: 'x' }],
      ['PATCH', `/tenants/${tenant}`, {}],
    ] as const) {
      expect((await api.call(method, target, { as, ...(body === undefined ? {} : { body }) })).status).toBe(403);
    }
  });

  test('to who belongs to a tenant every other one is as one that does not exist', async () => {
    const [mine, theirs] = [await newConnection(api), await newConnection(api)];
    const { token } = await issue(api, theirs.path);
    for (const as of [administrator(mine.tenant), reader(mine.tenant)]) {
      for (const [method, rest] of [
        ['GET', ''],
        ['PATCH', ''],
        ['GET', '/connections'],
        ['GET', '/connections/okta'],
        ['PUT', '/connections/okta'],
        ['DELETE', '/connections/okta'],
        ['GET', `/connections/okta/tokens/${token.id}`],
        ['GET', '/users'],
        ['GET', '/groups'],
        ['GET', '/audit'],
      ] as const) {
        const answers = [];
        for (const tenant of [theirs.tenant, 'nobody-at-all']) {
          const { status, json } = await api.call(method, `/tenants/${tenant}${rest}`, { as });
          answers.push([status, JSON.stringify({ ...json, requestId: '' }).replaceAll(tenant, '*')]);
        }
        expect(answers[0]?.[0]).toBe(404);
        expect(answers[0]).toEqual(answers[1]);
      }
      const { json } = await api.call('GET', '/tenants', { as });
      expect((json.items as { id: string }[]).map(({ id }) => id)).toEqual([mine.tenant]);
    }
  });

  test.each<[string, As]>([
    ['no group', { groups: [] }],
    ['an unknown group', { groups: ['admins'] }],
    ['no tenant', { groups: ['administrator'] }],
    ['a tenant that is none', { groups: ['reader'], tenant: 'a#b' }],
    ['an access token', { groups: ['owner'], use: 'access' }],
  ])('an account with %s may nothing, and what it tried is in the trail of the deployment', async (account, as) => {
    const email = `${account.replaceAll(' ', '-')}@example.com`;
    const stranger = { ...(as as object), email } as As;
    expect((await api.call('GET', '/me', { as: stranger })).status).toBe(403);
    expect((await api.call('GET', '/tenants', { as: stranger })).status).toBe(403);
    const tried = (await trailOf('/audit')).filter(({ actor }) => (actor as Json).name === email);
    expect(new Set(tried.map(({ operation }) => operation))).toEqual(new Set(['getCaller', 'listTenants']));
    expect(tried[0]).toMatchObject({ status: 403, actor: { kind: 'user', id: 'user-1' }, sourceIp: '192.0.2.1' });
  });

  test('what a stranger tries with a tenant is not in the trail of the tenant', async () => {
    const { tenant } = await newConnection(api);
    const as: As = { groups: [], tenant };
    expect((await api.call('GET', `/tenants/${tenant}`, { as })).status).toBe(403);
    expect(JSON.stringify(await trailOf(`/tenants/${tenant}/audit`))).not.toContain('user-1');
    expect((await trailOf('/audit')).map(({ target }) => target)).toContain(`/tenants/${tenant}`);
  });

  /** All pages of it. */
  async function trailOf(path: string): Promise<readonly Json[]> {
    const entries: Json[] = [];
    for (let query: Record<string, string> | undefined = {}; query !== undefined; ) {
      const { json } = await api.call('GET', path, { query });
      entries.push(...(json.items as Json[]));
      query = typeof json.next === 'string' ? { cursor: json.next } : undefined;
    }
    return entries;
  }
});
