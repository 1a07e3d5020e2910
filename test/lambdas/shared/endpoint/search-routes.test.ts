import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { searchRoutes } from '#endpoint/search-routes.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import type { StoreQuery } from '#storage/resource-store.ts';
import { group, state, user } from '../../../support/directory.ts';
import { baseUrl, memoryEndpoint, type SendTo } from '../../../support/memory-endpoint.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

const rfc = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../rfc', file), 'utf8')) as Record<string, unknown>;

let store: MemoryStore;
let asked: (StoreQuery & { readonly type: string })[];
let send: SendTo;
let ids: readonly string[];

beforeEach(async () => {
  store = new MemoryStore();
  const users = ['a', 'b', 'c'].map((name) => user(`${name}@example.com`, { title: name, displayName: name }));
  const groups = ['a', 'd'].map(group);
  for (const each of users) await store.create(userType, each);
  for (const each of groups) await store.create(groupType, each);
  ids = [users, groups].flatMap((states) => states.map(({ id }) => id).sort());
  asked = [];
  const query = store.query.bind(store);
  store.query = (type, request) => {
    asked.push({ type: type.name, ...request });
    return query(type, request);
  };
  send = memoryEndpoint(store, (open) => ({
    ...searchRoutes('', resourceTypes, open),
    ...searchRoutes('/Users', [userType], open),
  }));
});

const idsOf = (json: Record<string, unknown>) => (json.Resources as { id: string }[]).map(({ id }) => id);

describe('a search of the root', () => {
  test.each<[string, Parameters<SendTo>]>([
    ['no body', ['POST /.search']],
    ['an empty object', ['POST /.search', { body: {} }]],
    ['GET', ['GET ']],
  ])('with %s answers everything, users before groups, each as its own type', async (_, request) => {
    const { status, headers, json } = await send(...request);
    expect([status, headers['Content-Type']]).toEqual([200, 'application/scim+json']);
    expect(json).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 5,
      startIndex: 1,
      itemsPerPage: 5,
    });
    expect(idsOf(json)).toEqual(ids);
    const { Resources } = json as { Resources: { schemas: string[]; meta: { location: string } }[] };
    expect(Resources[0]).toMatchObject({ schemas: [userType.schema.id], meta: { resourceType: 'User' } });
    expect(Resources[4]).toMatchObject({ schemas: [groupType.schema.id], meta: { resourceType: 'Group' } });
    expect(Resources[4]?.meta.location).toBe(`${baseUrl}/Groups/${ids[4]}`);
  });

  test('pages over the types as over one list, however long the page', async () => {
    for (let count = 0; count <= 7; count += 1) {
      for (let startIndex = 1; startIndex <= 8; startIndex += 1) {
        const { json } = await send('POST /.search', { body: { startIndex, count } });
        const expected = ids.slice(startIndex - 1, startIndex - 1 + count);
        expect({ startIndex, count, ids: idsOf(json) }).toEqual({ startIndex, count, ids: expected });
        expect(json).toMatchObject({ totalResults: 5, startIndex, itemsPerPage: expected.length });
      }
    }
  });

  test('asks each type for its part of the page and no more', async () => {
    await send('POST /.search', { body: { startIndex: 3, count: 2 } });
    await send('POST /.search', { body: { startIndex: 1, count: 2 } });
    expect(asked).toEqual([
      { type: 'User', startIndex: 3, count: 2 },
      { type: 'Group', startIndex: 1, count: 1 },
      { type: 'User', startIndex: 1, count: 2 },
      { type: 'Group', startIndex: 1, count: 0 },
    ]);
  });

  test('does not touch a type that meta.resourceType leaves out', async () => {
    const { json } = await send('POST /.search', { body: { filter: 'meta.resourceType eq "Group"' } });
    expect(idsOf(json)).toEqual(ids.slice(3));
    expect(asked).toEqual([{ type: 'Group', startIndex: 1, count: 100 }]);
  });

  test.each<[string, number]>([
    ['displayName eq "a"', 2],
    ['userName eq "a@example.com"', 1],
    ['userName eq "a@example.com" or displayName eq "d"', 2],
    ['title pr', 3],
    ['not (title pr)', 2],
    ['members pr', 0],
    ['(meta.resourceType eq User) or (meta.resourceType eq Group)', 5],
    ['meta.resourceType eq "Device"', 0],
  ])('%s finds %d', async (filter, totalResults) => {
    await expect(send('POST /.search', { body: { filter } })).resolves.toMatchObject({
      status: 200,
      json: { totalResults },
    });
    const query = `filter=${encodeURIComponent(filter)}`;
    await expect(send('GET ', { query })).resolves.toMatchObject({ status: 200, json: { totalResults } });
  });

  test.each<[object, string, RegExp]>([
    [{ filter: 'nothing eq "a"' }, 'invalidFilter', /"nothing"/],
    [{ filter: 'meta.resourceType eq "Group" and nothing pr' }, 'invalidFilter', /"nothing"/],
    [{ filter: 'userName eq' }, 'invalidFilter', /value/],
    [{ count: true }, 'invalidValue', /^count: true/],
    [{ startIndex: 'x' }, 'invalidValue', /^startIndex: "x"/],
    [{ attributes: ['id'], excludedAttributes: 'meta' }, 'invalidValue', /exclude each other/],
  ])('%j is refused', async (body, scimType, detail) => {
    await expect(send('POST /.search', { body })).resolves.toMatchObject({
      status: 400,
      json: { scimType, detail: expect.stringMatching(detail) },
    });
    expect(asked).toEqual([]);
  });

  test('answers the example of RFC 7644 §3.4.3', async () => {
    const example = rfc('rfc7644-3.4.3-search-response.json');
    store = new MemoryStore();
    const [jsmith, family] = example.Resources as { id: string; userName?: string; displayName: string }[];
    const { id: userId = '', ...smith } = jsmith ?? { displayName: '' };
    const { id: groupId = '', ...smiths } = family ?? { displayName: '' };
    await store.create(userType, state({ ...smith, title: 'not asked for' }, userId));
    await store.create(userType, user('other', { displayName: 'Other' }));
    await store.create(groupType, state(smiths, groupId));
    send = memoryEndpoint(store, (open) => searchRoutes('', resourceTypes, open));
    const { json } = await send('POST /.search', { body: rfc('rfc7644-3.4.3-search-request.json') });
    // The RFC's own answer leaves `schemas` out, which is always returned (RFC 7643 §3), and counts what it does not show.
    const Resources = [
      { schemas: [userType.schema.id], ...jsmith },
      { schemas: [groupType.schema.id], ...family },
    ];
    expect(json).toEqual({ ...example, totalResults: 2, itemsPerPage: 2, Resources });
  });
});

describe('a query of one endpoint', () => {
  test.each<[string, object]>([
    ['', {}],
    ['filter=title%20eq%20%22a%22', { filter: 'title eq "a"' }],
    ['startIndex=2&count=1', { startIndex: 2, count: 1 }],
    ['startIndex=2&count=1', { startIndex: '2', count: '1' }],
    ['count=0', { count: 0 }],
    ['attributes=userName,title', { attributes: ['userName', 'title'] }],
    ['attributes=userName,title', { attributes: 'userName,title' }],
    ['excludedAttributes=meta', { excludedAttributes: ['meta'] }],
    ['attributes=', { attributes: [] }],
    ['filter=x', { filter: 'x' }],
    ['count=1.5', { count: 1.5 }],
    ['filter=meta.resourceType%20eq%20%22Group%22', { filter: 'meta.resourceType eq "Group"' }],
    ['filter=members%20pr', { filter: 'members pr' }],
  ])('?%s answers as the search %j', async (query, body) => {
    const listed = await send('GET /Users', { query });
    await expect(send('POST /Users/.search', { body })).resolves.toEqual(listed);
  });

  test('excludes nothing that is always returned', async () => {
    const excludedAttributes = ['id', 'schemas', 'meta', 'userName', 'title', 'displayName', 'active'];
    const { json } = await send('POST /Users/.search', { body: { filter: 'title eq "a"', excludedAttributes } });
    expect(json.Resources).toEqual([{ schemas: [userType.schema.id], id: expect.any(String) }]);
  });

  test('answers the example of RFC 7644 §3.4.2', async () => {
    const example = rfc('rfc7644-3.4.2-list-response.json');
    store = new MemoryStore();
    const Resources = example.Resources as { id: string; userName: string }[];
    for (const { id, userName } of Resources) await store.create(userType, state({ userName, title: 'x' }, id));
    send = memoryEndpoint(store, (open) => searchRoutes('/Users', [userType], open));
    const { json } = await send('GET /Users', { query: 'attributes=userName' });
    expect(json).toEqual({
      ...example,
      startIndex: 1,
      itemsPerPage: 2,
      Resources: Resources.map((resource) => ({ schemas: [userType.schema.id], ...resource })),
    });
  });
});
