import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { resourceRoutes } from '#endpoint/resource-routes.ts';
import { userType } from '#scim/schema/resource-types.ts';
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
