/**
 * Requests that need calls to AWS which no ordinary one does: functions are allowed what is called in these tests, and no
 * more (docs/adr/0200-least-privilege.md).
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type OperatorConnection, operatorClient } from '#lib/operator/client.ts';
import { createGroup, createUser, send, uniqueName } from './support/client.ts';
import { canReachTable, deleteTenant } from './support/delete-tenant.ts';

const { ADMIN_CONNECTION } = process.env;
const whereOperated = ADMIN_CONNECTION === undefined ? describe.skip : describe;
const operator = operatorClient(JSON.parse(ADMIN_CONNECTION ?? '{}') as OperatorConnection);
const tenant = `rare-${randomUUID().slice(0, 8)}`;

// A tenant of its own where one can be made: other tests count what is in the first.
beforeAll(async () => {
  if (ADMIN_CONNECTION === undefined) return;
  const parameters = { tenant, provider: 'generic' };
  await operator.call('createTenant', { body: { id: tenant, displayName: 'Rare' } });
  const { baseUrl } = await operator.call('activateConnection', { parameters, body: {} });
  const { secret } = await operator.call('issueToken', { parameters, body: { label: 'rare' } });
  process.env.SCIM_BASE_URL = baseUrl;
  process.env.SCIM_TOKEN = secret ?? '';
});

interface Entry {
  readonly status: string;
  readonly location: string;
}

async function bulk(operations: readonly object[]): Promise<readonly Entry[]> {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
  const { json } = await send('POST', '/Bulk', { body: { schemas, Operations: operations } });
  return json.Operations as Entry[];
}

/** More groups than a member leaves in the transaction that deletes it. */
const manyGroups = 60;

/** So many groups, of this one member. */
async function createGroupsOf(member: string): Promise<readonly string[]> {
  const name = uniqueName('many');
  const groups = Array.from({ length: manyGroups }, (_, index) => ({
    method: 'POST',
    path: '/Groups',
    bulkId: `g${index}`,
    data: { displayName: `${name}-${index}`, members: [{ value: member }] },
  }));
  const created = await bulk(groups);
  expect(new Set(created.map(({ status }) => status))).toEqual(new Set(['201']));
  return created.map(({ location }) => location.split('/').at(-1) ?? '');
}

async function expectEmpty(groups: readonly string[]): Promise<void> {
  for (const id of [groups[0], groups.at(-1)]) {
    expect((await send('GET', `/Groups/${id}`)).json).not.toHaveProperty('members');
  }
}

describe('a member of more groups than a transaction takes', () => {
  test.each<[string, () => Promise<string>, (id: string) => Promise<unknown>]>([
    ['user', () => createUser(), (id) => send('DELETE', `/Users/${id}`)],
    ['group', () => createGroup(), (id) => send('DELETE', `/Groups/${id}`)],
    ['user, in bulk', () => createUser(), (id) => bulk([{ method: 'DELETE', path: `/Users/${id}` }])],
  ])('leaves them all when it is deleted: a %s', async (_, create, remove) => {
    const id = await create();
    const groups = await createGroupsOf(id);
    await remove(id);
    await expectEmpty(groups);
    expect((await send('GET', `/Users/${id}`)).status).toBe(404);
    await bulk(groups.map((group) => ({ method: 'DELETE', path: `/Groups/${group}` })));
  });
});

describe('a group that is deleted in bulk', () => {
  test('takes its memberships along', async () => {
    const member = await createUser();
    const group = await createGroup([member]);
    const [deleted] = await bulk([{ method: 'DELETE', path: `/Groups/${group}` }]);
    expect(deleted?.status).toBe('204');
    expect((await send('GET', `/Users/${member}`)).json).not.toHaveProperty('groups');
  });
});

whereOperated('an operator', () => {
  test('is shown a user with the groups it is in', async () => {
    const id = await createUser();
    const group = await createGroup([id]);
    await expect(operator.call('getUser', { parameters: { tenant, id } })).resolves.toMatchObject({
      groups: [{ value: group }],
    });
  });

  (canReachTable() ? test : test.skip)('deletes a tenant to its end', async () => {
    await deleteTenant(operator, tenant);
    await expect(operator.call('getTenant', { parameters: { tenant } })).rejects.toMatchObject({ status: 404 });
  });
});
