import { beforeEach, describe, expect, test } from '@jest/globals';
import { meRoutes } from '#endpoint/me-routes.ts';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { user } from '../../../support/directory.ts';
import { baseUrl, memoryEndpoint, type SendTo } from '../../../support/memory-endpoint.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

const self = user('me@example.com');
const location = `${baseUrl}/Users/${self.id}`;
let store: MemoryStore;
let send: SendTo;

function endpointFor(bound: { readonly user?: string }): SendTo {
  const caller = { tenant: 'acme', tokenId: 't1', ...bound };
  return memoryEndpoint(
    store,
    (open) => {
      const users = resourceRoutes(userType, open);
      return { ...users, ...meRoutes(userType, users) };
    },
    caller,
  );
}

beforeEach(async () => {
  store = new MemoryStore();
  await store.create(userType, self);
  await store.create(userType, user('other@example.com'));
  send = endpointFor({ user: self.id });
});

describe('/Me', () => {
  test('is the user of the token, at its permanent address', async () => {
    const { headers, ...own } = await send('GET /Users/{id}', { parameters: { id: self.id } });
    const me = await send('GET /Me');
    expect(me).toEqual({ ...own, headers: { ...headers, Location: location } });
    expect(me.headers['Content-Location']).toBe(location);
    expect(me.json).toMatchObject({ id: self.id, userName: 'me@example.com', meta: { location } });
  });

  test('takes the same parameters and preconditions', async () => {
    const { json } = await send('GET /Me', { query: 'attributes=userName' });
    expect(json).toEqual({ schemas: [userType.schema.id], id: self.id, userName: 'me@example.com' });
    await expect(
      send('GET /Me', { query: 'excludedAttributes=groups', headers: { 'if-none-match': 'W/"1"' } }),
    ).resolves.toMatchObject({
      status: 304,
      headers: { Location: location },
    });
    await expect(send('DELETE /Me', { headers: { 'if-match': 'W/"9"' } })).resolves.toMatchObject({
      status: 412,
      headers: { Location: location },
    });
  });

  test('changes that user, by PATCH and by PUT', async () => {
    const Operations = [{ op: 'add', path: 'title', value: 'Captain' }];
    await expect(send('PATCH /Me', { body: { Operations } })).resolves.toMatchObject({
      status: 200,
      headers: { Location: location, ETag: 'W/"2"' },
      json: { id: self.id, title: 'Captain' },
    });
    await expect(send('PUT /Me', { body: { userName: 'new@example.com' } })).resolves.toMatchObject({
      status: 200,
      headers: { Location: location },
      json: { id: self.id, userName: 'new@example.com' },
    });
    await expect(send('GET /Users/{id}', { parameters: { id: self.id } })).resolves.toMatchObject({
      json: { userName: 'new@example.com' },
    });
  });

  test('keeps what an error says', async () => {
    const Operations = [{ op: 'replace', path: 'userName', value: 'other@example.com' }];
    await expect(send('PATCH /Me', { body: { Operations } })).resolves.toMatchObject({
      status: 409,
      headers: { Location: location },
      json: { status: '409', scimType: 'uniqueness', detail: expect.stringContaining('userName') },
    });
  });

  test('deletes that user and nobody else, and is 404 from then on', async () => {
    await expect(send('DELETE /Me')).resolves.toMatchObject({ status: 204, headers: { Location: location } });
    await expect(send('GET /Me')).resolves.toMatchObject({ status: 404, json: { status: '404' } });
    await expect(send('GET /Users')).resolves.toMatchObject({ json: { totalResults: 1 } });
  });

  test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s is 404 for a token that is bound to no user', async (method) => {
    const { status, headers, json } = await endpointFor({})(`${method} /Me`, method === 'GET' ? {} : { body: {} });
    expect(status).toBe(404);
    expect(json.detail).toContain('bound to no user');
    expect(headers).not.toHaveProperty('Location');
  });
});
