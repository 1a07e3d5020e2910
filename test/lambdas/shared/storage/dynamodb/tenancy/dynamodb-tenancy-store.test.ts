import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { DynamoDbTenancyStore } from '#storage/dynamodb/tenancy/dynamodb-tenancy-store.ts';
import type {
  StoredAuditEntry,
  StoredConnection,
  StoredTenant,
  StoredToken,
  TenancyStore,
} from '#storage/tenancy-store.ts';
import { startTestTable, type TestTable } from '../../../../../support/engine.ts';

const at = '2026-03-01T00:00:00.000Z';
const actor = { kind: 'operator', id: 'arn:aws:iam::1:role/ops' } as const;
const versioned = { version: 1, createdAt: at, modifiedAt: at };
let table: TestTable;
let store: TenancyStore;

beforeAll(async () => {
  table = await startTestTable();
  store = new DynamoDbTenancyStore({
    ...table,
    meter: new Meter(),
    deadline: Date.now() + 60_000,
    types: resourceTypes,
  });
});
afterAll(() => table.stop());

let tenants = 0;
async function newTenant(over: Partial<StoredTenant> = {}): Promise<StoredTenant> {
  tenants += 1;
  const tenant: StoredTenant = {
    id: `tenant-${String(tenants).padStart(3, '0')}`,
    displayName: 'Acme',
    status: 'active',
    ...versioned,
    ...over,
  };
  expect(await store.createTenant(tenant)).toBe(true);
  return tenant;
}

const connectionOf = ({ id }: StoredTenant, provider = 'okta'): StoredConnection => ({
  tenant: id,
  provider,
  displayName: 'Okta',
  switches: {},
  createdBy: actor,
  ...versioned,
});

const tokenOf = ({ tenant, provider }: StoredConnection, id: string, createdAt = at): StoredToken => ({
  tenant,
  provider,
  id,
  label: 'first',
  scopes: ['scim:read', 'scim:write'],
  createdBy: actor,
  ...versioned,
  createdAt,
});

describe('tenants', () => {
  test('are created once', async () => {
    const tenant = await newTenant();
    expect(await store.createTenant({ ...tenant, displayName: 'Another' })).toBe(false);
    expect(await store.getTenant(tenant.id)).toEqual(tenant);
    expect(await store.getTenant('nobody')).toBeUndefined();
  });

  test('change from one version to the next, and a change of an old version is refused', async () => {
    const tenant = await newTenant();
    const next: StoredTenant = { ...tenant, status: 'suspended', version: 2 };
    expect(await store.replaceTenant(next)).toBe(true);
    expect(await store.replaceTenant({ ...tenant, displayName: 'Late', version: 2 })).toBe(false);
    expect(await store.getTenant(tenant.id)).toEqual(next);
  });

  test('are listed by id, page by page', async () => {
    const made = [await newTenant(), await newTenant(), await newTenant()];
    const all: StoredTenant[] = [];
    let after: string | undefined;
    for (;;) {
      const { items, more } = await store.listTenants({ after, limit: 2 });
      expect(items.length).toBeLessThanOrEqual(2);
      all.push(...items);
      after = items.at(-1)?.id;
      if (!more) break;
    }
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1)));
    expect(all).toEqual(expect.arrayContaining(made));
    expect(new Set(all.map(({ id }) => id)).size).toBe(tenants);
  });
});

describe('connections', () => {
  test('belong to a tenant that is there, one for each provider', async () => {
    const tenant = await newTenant();
    const [okta, entra] = [connectionOf(tenant), connectionOf(tenant, 'entra')];
    expect(await store.createConnection(okta)).toBe(true);
    expect(await store.createConnection(okta)).toBe(false);
    expect(await store.createConnection(entra)).toBe(true);
    expect(await store.createConnection({ ...okta, tenant: 'nobody' })).toBe(false);
    expect(await store.listConnections(tenant.id)).toEqual([entra, okta]);
    expect(await store.listConnections((await newTenant()).id)).toEqual([]);
  });

  test('are deleted with their tokens, and with no other’s', async () => {
    const tenant = await newTenant();
    const [okta, entra] = [connectionOf(tenant), connectionOf(tenant, 'entra')];
    for (const connection of [okta, entra]) {
      await store.createConnection(connection);
      await store.createToken(tokenOf(connection, 'a'.repeat(32)));
    }
    await store.deleteConnection(tenant.id, 'okta');
    expect(await store.getConnection(tenant.id, 'okta')).toBeUndefined();
    expect(await store.listTokens(tenant.id, 'okta')).toEqual([]);
    expect(await store.listTokens(tenant.id, 'entra')).toHaveLength(1);
    expect(await store.createConnection(okta)).toBe(true);
  });

  test('are deleted with a token that is made meanwhile', async () => {
    const tenant = await newTenant();
    const okta = connectionOf(tenant);
    await store.createConnection(okta);
    let made: boolean | undefined;
    table.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          // Its tokens were looked for, and the connection itself is what is deleted.
          if (commandName.startsWith('BatchWrite') && made === undefined) {
            made = false;
            made = await store.createToken(tokenOf(okta, 'a'.repeat(32)));
          }
          return next(args);
        },
      { step: 'initialize', name: 'meanwhile' },
    );
    await store.deleteConnection(tenant.id, 'okta');
    table.client.middlewareStack.remove('meanwhile');
    expect(made).toBe(true);
    expect(await store.listTokens(tenant.id, 'okta')).toEqual([]);
  });
});

describe('tokens', () => {
  test('take over from the version of another that was read, or are not made', async () => {
    const tenant = await newTenant();
    const okta = connectionOf(tenant);
    const old = tokenOf(okta, 'a'.repeat(32));
    await store.createConnection(okta);
    await store.createToken(old);
    const takeOver = (id: string) => store.createToken(tokenOf(okta, id), { ...old, version: 2, replacedBy: id });
    expect([await takeOver('b'.repeat(32)), await takeOver('c'.repeat(32))]).toEqual([true, false]);
    expect(await store.getToken(tenant.id, 'okta', old.id)).toMatchObject({ version: 2, replacedBy: 'b'.repeat(32) });
    expect(await store.listTokens(tenant.id, 'okta')).toHaveLength(2);
  });

  test('are listed for all connections of a tenant together', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    for (const provider of ['okta', 'entra']) {
      expect(await store.createConnection(connectionOf(tenant, provider))).toBe(true);
      expect(await store.createToken(tokenOf(connectionOf(tenant, provider), `t-${provider}`))).toBe(true);
    }
    expect((await store.listAllTokens(tenant.id)).map(({ id }) => id).toSorted()).toEqual(['t-entra', 't-okta']);
    expect(await store.listAllTokens(other.id)).toEqual([]);
  });

  test('are listed newest first, and change by version', async () => {
    const connection = connectionOf(await newTenant());
    const old = tokenOf(connection, '1'.repeat(32), '2026-01-01T00:00:00.000Z');
    const young = tokenOf(connection, '0'.repeat(32), '2026-02-01T00:00:00.000Z');
    expect(await store.createToken(old)).toBe(false);
    await store.createConnection(connection);
    for (const token of [old, young]) expect(await store.createToken(token)).toBe(true);
    expect(await store.listTokens(connection.tenant, 'okta')).toEqual([young, old]);
    const revoked: StoredToken = { ...old, revokedAt: at, version: 2 };
    expect(await store.replaceToken(revoked)).toBe(true);
    expect(await store.replaceToken({ ...old, label: 'late', version: 2 })).toBe(false);
    expect(await store.getToken(connection.tenant, 'okta', old.id)).toEqual(revoked);
    expect(await store.getToken(connection.tenant, 'entra', old.id)).toBeUndefined();
  });
});

describe('kept answers', () => {
  test('are found until they expire, by their own tenant', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    expect(await store.keepAnswer(tenant.id, 'digest', { status: 201 }, 900, 1_000)).toBe(true);
    expect(await store.keepAnswer(tenant.id, 'digest', { status: 409 }, 999, 2_000)).toBe(false);
    expect(await store.findAnswer(tenant.id, 'digest', 999)).toEqual({ status: 201 });
    expect(await store.findAnswer(tenant.id, 'digest', 1_000)).toBeUndefined();
    expect(await store.findAnswer(other.id, 'digest', 999)).toBeUndefined();
    expect(await store.keepAnswer(tenant.id, 'digest', { status: 200 }, 1_000, 2_000)).toBe(true);
    expect(await store.findAnswer(tenant.id, 'digest', 1_000)).toEqual({ status: 200 });
  });
});

describe('the audit trail', () => {
  const entry = (id: string, when: string, tenant?: string): StoredAuditEntry => ({
    id,
    at: when,
    actor,
    sourceIp: '192.0.2.1',
    operation: 'getTenant',
    status: 200,
    requestId: id,
    ...(tenant === undefined ? {} : { tenant }),
  });

  test('is read newest first over the ends of months and years, page by page', async () => {
    const { id: tenant } = await newTenant();
    const times = [
      '2026-02-27T23:59:59.999Z',
      '2026-02-28T00:00:00.000Z',
      '2026-03-31T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ];
    const entries = times.map((when, index) => entry(`e${index}`, when, tenant));
    for (const each of entries) await store.addAuditEntry(each);
    const read: StoredAuditEntry[] = [];
    let after: StoredAuditEntry | undefined;
    for (;;) {
      const { items, more } = await store.listAuditTrail(tenant, { to: '2027-02-01T00:00:00.000Z', after, limit: 1 });
      read.push(...items);
      after = items.at(-1);
      if (!more) break;
    }
    expect(read).toEqual(entries.toReversed());
  });

  test('has what is from `from` on and before `to`', async () => {
    const { id: tenant } = await newTenant();
    const days = ['2026-05-01', '2026-05-02', '2026-05-03'].map((day) => `${day}T00:00:00.000Z`);
    for (const [index, day] of days.entries()) await store.addAuditEntry(entry(`d${index}`, day, tenant));
    const between = { from: days[1] ?? '', to: days[2] ?? '', limit: 10 };
    expect((await store.listAuditTrail(tenant, between)).items.map(({ id }) => id)).toEqual(['d1']);
    expect(await store.listAuditTrail(tenant, { from: between.to, to: between.from, limit: 10 })).toEqual({
      items: [],
      more: false,
    });
  });

  test('of the deployment is none of a tenant’s', async () => {
    const { id: tenant } = await newTenant();
    await store.addAuditEntry(entry('own', at, tenant));
    await store.addAuditEntry(entry('deployment', at));
    const query = { to: '2026-04-01T00:00:00.000Z', limit: 10 };
    expect((await store.listAuditTrail(tenant, query)).items.map(({ id }) => id)).toEqual(['own']);
    expect((await store.listAuditTrail(undefined, query)).items.map(({ id }) => id)).toEqual(['deployment']);
  });
});
