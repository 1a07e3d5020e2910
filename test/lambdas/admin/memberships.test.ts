import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { newTenant } from '../../support/admin-connection.ts';
import { group, user } from '../../support/directory.ts';
import { openStore } from '../../support/engine.ts';

let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
});
afterAll(() => api.stop());

describe('who is in which group', () => {
  /** A group of five users, one of them called Ada, within another group. */
  async function withGroups() {
    const tenant = await newTenant(api);
    const store = openStore(api.table, { tenant });
    const users = ['ada', 'bob', 'cleo', 'dan', 'eve'].map((name) => user(name, { displayName: name }));
    const [staff, all] = [group('Staff'), group('All')];
    for (const each of users) await store.create(userType, each);
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
