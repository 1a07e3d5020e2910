import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { newTenant } from '../../support/admin-connection.ts';

let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

describe('problems', () => {
  test.each<[string, string, object | string | undefined, number, string]>([
    ['GET', '/nothing', undefined, 404, 'openapi.json'],
    ['DELETE', '/tenants', undefined, 405, 'GET, POST'],
    ['POST', '/tenants', '{', 400, 'JSON'],
    ['POST', '/tenants', {}, 400, '/id'],
    ['POST', '/tenants', { id: 'A B', displayName: 'x' }, 400, '/id'],
    ['POST', '/tenants', { id: 'a', displayName: '' }, 400, '/displayName'],
    ['POST', '/tenants', { id: 'a', displayName: 'two\nlines' }, 400, '/displayName'],
    ['GET', '/tenants/a%20b', undefined, 400, 'tenant'],
    ['PUT', '/tenants/a/connections/nobody', {}, 400, 'provider'],
  ])('%s %s with %j is %d and names %s', async (method, path, body, status, named) => {
    const { json, headers, ...answer } = await api.call(method, path, body === undefined ? {} : { body });
    expect(answer.status).toBe(status);
    expect(JSON.stringify(json)).toContain(named);
    expect(headers['Content-Type']).toBe('application/problem+json');
  });

  test('a body that is too long is not read', async () => {
    const body = { id: 'a', displayName: 'x'.repeat(70_000) };
    expect((await api.call('POST', '/tenants', { body })).status).toBe(413);
  });

  test('a filter of the directory that cannot be read is explained', async () => {
    const tenant = await newTenant(api);
    const { status, json } = await api.call('GET', `/tenants/${tenant}/users`, { query: { filter: 'userName eq' } });
    expect([status, json.detail]).toEqual([400, expect.stringContaining('filter')]);
  });
});
