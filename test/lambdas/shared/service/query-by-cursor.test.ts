import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { searchRoutes } from '#endpoint/search-routes.ts';
import { cursorTimeout } from '#scim/message/list-request.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { at, group, later, user } from '../../../support/directory.ts';
import { type EndpointAnswer, memoryEndpoint, type SendTo } from '../../../support/memory-endpoint.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

interface Example {
  readonly request: { readonly path: string; readonly body?: object };
  readonly response: Readonly<Record<string, unknown>>;
}

const rfc = (file: string): Example =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../rfc', file), 'utf8')) as Example;

let store: MemoryStore;
let send: SendTo;
let now: string;

/** The endpoints over one directory as a tenant uses them. */
function endpoint(tenant: string): SendTo {
  const types = [userType, groupType];
  return memoryEndpoint(
    store,
    (open) => ({
      ...searchRoutes('', types, open),
      ...searchRoutes('/Users', [userType], open),
      ...searchRoutes('/Groups', [groupType], open),
    }),
    { tenant, tokenId: 't1' },
    () => now,
  );
}

beforeEach(() => {
  store = new MemoryStore();
  now = at;
  send = endpoint('acme');
});

const letters = 'abcdefg'.split('');

async function createUsers(names: readonly string[] = letters): Promise<void> {
  for (const name of names) await store.create(userType, user(name, { displayName: name.toUpperCase() }));
}

/** Asks for one page. */
const get = (route: string, query: string, cursor = '') => send(`GET ${route}`, { query: `${query}&cursor=${cursor}` });

const namesOf = ({ json }: EndpointAnswer) =>
  (json.Resources as { userName?: string; displayName: string }[]).map((each) => each.userName ?? each.displayName);

const cursorOf = ({ json }: EndpointAnswer, name: 'nextCursor' | 'previousCursor') => json[name] as string | undefined;

/** The names on all pages from the one at `cursor` to the end of the list, or to its beginning. */
async function readThrough(route: string, query: string, to: 'nextCursor' | 'previousCursor', cursor = '') {
  const pages: string[][] = [];
  for (let next: string | undefined = cursor; next !== undefined; ) {
    const answer = await get(route, query, next);
    expect(answer.status).toBe(200);
    pages.push(namesOf(answer));
    next = cursorOf(answer, to);
    if (pages.length > 100) throw new Error('The list has no end.');
  }
  return pages;
}

describe('pages by cursor', () => {
  beforeEach(() => createUsers());

  test('follow each other to the end, in the order asked for', async () => {
    const pages = await readThrough('/Users', 'sortBy=userName&count=3', 'nextCursor');
    expect(pages).toEqual([['a', 'b', 'c'], ['d', 'e', 'f'], ['g']]);
    const backward = await readThrough('/Users', 'sortBy=userName&sortOrder=descending&count=4', 'nextCursor');
    expect(backward).toEqual([
      ['g', 'f', 'e', 'd'],
      ['c', 'b', 'a'],
    ]);
  });

  test('lead back page by page to the first', async () => {
    const query = 'sortBy=userName&count=3';
    const first = await get('/Users', query);
    expect(first.json).not.toHaveProperty('previousCursor');
    const second = await get('/Users', query, cursorOf(first, 'nextCursor'));
    const third = await get('/Users', query, cursorOf(second, 'nextCursor'));
    expect(third.json).not.toHaveProperty('nextCursor');
    const back = await get('/Users', query, cursorOf(third, 'previousCursor'));
    expect(back.json).toMatchObject({ Resources: second.json.Resources });
    const start = await get('/Users', query, cursorOf(back, 'previousCursor'));
    expect(start.json).toMatchObject({ Resources: first.json.Resources });
    expect(start.json).not.toHaveProperty('previousCursor');
    const again = await get('/Users', query, cursorOf(start, 'nextCursor'));
    expect(again.json).toMatchObject({ Resources: second.json.Resources });
  });

  test('have a total, the number of their resources and no startIndex', async () => {
    const { json } = await get('/Users', 'count=3');
    expect(json).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 7,
      itemsPerPage: 3,
      nextCursor: expect.stringMatching(/^[A-Za-z0-9._~-]+$/),
      Resources: expect.any(Array),
    });
  });

  test.each(['', 'filter=userName%20ge%20%22c%22', 'sortBy=displayName', 'sortBy=title'])(
    'reach each resource once with %j, whatever their length',
    async (query) => {
      for (let count = 1; count <= 8; count += 1) {
        const names = (await readThrough('/Users', `${query}&count=${count}`, 'nextCursor')).flat();
        expect(names.toSorted()).toEqual(query.startsWith('filter') ? letters.slice(2) : letters);
      }
    },
  );

  test('go on where they were when resources come and go', async () => {
    const query = 'sortBy=userName&count=3';
    const first = await get('/Users', query);
    const { resources } = await store.query(userType, { startIndex: 1, count: 10 });
    for (const each of resources) {
      if (['a', 'c'].includes(each.document.userName as string)) await store.delete(userType, each, { at: later });
    }
    await createUsers(['bb', 'dd']);
    const second = await get('/Users', query, cursorOf(first, 'nextCursor'));
    expect(namesOf(second)).toEqual(['d', 'dd', 'e']);
    expect(namesOf(await get('/Users', query, cursorOf(second, 'previousCursor')))).toEqual(['b', 'bb']);
  });

  test('hold only what is asked of them with count 0', async () => {
    const { json } = await get('/Users', 'count=0');
    expect(json).toMatchObject({ totalResults: 7, itemsPerPage: 0, Resources: [] });
    expect(json).not.toHaveProperty('nextCursor');
  });

  test('are not what a request without a cursor gets', async () => {
    const { json } = await send('GET /Users', { query: 'count=3' });
    expect(json).toMatchObject({ startIndex: 1 });
    expect(json).not.toHaveProperty('nextCursor');
  });
});

describe('of several resource types', () => {
  beforeEach(async () => {
    await createUsers();
    for (const name of ['B', 'C', 'H']) await store.create(groupType, group(name));
  });

  test.each([
    ['sortBy=displayName', ['a', 'b', 'B', 'c', 'C', 'd', 'e', 'f', 'g', 'H']],
    ['sortBy=displayName&sortOrder=descending', ['H', 'g', 'f', 'e', 'd', 'c', 'C', 'b', 'B', 'a']],
  ])('%s orders all together, by cursor and by number', async (query, expected) => {
    const normal = (names: readonly string[]) => names.map((name) => name.toLowerCase());
    for (const count of [1, 3, 10, 20]) {
      const pages = await readThrough('', `${query}&count=${count}`, 'nextCursor');
      expect(normal(pages.flat())).toEqual(normal(expected));
      for (const startIndex of [1, 3, 9, 50]) {
        const page = await send('GET ', { query: `${query}&count=${count}&startIndex=${startIndex}` });
        expect(page.json).toMatchObject({ totalResults: 10, startIndex });
        expect(normal(namesOf(page))).toEqual(normal(expected.slice(startIndex - 1, startIndex - 1 + count)));
      }
    }
  });

  test.each(['', 'sortBy=userName', 'sortBy=userName&sortOrder=descending', 'sortBy=id', 'sortBy=meta.created'])(
    'with %j each is reached once, and back',
    async (query) => {
      for (const count of [1, 2, 3, 9, 10]) {
        const list = `${query}&count=${count}`;
        const forward = await readThrough('', list, 'nextCursor');
        expect(forward.flat().toSorted()).toEqual(['B', 'C', 'H', ...letters]);
        let last = await get('', list);
        for (let next = cursorOf(last, 'nextCursor'); next !== undefined; next = cursorOf(last, 'nextCursor')) {
          last = await get('', list, next);
        }
        const back = cursorOf(last, 'previousCursor');
        const backward = back === undefined ? [] : await readThrough('', list, 'previousCursor', back);
        expect([...backward.toReversed(), namesOf(last)]).toEqual(forward);
      }
    },
  );

  test('a sort by what only one type has puts the others where no value belongs', async () => {
    const ascending = (await readThrough('', 'sortBy=userName&count=4', 'nextCursor')).flat();
    expect(ascending.slice(0, 7)).toEqual(letters);
    const descending = (await readThrough('', 'sortBy=userName&sortOrder=descending&count=4', 'nextCursor')).flat();
    expect(descending.slice(3)).toEqual(letters.toReversed());
  });

  test('a sorted list that is numbered too far is refused, naming cursors', async () => {
    await expect(send('GET ', { query: 'sortBy=displayName&startIndex=5000' })).resolves.toMatchObject({
      status: 400,
      json: { scimType: 'tooMany', detail: expect.stringContaining('cursor') },
    });
  });
});

describe('a cursor', () => {
  let next: string;
  beforeEach(async () => {
    await createUsers();
    await store.create(groupType, group('A'));
    await store.create(groupType, group('B'));
    next = cursorOf(await get('/Users', 'sortBy=userName&count=2'), 'nextCursor') ?? '';
  });

  test.each([
    ['the same', 'sortBy=userName&count=2'],
    ['other letters in names', 'sortBy=USERNAME&count=2&sortOrder=Ascending'],
    ['other attributes', 'sortBy=userName&count=2&attributes=id'],
  ])('is good for a request with %s', async (_, query) => {
    await expect(get('/Users', query, next)).resolves.toMatchObject({ status: 200 });
  });

  test.each([
    ['another order', '/Users', 'sortBy=displayName&count=2'],
    ['the opposite order', '/Users', 'sortBy=userName&sortOrder=descending&count=2'],
    ['no order', '/Users', 'count=2'],
    ['a filter', '/Users', 'sortBy=userName&count=2&filter=id%20pr'],
    ['another resource type', '/Groups', 'count=2'],
    ['all resource types', '', 'sortBy=userName&count=2'],
  ])('is invalid for a request with %s', async (_, route, query) => {
    const answer = await get(route, query, next);
    expect([answer.status, answer.json.scimType]).toEqual([400, 'invalidCursor']);
  });

  test('is invalid for another tenant, in the same words as one that was never made', async () => {
    const query = `sortBy=userName&count=2&cursor=`;
    const other = await endpoint('other')('GET /Users', { query: query + next });
    const forged = await send('GET /Users', { query: `${query}VZUTiyhEQJ94IR` });
    const changed = await send('GET /Users', { query: query + next.slice(0, -1) });
    expect(other.json).toMatchObject({ status: '400', scimType: 'invalidCursor' });
    expect(forged.json).toEqual(other.json);
    expect(changed.json).toEqual(other.json);
  });

  test('is good for as long as ServiceProviderConfig says, and then has expired', async () => {
    const after = (seconds: number) => new Date(Date.parse(at) + seconds * 1_000).toISOString();
    now = after(cursorTimeout);
    await expect(get('/Users', 'sortBy=userName&count=2', next)).resolves.toMatchObject({ status: 200 });
    now = after(cursorTimeout + 1);
    await expect(get('/Users', 'sortBy=userName&count=2', next)).resolves.toMatchObject({
      status: 400,
      json: { scimType: 'expiredCursor', detail: expect.stringContaining(String(cursorTimeout)) },
    });
  });

  test.each(['sortBy=userName&count=3', 'sortBy=userName', 'sortBy=userName&count=0'])(
    'demands the count it was made with: %s is invalidCount',
    async (query) => {
      await expect(get('/Users', query, next)).resolves.toMatchObject({
        status: 400,
        json: { scimType: 'invalidCount' },
      });
    },
  );

  test.each(['%00', '%E2%82%AC', 'a'.repeat(8_000), '1', '..', '%20'])(
    '%# that is no cursor is invalid',
    async (text) => {
      const answer = await get('/Users', 'sortBy=userName&count=2', text);
      expect([answer.status, answer.json.scimType]).toEqual([400, 'invalidCursor']);
    },
  );

  test('works in a search as in a query', async () => {
    const body = { sortBy: 'userName', count: 2, cursor: next };
    const listed = await get('/Users', 'sortBy=userName&count=2', next);
    const searched = await send('POST /Users/.search', { body });
    expect(searched.json.Resources).toEqual(listed.json.Resources);
    await expect(send('POST /Users/.search', { body: { ...body, count: 501 } })).resolves.toMatchObject({
      json: { scimType: 'invalidCount' },
    });
  });
});

describe('the examples of RFC 9865', () => {
  const shapeOf = (response: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(response).map(([name, value]) => [name, name.endsWith('Cursor') ? typeof value : value]),
    );

  beforeEach(() =>
    createUsers([
      ...Array.from({ length: 100 }, (_, i) => `J${i}`),
      ...Array.from({ length: 100 }, (_, i) => `smith${i}`),
    ]),
  );

  test('§2: the first page, and the second by its cursor', async () => {
    const [first, second] = [rfc('rfc9865-2-first-page.json'), rfc('rfc9865-2-second-page.json')];
    const [route = '', query] = first.request.path.split('?');
    const { json } = await send(`GET ${route}`, { query: query ?? '' });
    const { Resources, ...page } = json;
    expect(shapeOf(page)).toEqual(shapeOf(first.response));
    const next = second.request.path.replace(String(first.response.nextCursor), String(json.nextCursor)).split('?')[1];
    const { Resources: others, ...nextPage } = (await send(`GET ${route}`, { query: next ?? '' })).json;
    expect(shapeOf(nextPage)).toEqual(shapeOf(second.response));
    expect(others).not.toEqual(Resources);
  });

  test('§2.3: who asks for no cursor is answered with numbers, which that section leaves open', async () => {
    const { request, response } = rfc('rfc9865-2.3-first-page.json');
    const { Resources, ...page } = (await send(`GET ${request.path}`)).json;
    const { nextCursor: _, totalResults, ...others } = response;
    expect(page).toEqual({ ...others, startIndex: 1, totalResults: 200 });
    expect(totalResults).toBe(5_000);
    expect(Resources).toHaveLength(100);
  });

  test('§3: a search', async () => {
    const { request, response } = rfc('rfc9865-3-search.json');
    // The RFC writes /User where RFC 7644 §3.2 has /Users.
    const { json } = await send('POST /Users/.search', { body: request.body ?? {} });
    const { Resources, ...page } = json;
    expect(shapeOf(page)).toEqual(shapeOf(response));
    expect(Object.keys((Resources as object[])[0] ?? {}).toSorted()).toEqual([
      'displayName',
      'id',
      'schemas',
      'userName',
    ]);
  });
});
