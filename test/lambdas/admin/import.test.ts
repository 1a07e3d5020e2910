/** What an import may change of a group that is there, and what is told of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#scim/json.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { type Json, startAdminApi, type TestAdminApi } from '../../support/admin-api.ts';
import { openStore } from '../../support/engine.ts';

const before = '2026-02-01T00:00:00.000Z';
const now = '2026-03-01T00:00:00.000Z';
const tenant = 'acme';
let api: TestAdminApi;

beforeAll(async () => {
  api = await startAdminApi();
  await api.call('POST', '/tenants', { body: { id: tenant, displayName: 'Acme Inc.' } });
});
afterAll(() => api.stop());

const store = () => openStore(api.table, { tenant });

async function create(type: typeof userType, document: JsonObject): Promise<string> {
  const id = randomUUID();
  await store().create(type, { id, version: 1, created: before, lastModified: before, document });
  return id;
}

const users = (count: number) =>
  Promise.all(Array.from({ length: count }, () => create(userType, { userName: randomUUID() })));
const newGroup = () => create(groupType, { displayName: randomUUID() });

async function importMembers(group: string, members: readonly string[], lastModified?: string) {
  const body = { members, ...(lastModified === undefined ? {} : { lastModified }) };
  const { status } = await api.call('POST', `/tenants/${tenant}/import/Group/${group}/members`, { body });
  expect(status).toBe(204);
  const state = await store().get(groupType, group);
  const { json } = await api.call('GET', `/tenants/${tenant}/audit`, { query: { limit: '100' } });
  const target = `/tenants/${tenant}/import/Group/${group}/members`;
  const [entry] = (json.items as Json[]).filter((each) => each.target === target);
  return { version: state?.version, lastModified: state?.lastModified, after: entry?.after };
}

describe('members that are imported', () => {
  test('change the date of a group that is not as it was, and of no other', async () => {
    const [ada, grace] = (await users(2)) as [string, string];
    const [same, changed, unknown] = [await newGroup(), await newGroup(), await newGroup()];
    expect(await importMembers(same, [ada], before)).toMatchObject({ version: 2, lastModified: before });
    const other = '2026-01-31T00:00:00.000Z';
    expect(await importMembers(changed, [ada, grace], other)).toMatchObject({ version: 2, lastModified: now });
    expect(await importMembers(unknown, [ada])).toMatchObject({ version: 2, lastModified: now });
  });

  test('change nothing where all are members', async () => {
    const members = await users(2);
    const group = await newGroup();
    await importMembers(group, members, before);
    const again = await importMembers(group, members, '2026-01-31T00:00:00.000Z');
    expect(again).toMatchObject({ version: 2, lastModified: before });
  });

  test('are named in the audit trail: those that were added, the first of many, and how many', async () => {
    const members = await users(25);
    const [first = '', ...others] = members;
    const group = await newGroup();
    const one = await importMembers(group, [first], before);
    expect(one.after).toEqual({ type: 'Group', id: group, added: 1, members: [first] });
    // Entries of one millisecond are in no order.
    api.setNow('2026-03-01T00:00:01.000Z');
    const many = (await importMembers(group, members, before)).after as { added: number; members: string[] };
    expect([many.added, many.members.length]).toEqual([24, 20]);
    expect(others).toEqual(expect.arrayContaining(many.members));
    api.setNow(now);
  });
});

describe('a resource that is refused', () => {
  test('is told with whether there is one with its id', async () => {
    const id = await create(userType, { userName: 'ada' });
    const meta = { created: before, lastModified: before };
    const resources = [
      { id, userName: 'ada', title: 'other', meta },
      { id: randomUUID(), userName: 'ada', meta },
      { id, colour: 'red', meta },
      { id: randomUUID(), displayName: 'x', members: [], meta },
    ];
    const { json } = await api.call('POST', `/tenants/${tenant}/import/User`, { body: { resources } });
    expect((json.refused as { isThere: boolean }[]).map(({ isThere }) => isThere)).toEqual([true, false, true, false]);
  });
});
