import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { issue, newConnection, open } from '../../support/admin-connection.ts';

const start = '2026-03-01T00:00:00.000Z';
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

describe('tokens', () => {
  test('are shown once, work at once, and are known by everything but themselves', async () => {
    const { tenant, path } = await newConnection(api);
    const { secret, token } = await issue(api, path, {
      label: 'main',
      scopes: ['scim:read'],
      expiresAt: '2026-04-01T00:00:00.000Z',
    });
    expect(await open(api, secret, start)).toEqual({ tenant, tokenId: token.id, scopes: ['scim:read'], switches: {} });
    expect(await open(api, secret, '2026-04-01T00:00:00.000Z')).toBeUndefined();
    expect((await api.call('GET', `${path}/tokens/${token.id}`)).json).toEqual(token);
    const stored = JSON.stringify([await api.call('GET', `${path}/tokens`), api.lines, api.secrets.store.list()]);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(secret.slice(-20));
  });

  test('are not issued twice for one Idempotency-Key', async () => {
    const { path } = await newConnection(api);
    const first = await issue(api, path, { label: 'main' }, 'key-1');
    const again = await issue(api, path, { label: 'main' }, 'key-1');
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.token).toEqual(first.token);
    expect(again.secret).toBeUndefined();
    expect((await issue(api, path, { label: 'other' }, 'key-1')).status).toBe(409);
    expect((await issue(api, path, { label: 'main' }, 'key-2')).status).toBe(201);
    expect((await api.call('GET', path)).json.tokens).toBe(2);
  });

  test('are revoked for good', async () => {
    const { path } = await newConnection(api);
    const { secret, token } = await issue(api, path);
    const revoked = await api.call('DELETE', `${path}/tokens/${token.id}`);
    expect(revoked.json).toMatchObject({ status: 'revoked', revokedAt: start });
    expect(await open(api, secret, start)).toBeUndefined();
    expect((await api.call('DELETE', `${path}/tokens/${token.id}`)).json).toEqual(revoked.json);
    expect((await api.call('DELETE', `${path}/tokens/${'f'.repeat(32)}`)).status).toBe(404);
  });

  test('cannot have expired before they are issued', async () => {
    const { path } = await newConnection(api);
    const { status, json } = await api.call('POST', `${path}/tokens`, { body: { label: 'late', expiresAt: start } });
    expect([status, json.errors]).toEqual([400, [{ pointer: '/expiresAt', detail: expect.any(String) }]]);
  });

  test('of one connection are twenty at most', async () => {
    const { path } = await newConnection(api);
    const issued = [];
    for (let number = 0; number < 20; number += 1) issued.push(await issue(api, path));
    expect(new Set(issued.map(({ status }) => status))).toEqual(new Set([201]));
    expect((await issue(api, path)).status).toBe(409);
    await api.call('DELETE', `${path}/tokens/${issued[0]?.token.id}`);
    expect((await issue(api, path)).status).toBe(201);
  });
});

describe('a token that ends', () => {
  test('within 30 days is said to end soon, until another takes over from it', async () => {
    const { path } = await newConnection(api);
    const ends = async (expiresAt: string) => (await issue(api, path, { label: 'x', expiresAt })).token;
    expect(await ends('2026-04-01T00:00:00.000Z')).not.toHaveProperty('expiresSoon');
    const { id, expiresSoon } = await ends('2026-03-31T00:00:00.000Z');
    expect(expiresSoon).toBe(true);
    await api.call('POST', `${path}/tokens/${id}/rotation`, { body: { expiresAt: '2027-01-01T00:00:00.000Z' } });
    expect((await api.call('GET', `${path}/tokens/${id}`)).json).not.toHaveProperty('expiresSoon');
  });
});
