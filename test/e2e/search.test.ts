import { beforeAll, describe, expect, test } from '@jest/globals';
import { connection, createGroup, createUser, type JsonBody, patch, send, uniqueName } from './support/client.ts';
import { workAlone } from './support/own-directory.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const name = uniqueName('search');
const named = `displayName sw "${name}"`;
let userIds: readonly string[];
let groupIds: readonly string[];

beforeAll(async () => {
  await workAlone('search');
  userIds = await Promise.all(['u1', 'u2', 'u3'].map((suffix) => createUser({ displayName: `${name}-${suffix}` })));
  groupIds = await Promise.all(['g1', 'g2'].map((suffix) => createGroup([], `${name}-${suffix}`)));
});

const search = (path: string, body?: object) => send('POST', `${path}/.search`, body === undefined ? {} : { body });
const idsOf = ({ Resources = [] }: JsonBody) => Resources.map(({ id }) => id);

describe('.search', () => {
  test('of one endpoint answers what its query string answers', async () => {
    const body = { filter: named, attributes: ['displayName'], startIndex: 2, count: 1 };
    const query = `filter=${encodeURIComponent(named)}&attributes=displayName&startIndex=2&count=1`;
    for (const [endpoint, ids] of [
      ['/Users', userIds],
      ['/Groups', groupIds],
    ] as const) {
      const [searched, listed] = [await search(endpoint, body), await send('GET', `${endpoint}?${query}`)];
      expect(searched).toMatchObject({ status: 200, json: { totalResults: ids.length, itemsPerPage: 1 } });
      expect(searched.json).toEqual(listed.json);
      expect(searched.headers.get('content-type')).toBe('application/scim+json');
    }
  });

  test('of the root pages over users, then groups', async () => {
    const all = await search('', { filter: named });
    expect(all.json).toMatchObject({ totalResults: 5, startIndex: 1, itemsPerPage: 5 });
    const ids = idsOf(all.json);
    expect([new Set(ids.slice(0, 3)), new Set(ids.slice(3))]).toEqual([new Set(userIds), new Set(groupIds)]);
    const paged = await Promise.all([1, 3, 5].map((startIndex) => search('', { filter: named, startIndex, count: 2 })));
    expect(paged.flatMap(({ json }) => idsOf(json))).toEqual(ids);
    const listed = await send('GET', `?filter=${encodeURIComponent(named)}`);
    expect(listed.json).toEqual(all.json);
  });

  test('of the root counts everything without a body', async () => {
    const counts = await Promise.all(['/Users', '/Groups', ''].map((path) => search(path, { count: 0 })));
    const [users, groups, all] = counts.map(({ json }) => Number(json.totalResults));
    expect(all).toBe(Number(users) + Number(groups));
    await expect(search('')).resolves.toMatchObject({ status: 200, json: { totalResults: all } });
  });

  test('of the root goes on from a cursor, from one type to the next', async () => {
    const ids: unknown[] = [];
    for (let cursor: unknown = ''; cursor !== undefined; ) {
      const { json } = await search('', { filter: named, cursor, count: 2 });
      ids.push(...idsOf(json));
      cursor = json.nextCursor;
    }
    expect(new Set(ids)).toEqual(new Set([...userIds, ...groupIds]));
    expect(ids).toHaveLength(5);
  });

  test('of the root finds one user in one read, and asks no other type', async () => {
    const userName = uniqueName('single');
    const id = await createUser({ userName });
    const { json, headers } = await search('', { filter: `userName eq "${userName}"`, attributes: 'userName' });
    expect(json.Resources).toEqual([{ schemas: expect.any(Array), id, userName }]);
    // Only the local stack says what an answer cost: the entry, then the user.
    expect(headers.get('server-timing') ?? 'trips=2').toContain('trips=2');
  });

  test.each([
    [{ filter: 'nothing pr' }, 'invalidFilter'],
    [{ count: 'many' }, 'invalidValue'],
    [{ filter: 5 }, 'invalidValue'],
    [{ schemas: ['urn:other'] }, 'invalidSyntax'],
  ])('of the root refuses %j with %s', async (body, scimType) => {
    await expect(search('', body)).resolves.toMatchObject({ status: 400, json: { scimType } });
  });

  test('of the root finds a resource by the location that it is shown with', async () => {
    const [boss, group] = [await createUser(), await createGroup([])];
    const id = await createUser({ [enterprise]: { manager: { value: boss } } });
    const { baseUrl } = connection();
    for (const [filter, found] of [
      [`meta.location eq "${baseUrl}/Users/${id}"`, id],
      [`meta.location eq "${baseUrl}/Groups/${group}"`, group],
      [`${enterprise}:manager.$ref eq "${baseUrl}/Users/${boss}"`, id],
    ]) {
      const { json } = await search('', { filter, attributes: ['id'] });
      expect(json.Resources).toMatchObject([{ id: found }]);
    }
  });
});

describe('/Me', () => {
  const token = process.env.SCIM_USER_TOKEN;
  const bound = token ? test : test.skip;

  test('is nobody for a token that is bound to no user', async () => {
    const { status, json } = await send('GET', '/Me');
    expect([status, json.status]).toEqual([404, '404']);
  });

  bound('is the user of the token', async () => {
    const { status, json, headers } = await send('GET', '/Me', { token: token ?? null });
    const location = `${connection().baseUrl}/Users/${json.id}`;
    expect([status, json.meta?.location, headers.get('location')]).toEqual([200, location, location]);
    const title = uniqueName('title');
    const changed = await patch('/Me', [{ op: 'replace', path: 'title', value: title }], { token: token ?? null });
    expect(changed).toMatchObject({ status: 200, json: { id: json.id, title } });
    await expect(send('GET', `/Users/${json.id}`, { token: token ?? null })).resolves.toMatchObject({
      json: { title },
    });
  });
});
