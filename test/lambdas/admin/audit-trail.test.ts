import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  distributionSecret,
  type Json,
  operatorArn,
  startAdminApi,
  type TestAdminApi,
} from '../../support/admin-api.ts';
import { issue, newConnection } from '../../support/admin-connection.ts';

const start = '2026-03-01T00:00:00.000Z';
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

describe('the audit trail', () => {
  test('has every call: who, what, from where, before and after, and no secret', async () => {
    const { tenant, path } = await newConnection(api);
    const { secret, token } = await issue(api, path);
    await api.call('PATCH', `/tenants/${tenant}`, { body: { displayName: 'Renamed' } });
    await api.call('PATCH', `/tenants/${tenant}`, { as: { groups: ['reader'], tenant }, body: {} });
    const { json } = await api.call('GET', `/tenants/${tenant}/audit`);
    const entries = json.items as Json[];
    const of = (operation: string) => entries.filter((entry) => entry.operation === operation);
    expect(of('createTenant')).toHaveLength(1);
    expect(of('activateConnection')[0]).toMatchObject({
      status: 201,
      actor: { id: operatorArn },
      sourceIp: '192.0.2.1',
    });
    expect(of('issueToken')[0]).toMatchObject({ after: { id: token.id }, target: `${path}/tokens` });
    expect(of('changeTenant').map(({ status }) => status)).toEqual(expect.arrayContaining([200, 403]));
    expect(of('changeTenant').find(({ status }) => status === 200)).toMatchObject({
      before: { displayName: 'Acme Inc.' },
      after: { displayName: 'Renamed' },
    });
    expect(of('changeTenant').find(({ status }) => status === 403)).toMatchObject({
      actor: { kind: 'user', id: 'user-1', name: 'ada@example.com' },
    });
    expect(JSON.stringify(entries)).not.toContain(secret.slice(-20));
    expect((await api.call('GET', `/tenants/${tenant}/audit`)).json.items).toHaveLength(entries.length + 1);
  });

  test('has the address of whoever called the distribution, and believes nobody else who names one', async () => {
    const { tenant } = await newConnection(api);
    const forwarded = { 'x-forwarded-for': '198.51.100.66, 203.0.113.7, 192.0.2.1' };
    for (const [place, secret] of [distributionSecret, 'a guess'].entries()) {
      // Entries of one moment are in no order.
      api.setNow(new Date(Date.parse(start) + place).toISOString());
      const headers = { ...forwarded, 'x-origin-secret': secret };
      await api.call('PATCH', `/tenants/${tenant}`, {
        as: { groups: ['owner'] },
        body: { displayName: secret },
        headers,
      });
    }
    api.setNow('2026-03-01T00:00:00.002Z');
    const entries = (await api.call('GET', `/tenants/${tenant}/audit`)).json.items as Json[];
    const changes = entries.filter(({ operation }) => operation === 'changeTenant');
    expect(changes.map(({ after, sourceIp }) => [(after as Json).displayName, sourceIp])).toEqual([
      ['a guess', '192.0.2.1'],
      [distributionSecret, '203.0.113.7'],
    ]);
    api.setNow(start);
  });

  test('of the deployment has what concerns no tenant that is there', async () => {
    api.setNow('2026-03-02T00:00:00.000Z');
    await api.call('GET', '/tenants/nobody-at-all');
    await api.call('GET', '/me');
    api.setNow('2026-03-02T00:00:00.001Z');
    const { json } = await api.call('GET', '/audit', { query: { from: '2026-03-02T00:00:00.000Z' } });
    api.setNow(start);
    const entries = json.items as { readonly operation: string; readonly target: string }[];
    const operations = entries.map(({ operation, target }) => `${operation} ${target}`);
    expect(new Set(operations)).toEqual(new Set(['getTenant /tenants/nobody-at-all', 'getCaller /me']));
  });
});
