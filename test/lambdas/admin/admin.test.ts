import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { leastRate, mostRate, rateLimit } from '#admin/contract/tenant.ts';
import type { JsonObject } from '#scim/json.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { DynamoDbProvisioningLog } from '#storage/dynamodb/tenancy/dynamodb-provisioning-log.ts';
import type { StoredLogEntry } from '#storage/provisioning-log.ts';
import { createAuthenticator } from '#tokens/authenticate.ts';
import { issueToken, type TokenRequest } from '#tokens/issue.ts';
import { isRateLimit } from '#tokens/tenant-tokens.ts';
import {
  type As,
  distributionSecret,
  type Json,
  operatorArn,
  startAdminApi,
  type TestAdminApi,
} from '../../support/admin-api.ts';
import { openStore } from '../../support/engine.ts';

const start = '2026-03-01T00:00:00.000Z';
const ofDeployment = { requestsPerSecond: 50, burst: 100 };
let api: TestAdminApi;
let tenants = 0;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

async function newTenant(): Promise<string> {
  tenants += 1;
  const id = `tenant-${tenants}`;
  expect((await api.call('POST', '/tenants', { body: { id, displayName: 'Acme Inc.' } })).status).toBe(201);
  return id;
}

/** Two users, one of them deleted for a while, and a group of the other. */
async function fill(tenant: string, name = 'ada'): Promise<void> {
  const store = openStore(api.table, { tenant });
  const resource = (document: JsonObject) => ({
    id: randomUUID(),
    version: 1,
    created: start,
    lastModified: start,
    document,
  });
  const [user, gone] = [resource({ userName: name, externalId: name }), resource({ userName: `${name}-gone` })];
  for (const each of [user, gone]) await store.create(userType, each);
  await store.create(groupType, resource({ displayName: name }), [{ value: user.id, type: 'User' }]);
  await store.delete(userType, gone, { at: start, recoverable: true });
}

/** An entry of the provisioning log for each of the days before `start`. */
async function logOf(tenant: string, days: number): Promise<readonly StoredLogEntry[]> {
  const log = new DynamoDbProvisioningLog({ ...api.table, meter: new Meter(), deadline: Date.now() + 30_000 });
  const entries = Array.from({ length: days }, (_, index): StoredLogEntry => {
    const time = Date.parse(start) - (index + 1) * 86_400_000;
    return {
      id: `${time}-${randomUUID()}`,
      tenant,
      at: new Date(time).toISOString(),
      provider: 'okta',
      token: '0'.repeat(32),
      method: 'POST',
      endpoint: '/Users',
      act: 'Create user',
      resource: { type: 'User', id: randomUUID(), name: `ada-${index}` },
      outcome: 'failed',
      status: 409,
      scimType: 'uniqueness',
      reason: 'Another user has this userName already.',
      requestId: randomUUID(),
      ms: 3.5,
    };
  });
  await log.add(entries.map((entry) => ({ entry, expires: 2_000_000_000, isIndexed: true })));
  return entries;
}

/** Every item with a key of the tenant's; the test may scan, which no function can. */
async function itemsOf(tenant: string): Promise<readonly unknown[]> {
  const { Items = [] } = await api.table.client.send(new ScanCommand({ TableName: api.table.tableName }));
  const isOwn = ({ pk, sk }: Json) =>
    [pk, sk].some((part) => `${part as string}#`.startsWith(`T#${tenant}#`) || part === tenant);
  return Items.filter(isOwn);
}

async function newConnection(provider = 'okta') {
  const tenant = await newTenant();
  const path = `/tenants/${tenant}/connections/${provider}`;
  expect((await api.call('PUT', path)).status).toBe(201);
  return { tenant, path };
}

async function issue(path: string, body: Json = { label: 'first' }, key?: string) {
  const { status, json } = await api.call('POST', `${path}/tokens`, { body, ...(key === undefined ? {} : { key }) });
  return { status, secret: json.secret as string, token: json.token as Json & { readonly id: string } };
}

/** What a function that starts now makes of the token. */
function open(token: string, provider = 'okta', at = start) {
  const authenticate = createAuthenticator({
    readSecret: async (name) => {
      const secret = api.secrets.store.list().find((each) => each.name === name);
      return Object.values(secret?.versions ?? {}).find(({ stages }) => stages.includes('AWSCURRENT'))?.text;
    },
    tenantSecretPrefix: 'rollcall/test/tenants/',
    tokenKeySecret: 'rollcall/test/token-key',
    now: () => Date.parse(at),
  });
  return authenticate(`Bearer ${token}`, provider);
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
    const id = await newTenant();
    const changed = await api.call('PATCH', `/tenants/${id}`, { body: { displayName: 'New' } });
    expect(changed.json).toMatchObject({ id, displayName: 'New', status: 'active' });
    expect((await api.call('PATCH', `/tenants/${id}`, { body: {} })).json).toEqual(changed.json);
    expect((await api.call('GET', `/tenants/${id}`)).json).toEqual(changed.json);
  });

  test('decide how long their provisioning log is kept, within a year', async () => {
    const id = await newTenant();
    const change = (logRetentionDays: number) =>
      api.call('PATCH', `/tenants/${id}`, { body: { settings: { logRetentionDays } } });
    expect((await change(7)).json).toMatchObject({ displayName: 'Acme Inc.', settings: { logRetentionDays: 7 } });
    for (const days of [-1, 366, 1.5]) expect((await change(days)).status).toBe(400);
    expect((await api.call('PATCH', `/tenants/${id}`, { body: { settings: {} } })).json.settings).toMatchObject({
      logRetentionDays: 7,
    });
  });

  test('get a rate limit of their own that the functions go by, and give it back', async () => {
    const { tenant, path } = await newConnection();
    const { secret } = await issue(path);
    const target = `/tenants/${tenant}/rate-limit`;
    const own = { requestsPerSecond: 100, burst: 250 };
    const set = await api.call('PUT', target, { body: own });
    expect([set.status, set.json.settings]).toEqual([
      200,
      { logRetentionDays: 30, rateLimit: { ...own, decidedFor: 'tenant' } },
    ]);
    expect((await api.call('PUT', target, { body: own })).json).toEqual(set.json);
    expect(await open(secret)).toMatchObject({ tenant, rateLimit: own });
    const kept = await api.call('PATCH', `/tenants/${tenant}`, { body: { settings: { logRetentionDays: 7 } } });
    expect(kept.json.settings).toMatchObject({ rateLimit: { decidedFor: 'tenant' } });

    const reset = await api.call('DELETE', target);
    expect([reset.status, reset.json.settings]).toEqual([
      200,
      { logRetentionDays: 7, rateLimit: { ...ofDeployment, decidedFor: 'deployment' } },
    ]);
    expect(await open(secret)).not.toHaveProperty('rateLimit');
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
    const { status, json } = await api.call('PUT', `/tenants/${await newTenant()}/rate-limit`, { body });
    expect([status, json.errors]).toEqual([
      400,
      [{ pointer: expect.stringContaining(field), detail: expect.stringMatching(message) }],
    ]);
  });

  test('put their tokens to sleep and wake them', async () => {
    const { tenant, path } = await newConnection();
    const { secret } = await issue(path);
    expect((await api.call('POST', `/tenants/${tenant}/suspend`)).json.status).toBe('suspended');
    expect(await open(secret)).toMatchObject({ tenant, suspended: true });
    expect((await api.call('POST', `/tenants/${tenant}/resume`)).json.status).toBe('active');
    expect(await open(secret)).not.toHaveProperty('suspended');
  });

  test('that are deleted open to no token at once, and take nothing any more', async () => {
    const { tenant, path } = await newConnection();
    const { secret } = await issue(path);
    const { status, json } = await api.call('DELETE', `/tenants/${tenant}`);
    expect([status, json.status]).toEqual([202, 'deleting']);
    expect(await open(secret)).toBeUndefined();
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
    const [{ tenant, path }, other] = [await newConnection(), await newConnection()];
    for (const one of [tenant, other.tenant]) await fill(one);
    for (const one of [tenant, other.tenant]) await logOf(one, 1);
    await issue(path, { label: 'x' }, 'a-key');
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
    const made = [await newTenant(), await newTenant(), await newTenant()];
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

describe('connections', () => {
  test('are activated once, with what is pasted into the provider', async () => {
    const { tenant, path } = await newConnection('jumpcloud');
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
    const { path } = await newConnection();
    const { secret } = await issue(path);
    const { json } = await api.call('PATCH', path, { body: { switches: { strict: true } } });
    expect(json.switches).toEqual({ strict: true });
    expect(await open(secret)).toMatchObject({ switches: { strict: true } });
    await api.call('PATCH', path, { body: { displayName: 'Renamed' } });
    expect((await api.call('GET', path)).json).toMatchObject({ displayName: 'Renamed', switches: { strict: true } });
  });

  test('that are deactivated revoke their tokens, and no other', async () => {
    const { tenant, path } = await newConnection();
    const other = `/tenants/${tenant}/connections/entra`;
    await api.call('PUT', other);
    const [gone, stays] = [await issue(path), await issue(other)];
    expect(await api.call('DELETE', path)).toMatchObject({ status: 204, json: null });
    expect(await open(gone.secret)).toBeUndefined();
    expect(await open(stays.secret, 'entra')).toBeDefined();
    for (const method of ['GET', 'DELETE']) expect((await api.call(method, path)).status).toBe(404);
    expect((await api.call('PUT', path)).status).toBe(201);
    expect((await api.call('GET', `${path}/tokens`)).json.items).toEqual([]);
  });
});

describe('tokens', () => {
  test('are shown once, work at once, and are known by everything but themselves', async () => {
    const { tenant, path } = await newConnection();
    const { secret, token } = await issue(path, {
      label: 'main',
      scopes: ['scim:read'],
      expiresAt: '2026-04-01T00:00:00.000Z',
    });
    expect(await open(secret)).toEqual({ tenant, tokenId: token.id, scopes: ['scim:read'], switches: {} });
    expect(await open(secret, 'okta', '2026-04-01T00:00:00.000Z')).toBeUndefined();
    expect((await api.call('GET', `${path}/tokens/${token.id}`)).json).toEqual(token);
    const stored = JSON.stringify([await api.call('GET', `${path}/tokens`), api.lines, api.secrets.store.list()]);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(secret.slice(-20));
  });

  test('are not issued twice for one Idempotency-Key', async () => {
    const { path } = await newConnection();
    const first = await issue(path, { label: 'main' }, 'key-1');
    const again = await issue(path, { label: 'main' }, 'key-1');
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.token).toEqual(first.token);
    expect(again.secret).toBeUndefined();
    expect((await issue(path, { label: 'other' }, 'key-1')).status).toBe(409);
    expect((await issue(path, { label: 'main' }, 'key-2')).status).toBe(201);
    expect((await api.call('GET', path)).json.tokens).toBe(2);
  });

  test('are revoked for good', async () => {
    const { path } = await newConnection();
    const { secret, token } = await issue(path);
    const revoked = await api.call('DELETE', `${path}/tokens/${token.id}`);
    expect(revoked.json).toMatchObject({ status: 'revoked', revokedAt: start });
    expect(await open(secret)).toBeUndefined();
    expect((await api.call('DELETE', `${path}/tokens/${token.id}`)).json).toEqual(revoked.json);
    expect((await api.call('DELETE', `${path}/tokens/${'f'.repeat(32)}`)).status).toBe(404);
  });

  test('cannot have expired before they are issued', async () => {
    const { path } = await newConnection();
    const { status, json } = await api.call('POST', `${path}/tokens`, { body: { label: 'late', expiresAt: start } });
    expect([status, json.errors]).toEqual([400, [{ pointer: '/expiresAt', detail: expect.any(String) }]]);
  });

  test('of one connection are twenty at most', async () => {
    const { path } = await newConnection();
    const issued = [];
    for (let number = 0; number < 20; number += 1) issued.push(await issue(path));
    expect(new Set(issued.map(({ status }) => status))).toEqual(new Set([201]));
    expect((await issue(path)).status).toBe(409);
    await api.call('DELETE', `${path}/tokens/${issued[0]?.token.id}`);
    expect((await issue(path)).status).toBe(201);
  });
});

describe('rotation', () => {
  const rotate = (path: string, id: string, method = 'POST', rest = '') =>
    api.call(method, `${path}/tokens/${id}/rotation${rest}`);

  test('lets two tokens work until it is completed', async () => {
    const { path } = await newConnection();
    const old = await issue(path, { label: 'main', scopes: ['scim:read'] });
    const started = await rotate(path, old.token.id);
    const young = started.json.token as Json & { readonly id: string };
    expect(young).toMatchObject({ label: 'main', scopes: ['scim:read'], replaces: old.token.id });
    const [oldSecret, newSecret] = [old.secret, started.json.secret as string];
    for (const secret of [oldSecret, newSecret]) expect(await open(secret)).toBeDefined();
    expect((await rotate(path, old.token.id)).status).toBe(409);
    const completed = await rotate(path, old.token.id, 'POST', '/complete');
    expect(completed.json).toMatchObject({ status: 'revoked', replacedBy: young.id });
    expect([await open(oldSecret), await open(newSecret)]).toEqual([undefined, expect.anything()]);
  });

  test('that is cancelled leaves the old token as it was, to be rotated again', async () => {
    const { path } = await newConnection();
    const old = await issue(path);
    const young = await rotate(path, old.token.id);
    const cancelled = await rotate(path, old.token.id, 'DELETE');
    expect(cancelled.json).toEqual(old.token);
    expect(await open(old.secret)).toBeDefined();
    expect(await open(young.json.secret as string)).toBeUndefined();
    expect((await rotate(path, old.token.id, 'DELETE')).status).toBe(409);
    expect((await rotate(path, old.token.id)).status).toBe(201);
  });

  test('is not started twice for one Idempotency-Key', async () => {
    const { path } = await newConnection();
    const old = await issue(path);
    const target = `${path}/tokens/${old.token.id}/rotation`;
    const first = await api.call('POST', target, { key: 'k' });
    const again = await api.call('POST', target, { key: 'k' });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect((again.json.token as Json).id).toBe((first.json.token as Json).id);
    expect((await api.call('POST', target, { key: 'another' })).status).toBe(409);
  });

  test('of a token that does not work is refused', async () => {
    const { path } = await newConnection();
    const { token } = await issue(path);
    await api.call('DELETE', `${path}/tokens/${token.id}`);
    for (const [method, rest] of [
      ['POST', ''],
      ['POST', '/complete'],
      ['DELETE', ''],
    ] as const) {
      expect((await rotate(path, token.id, method, rest)).status).toBe(409);
    }
  });
});

describe('roles', () => {
  const administrator = (tenant: string): As => ({ groups: ['administrator'], tenant });
  const reader = (tenant: string): As => ({ groups: ['reader'], tenant });

  test('an administrator does with the own tenant what an owner would, but for its life', async () => {
    const { tenant, path } = await newConnection();
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
    const { tenant, path } = await newConnection();
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
    const [mine, theirs] = [await newConnection(), await newConnection()];
    const { token } = await issue(theirs.path);
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
    const { tenant } = await newConnection();
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

describe('the audit trail', () => {
  test('has every call: who, what, from where, before and after, and no secret', async () => {
    const { tenant, path } = await newConnection();
    const { secret, token } = await issue(path);
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
    const { tenant } = await newConnection();
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
    expect(await open(token)).toMatchObject({ tenant: 'first', user });
    await api.call('DELETE', `/tenants/first/connections/okta/tokens/${tokenId}`);
    expect(await open(token)).toBeUndefined();
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
    await issue(path);
    await api.call('DELETE', path);
    await api.call('PUT', path);
    expect(await tokensOf('third')).toEqual([]);
  });
});

describe('who is in which group', () => {
  /** A group of five users, one of them called Ada, within another group. */
  async function withGroups() {
    const tenant = await newTenant();
    const store = openStore(api.table, { tenant });
    const resource = (document: JsonObject) => ({
      id: randomUUID(),
      version: 1,
      created: start,
      lastModified: start,
      document,
    });
    const users = ['ada', 'bob', 'cleo', 'dan', 'eve'].map((userName) => resource({ userName, displayName: userName }));
    const [staff, all] = [resource({ displayName: 'Staff' }), resource({ displayName: 'All' })];
    for (const user of users) await store.create(userType, user);
    await store.create(
      groupType,
      staff,
      users.map(({ id }) => ({ value: id, type: 'User' })),
    );
    await store.create(groupType, all, [{ value: staff.id, type: 'Group' }]);
    return { tenant, users, staff: staff.id, all: all.id };
  }
  type Listed = { id: string; displayName?: string; type: string }[];

  test('is told page by page, with names', async () => {
    const { tenant, users, staff, all } = await withGroups();
    const path = `/tenants/${tenant}/groups/${staff}/members`;
    const found: Listed = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor === undefined ? {} : { cursor }) };
      const { json } = await api.call('GET', path, { query });
      expect(json.total).toBe(5);
      found.push(...(json.items as Listed));
      cursor = json.next as string | undefined;
    } while (cursor !== undefined);
    expect(found.map(({ id }) => id)).toEqual(users.map(({ id }) => id).toSorted());
    expect(new Set(found.map(({ displayName }) => displayName))).toEqual(new Set(['ada', 'bob', 'cleo', 'dan', 'eve']));
    const within = await api.call('GET', `/tenants/${tenant}/groups/${all}/members`);
    expect(within.json.items).toEqual([{ id: staff, type: 'Group', displayName: 'Staff' }]);
  });

  test('is told of a user, those by way of others last', async () => {
    const { tenant, users, staff, all } = await withGroups();
    const path = `/tenants/${tenant}/users/${users[0]?.id}/groups`;
    const first = await api.call('GET', path, { query: { limit: '1' } });
    expect(first.json).toMatchObject({ total: 2, items: [{ id: staff, type: 'direct', displayName: 'Staff' }] });
    const second = await api.call('GET', path, { query: { limit: '1', cursor: first.json.next as string } });
    expect(second.json).toEqual({ total: 2, items: [{ id: all, type: 'indirect', displayName: 'All' }] });
  });

  test.each(['groups/{id}/members', 'users/{id}/groups'])('is 404 at %s for an id that nobody has', async (path) => {
    const { tenant, all } = await withGroups();
    const at = (id: string) => api.call('GET', `/tenants/${tenant}/${path.replace('{id}', id)}`);
    expect((await at(randomUUID())).status).toBe(404);
    // A group is no user, and is found where it is one only.
    expect((await at(all)).status).toBe(path.startsWith('groups') ? 200 : 404);
  });

  test('takes the cursor of no other group', async () => {
    const [{ tenant, staff, all }, other] = [await withGroups(), await withGroups()];
    const { json } = await api.call('GET', `/tenants/${tenant}/groups/${staff}/members`, { query: { limit: '1' } });
    const query = { cursor: json.next as string };
    for (const path of [`${tenant}/groups/${all}`, `${other.tenant}/groups/${other.staff}`]) {
      expect((await api.call('GET', `/tenants/${path}/members`, { query })).status).toBe(400);
    }
  });
});

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
    const tenant = await newTenant();
    const { status, json } = await api.call('GET', `/tenants/${tenant}/users`, { query: { filter: 'userName eq' } });
    expect([status, json.detail]).toEqual([400, expect.stringContaining('filter')]);
  });
});

describe('a token that ends', () => {
  test('within 30 days is said to end soon, until another takes over from it', async () => {
    const { path } = await newConnection();
    const ends = async (expiresAt: string) => (await issue(path, { label: 'x', expiresAt })).token;
    expect(await ends('2026-04-01T00:00:00.000Z')).not.toHaveProperty('expiresSoon');
    const { id, expiresSoon } = await ends('2026-03-31T00:00:00.000Z');
    expect(expiresSoon).toBe(true);
    await api.call('POST', `${path}/tokens/${id}/rotation`, { body: { expiresAt: '2027-01-01T00:00:00.000Z' } });
    expect((await api.call('GET', `${path}/tokens/${id}`)).json).not.toHaveProperty('expiresSoon');
  });
});

describe('the provisioning log', () => {
  const idsOf = (json: Json) => (json.items as Json[]).map(({ id }) => id);

  test('is read in pages with a cursor that is good for the same question of the same tenant only', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const entries = await logOf(tenant, 5);
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
    const tenant = await newTenant();
    const [newest, second, third] = await logOf(tenant, 3);
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
    const tenant = await newTenant();
    const [entry] = await logOf(tenant, 1);
    const { tenant: _, ...shown } = entry ?? {};
    expect((await api.call('GET', `/tenants/${tenant}/log/${entry?.id}`)).json).toEqual(shown);
    const missing = await api.call('GET', `/tenants/${tenant}/log/${(entry?.id ?? '').replace(/.$/, '!')}`);
    expect(missing.status).toBe(400);
    const other = await newTenant();
    expect((await api.call('GET', `/tenants/${other}/log/${entry?.id}`)).status).toBe(404);
  });

  test('shows nothing that is older than its tenant wants it to be', async () => {
    const tenant = await newTenant();
    const entries = await logOf(tenant, 40);
    const count = async () =>
      idsOf((await api.call('GET', `/tenants/${tenant}/log`, { query: { limit: '100' } })).json).length;
    expect(await count()).toBe(30);
    await api.call('PATCH', `/tenants/${tenant}`, { body: { settings: { logRetentionDays: 3 } } });
    expect(await count()).toBe(3);
    expect((await api.call('GET', `/tenants/${tenant}/log/${entries[2]?.id}`)).status).toBe(200);
    expect((await api.call('GET', `/tenants/${tenant}/log/${entries[3]?.id}`)).status).toBe(404);
  });

  test('is that of another tenant for nobody', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const [entry] = await logOf(other, 1);
    const as = { groups: ['reader'], tenant };
    expect((await api.call('GET', `/tenants/${tenant}/log`, { as })).json).toEqual({ items: [] });
    for (const path of [`/tenants/${other}/log`, `/tenants/${other}/log/${entry?.id}`]) {
      expect((await api.call('GET', path, { as })).status).toBe(404);
    }
  });
});
