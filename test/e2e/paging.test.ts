import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, createGroup, createUser, type JsonBody, send, uniqueName } from './support/client.ts';

const mark = uniqueName('paging');
const names = ['Ada', 'bob', 'CARL', 'dora', 'Eve', 'frank', 'Grace'];
const filter = `filter=${encodeURIComponent(`title eq "${mark}"`)}`;

beforeAll(async () => {
  for (const name of names.toReversed()) {
    const department = name === 'bob' ? {} : { department: name.toUpperCase() };
    await createUser({
      userName: `${name}-${mark}`,
      title: mark,
      displayName: name,
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { ...department, costCenter: '1' },
    });
  }
});

const namesOf = ({ json }: Answer) => (json.Resources ?? []).map(({ displayName }) => displayName);

/** All pages of a list from the first one on. */
async function readThrough(ask: (cursor: string) => Promise<Answer>): Promise<readonly JsonBody[]> {
  const pages: JsonBody[] = [];
  for (let cursor: unknown = ''; typeof cursor === 'string'; ) {
    const { status, json } = await ask(cursor);
    expect({ status, json }).toMatchObject({ status: 200 });
    pages.push(json);
    cursor = json.nextCursor;
  }
  return pages;
}

describe('sorting', () => {
  test.each([
    ['sortBy=userName', names],
    ['sortBy=USERNAME&sortOrder=Descending', names.toReversed()],
    ['sortBy=displayName&count=2&startIndex=3', ['CARL', 'dora']],
    ['sortBy=department', ['Ada', 'CARL', 'dora', 'Eve', 'frank', 'Grace', 'bob']],
    ['sortBy=department&sortOrder=descending&count=2', ['bob', 'Grace']],
    ['sortBy=meta.created&sortOrder=descending', names],
  ])('%s', async (query, expected) => {
    const answer = await send('GET', `/Users?${filter}&${query}`);
    expect(answer.json).toMatchObject({ totalResults: 7 });
    expect(namesOf(answer)).toEqual(expected);
    const parameters = Object.fromEntries(new URLSearchParams(`${filter}&${query}`));
    const searched = await send('POST', '/Users/.search', { body: parameters });
    expect(searched.json).toEqual(answer.json);
  });

  test('by userName goes through the whole directory in order', async () => {
    const { json } = await send('GET', '/Users?sortBy=userName&count=500&attributes=userName');
    const listed = (json.Resources ?? []).map(({ userName }) => String(userName).normalize('NFC').toLowerCase());
    expect(listed.length).toBeGreaterThanOrEqual(7);
    expect(listed).toEqual(listed.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  test.each([
    ['sortBy=shoeSize', /"shoeSize"/],
    ['sortBy=name', /name\.familyName/],
    ['sortBy=password', /"password"/],
    ['sortBy=userName&sortOrder=up', /ascending or descending/],
  ])('%s is refused', async (query, detail) => {
    await expect(send('GET', `/Users?${query}`)).resolves.toMatchObject({
      status: 400,
      json: { scimType: 'invalidValue', detail: expect.stringMatching(detail) },
    });
  });
});

describe('pages by cursor', () => {
  test.each(['sortBy=userName&count=3', 'count=3', 'sortBy=displayName&count=7'])(
    'with %s show everybody once, by GET and by search',
    async (query) => {
      const listed = await readThrough((cursor) => send('GET', `/Users?${filter}&${query}&cursor=${cursor}`));
      const shown = listed.flatMap(({ Resources }) => Resources ?? []).map(({ displayName }) => displayName);
      expect(shown).toHaveLength(names.length);
      expect(new Set(shown)).toEqual(new Set(names));
      expect(listed[0]).not.toHaveProperty('previousCursor');
      expect(listed[0]).not.toHaveProperty('startIndex');
      const parameters = Object.fromEntries(new URLSearchParams(`${filter}&${query}`));
      const searched = await readThrough((cursor) =>
        send('POST', '/Users/.search', { body: { ...parameters, count: Number(parameters.count), cursor } }),
      );
      expect(searched.map(({ Resources }) => Resources)).toEqual(listed.map(({ Resources }) => Resources));
    },
  );

  test('lead back as well', async () => {
    const ask = (cursor: unknown) => send('GET', `/Users?${filter}&sortBy=userName&count=2&cursor=${String(cursor)}`);
    const first = await ask('');
    const second = await ask(first.json.nextCursor);
    expect(namesOf(second)).toEqual(['CARL', 'dora']);
    const back = await ask(second.json.previousCursor);
    expect(namesOf(back)).toEqual(['Ada', 'bob']);
    expect(back.json).not.toHaveProperty('previousCursor');
  });

  test('of all resource types show every user and group once', async () => {
    const groupId = await createGroup();
    const pages = await readThrough((cursor) => send('GET', `?attributes=id&count=500&cursor=${cursor}`));
    const ids = pages.flatMap(({ Resources }) => Resources ?? []).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(groupId);
    expect(ids.length).toBeGreaterThan(7);
  });

  test.each([
    ['cursor=VZUTiyhEQJ94IR', 'invalidCursor'],
    ['cursor&count=501', 'invalidCount'],
    ['cursor&count=ten', 'invalidCount'],
    ['cursor&startIndex=1', 'invalidValue'],
  ])('%s is %s', async (query, scimType) => {
    await expect(send('GET', `/Users?${query}`)).resolves.toMatchObject({ status: 400, json: { scimType } });
  });

  test('a cursor of another list is invalid, and so is another count', async () => {
    const { json } = await send('GET', `/Users?${filter}&count=2&cursor`);
    const cursor = String(json.nextCursor);
    for (const [path, scimType] of [
      [`/Users?count=2&cursor=${cursor}`, 'invalidCursor'],
      [`/Groups?count=2&cursor=${cursor}`, 'invalidCursor'],
      [`/Users?${filter}&count=3&cursor=${cursor}`, 'invalidCount'],
    ]) {
      await expect(send('GET', path ?? '')).resolves.toMatchObject({ status: 400, json: { scimType } });
    }
  });

  test('are announced', async () => {
    const { json } = await send('GET', '/ServiceProviderConfig');
    expect(json).toMatchObject({
      sort: { supported: true },
      pagination: { cursor: true, index: true, defaultPaginationMethod: 'index', maxPageSize: 500 },
    });
  });
});
