import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { bulkRoutes } from '#endpoint/bulk-routes.ts';
import { meRoutes } from '#endpoint/me-routes.ts';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { tooManyRequests, unavailable } from '#scim/errors.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { state } from '../../../support/directory.ts';
import { memoryEndpoint, type SendTo } from '../../../support/memory-endpoint.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

const file = join(import.meta.dirname, '../../../rfc/rfc7644-3.9-partial-user.json');
const example = JSON.parse(readFileSync(file, 'utf8')) as { readonly id: string; readonly userName: string };
let send: SendTo;

beforeEach(async () => {
  const store = new MemoryStore();
  await store.create(userType, state({ userName: example.userName, title: 'Tour Guide' }, example.id));
  send = memoryEndpoint(store, (open) => resourceRoutes(userType, open));
});

describe('/Users/{id}', () => {
  test('answers the example of RFC 7644 §3.9', async () => {
    const request = { parameters: { id: example.id }, query: 'attributes=userName' };
    const { status, json } = await send('GET /Users/{id}', request);
    expect([status, json]).toEqual([200, example]);
  });

  test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s is 405 where the id is .search', async (method) => {
    const body = ['PUT', 'PATCH'].includes(method) ? { body: {} } : {};
    await expect(send(`${method} /Users/{id}`, { parameters: { id: '.search' }, ...body })).resolves.toMatchObject({
      status: 405,
      headers: { Allow: 'POST' },
    });
  });
});

describe('a change that is committed when its answer cannot be read in time', () => {
  const id = example.id;
  const group = '00000000-0000-4000-8000-000000000002';
  const replaceTitle = { Operations: [{ op: 'replace', path: 'title', value: 'Guide' }] };
  let busy: MemoryStore;
  let sendBusy: SendTo;

  beforeEach(async () => {
    busy = new MemoryStore();
    await busy.create(userType, state({ userName: 'ada' }, id));
    await busy.create(groupType, state({ displayName: 'staff' }, group), [{ value: id, type: 'User' }]);
    busy.listGroupsOf = () => Promise.reject(tooManyRequests('Throttled until the end.', 2));
    busy.listMembers = () => Promise.reject(unavailable('The time is over.', 1));
    sendBusy = memoryEndpoint(
      busy,
      (open) => {
        const users = resourceRoutes(userType, open);
        const others = { ...resourceRoutes(groupType, open), ...bulkRoutes(resourceTypes, open) };
        return { ...users, ...meRoutes(userType, users), ...others };
      },
      { tenant: 'acme', tokenId: 't1', user: id },
    );
  });

  test.each([
    ['PATCH /Users/{id}', replaceTitle],
    ['PUT /Users/{id}', { userName: 'ada', title: 'Guide' }],
    ['PATCH /Me', replaceTitle],
    ['PUT /Me', { userName: 'ada', title: 'Guide' }],
  ])('%s is 204 with the new version', async (route, body) => {
    const answer = await sendBusy(route, { parameters: { id }, headers: { 'if-match': 'W/"1"' }, body });
    expect([answer.status, answer.headers.ETag, answer.json]).toEqual([204, 'W/"2"', {}]);
    await expect(busy.get(userType, id)).resolves.toMatchObject({ version: 2, document: { title: 'Guide' } });
  });

  test('a PATCH of members that asks for them is 204 as well, rather than a group without any', async () => {
    const body = { Operations: [{ op: 'remove', path: `members[value eq "${id}"]` }] };
    const answer = await sendBusy('PATCH /Groups/{id}', {
      parameters: { id: group },
      query: 'attributes=members',
      body,
    });
    expect([answer.status, answer.headers.ETag]).toEqual([204, 'W/"2"']);
    await expect(busy.get(groupType, group)).resolves.toMatchObject({ version: 2 });
  });

  test('a POST and a bulk request read nothing after they have written', async () => {
    const created = await sendBusy('POST /Users', { body: { userName: 'bob' } });
    expect([created.status, created.json.userName]).toEqual([201, 'bob']);
    const Operations = [
      { method: 'PATCH', path: `/Users/${id}`, data: replaceTitle },
      { method: 'PUT', path: `/Users/${id}`, data: { userName: 'ada' } },
      { method: 'POST', path: '/Groups', bulkId: 'g', data: { displayName: 'new', members: [{ value: id }] } },
    ];
    const { json } = await sendBusy('POST /Bulk', { body: { Operations } });
    expect((json.Operations as { status: string }[]).map(({ status }) => status)).toEqual(['200', '200', '201']);
  });

  test('any other error is still told', async () => {
    busy.listGroupsOf = () => Promise.reject(new Error('a mistake of ours'));
    await expect(sendBusy('PATCH /Users/{id}', { parameters: { id }, body: replaceTitle })).resolves.toMatchObject({
      status: 500,
    });
  });
});
