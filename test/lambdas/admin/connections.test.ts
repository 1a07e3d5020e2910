import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operatorArn, startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { issue, newConnection, open } from '../../support/admin-connection.ts';

const start = '2026-03-01T00:00:00.000Z';
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

describe('connections', () => {
  test('are activated once, with what is pasted into the provider', async () => {
    const { tenant, path } = await newConnection(api, 'jumpcloud');
    const { json } = await api.call('GET', path);
    expect(json).toEqual({
      provider: 'jumpcloud',
      displayName: 'JumpCloud',
      baseUrl: 'https://scim.example.com/provisioning/jumpcloud/v2',
      switches: {},
      createdAt: start,
      createdBy: { kind: 'operator', id: operatorArn, name: 'ada' },
      modifiedAt: start,
      tokens: 0,
    });
    const again = await api.call('PUT', path, { body: { displayName: 'Other' } });
    expect([again.status, again.json]).toEqual([200, json]);
    expect((await api.call('GET', `/tenants/${tenant}/connections`)).json).toEqual({ items: [json] });
  });

  test('tell the functions their switches', async () => {
    const { path } = await newConnection(api);
    const { secret } = await issue(api, path);
    const { json } = await api.call('PATCH', path, { body: { switches: { strict: true } } });
    expect(json.switches).toEqual({ strict: true });
    expect(await open(api, secret, start)).toMatchObject({ switches: { strict: true } });
    await api.call('PATCH', path, { body: { displayName: 'Renamed' } });
    expect((await api.call('GET', path)).json).toMatchObject({ displayName: 'Renamed', switches: { strict: true } });
  });

  test('that are deactivated revoke their tokens, and no other', async () => {
    const { tenant, path } = await newConnection(api);
    const other = `/tenants/${tenant}/connections/entra`;
    await api.call('PUT', other);
    const [gone, stays] = [await issue(api, path), await issue(api, other)];
    expect(await api.call('DELETE', path)).toMatchObject({ status: 204, json: null });
    expect(await open(api, gone.secret, start)).toBeUndefined();
    expect(await open(api, stays.secret, start, 'entra')).toBeDefined();
    for (const method of ['GET', 'DELETE']) expect((await api.call(method, path)).status).toBe(404);
    expect((await api.call('PUT', path)).status).toBe(201);
    expect((await api.call('GET', `${path}/tokens`)).json.items).toEqual([]);
  });
});
