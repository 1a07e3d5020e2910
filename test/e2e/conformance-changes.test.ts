/** What RFC 7644 demands of changes, answers and errors; `test/rfc/requirements/` says which sentence is shown where. */
import { describe, expect, test } from '@jest/globals';
import {
  type Answer,
  connection,
  createGroup,
  createUser,
  filterBy,
  type JsonBody,
  patch,
  send,
  uniqueName,
} from './support/client.ts';

const coreUser = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const missing = '00000000-0000-4000-8000-000000000000';

async function read(path: string): Promise<JsonBody> {
  return (await send('GET', path)).json;
}

describe('PATCH', () => {
  test('a change that changes nothing leaves lastModified as it was', async () => {
    const id = await createUser({ title: 'Captain', emails: [{ value: 'a@example.com', type: 'work' }] });
    const { meta } = await read(`/Users/${id}`);
    const answer = await patch(`/Users/${id}`, [
      { op: 'add', path: 'title', value: 'Captain' },
      { op: 'add', path: 'emails', value: [{ value: 'a@example.com', type: 'work' }] },
    ]);
    expect([answer.status, answer.json.meta]).toEqual([200, meta]);
    const group = await createGroup([id]);
    const before = await read(`/Groups/${group}`);
    const again = await patch(`/Groups/${group}`, [{ op: 'add', path: 'members', value: [{ value: id }] }]);
    expect(again.status).toBe(204);
    expect(await read(`/Groups/${group}`)).toEqual(before);
  });

  test('a PATCH of an extension attribute changes schemas with it', async () => {
    const id = await createUser();
    const added = await patch(`/Users/${id}`, [{ op: 'add', path: `${enterprise}:division`, value: 'D' }]);
    expect(added.json).toMatchObject({ schemas: [coreUser, enterprise], [enterprise]: { division: 'D' } });
    const removed = await patch(`/Users/${id}`, [{ op: 'remove', path: `${enterprise}:division` }]);
    expect(removed.json.schemas).toEqual([coreUser]);
  });

  test('add to a complex attribute keeps the sub-attributes it does not name', async () => {
    const id = await createUser({ name: { givenName: 'Ada', familyName: 'Byron' } });
    const answer = await patch(`/Users/${id}`, [{ op: 'add', path: 'name', value: { familyName: 'King' } }]);
    expect(answer.json.name).toEqual({ givenName: 'Ada', familyName: 'King' });
  });

  test('replace by a value path replaces every element that matches', async () => {
    const emails = ['a', 'b', 'c'].map((value) => ({ value, type: value === 'c' ? 'home' : 'work' }));
    const id = await createUser({ emails });
    const path = 'emails[type eq "work"].display';
    const answer = await patch(`/Users/${id}`, [{ op: 'replace', path, value: 'W' }]);
    expect(answer.json.emails).toEqual([{ ...emails[0], display: 'W' }, { ...emails[1], display: 'W' }, emails[2]]);
  });

  test('replace by a value path that matches nothing is noTarget', async () => {
    const emails = [{ value: 'a', type: 'home' }];
    const id = await createUser({ emails });
    const path = 'emails[type eq "work"].value';
    const answer = await patch(`/Users/${id}`, [{ op: 'replace', path, value: 'b' }]);
    expect([answer.status, answer.json.scimType]).toEqual([400, 'noTarget']);
    expect((await read(`/Users/${id}`)).emails).toEqual(emails);
    const group = await createGroup([]);
    const member = { op: 'replace', path: `members[value eq "${await createUser()}"]`, value: { value: id } };
    for (const operation of [member, { ...member, path: `${member.path}.display`, value: 'x' }]) {
      const refused = await patch(`/Groups/${group}`, [operation]);
      expect([refused.status, refused.json.scimType]).toEqual([400, 'noTarget']);
    }
    expect((await read(`/Groups/${group}`)).members).toBeUndefined();
  });

  test('a member is taken away by the reference that is shown', async () => {
    const group = await createGroup([await createUser(), await createUser()]);
    const [first, second] = (await read(`/Groups/${group}`)).members as Record<string, unknown>[];
    await patch(`/Groups/${group}`, [{ op: 'remove', path: `members[$ref eq "${String(first?.$ref)}"]` }]);
    expect((await read(`/Groups/${group}`)).members).toEqual([second]);
  });

  test.each([
    ['userName', { op: 'remove', path: 'userName' }],
    ['groups', { op: 'remove', path: 'groups' }],
    ['id', { op: 'remove', path: 'id' }],
    ['schemas', { op: 'add', path: 'schemas', value: [enterprise] }],
  ])('what is required or readOnly cannot be taken away: %s', async (_, operation) => {
    const id = await createUser();
    const answer = await patch(`/Users/${id}`, [operation]);
    expect([answer.status, answer.json.scimType]).toEqual([400, 'mutability']);
  });
});

describe('deleted resources', () => {
  test('what was deleted is gone for every operation', async () => {
    const userName = uniqueName('gone');
    const id = await createUser({ userName });
    await send('DELETE', `/Users/${id}`);
    const path = `/Users/${id}`;
    const answers = [
      await send('GET', path),
      await send('PUT', path, { body: { userName } }),
      await patch(path, [{ op: 'replace', path: 'title', value: 'x' }]),
      await send('DELETE', path),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    await expect(send('GET', `/Users?${filterBy('userName', userName)}`)).resolves.toMatchObject({
      json: { totalResults: 0 },
    });
  });
});

describe('answers', () => {
  test('every answer with a resource takes attributes and excludedAttributes', async () => {
    const userName = uniqueName('chosen');
    const body = { userName, title: 'Captain', nickName: 'C' };
    const post = await send('POST', '/Users?attributes=title', { body });
    const minimum = { schemas: [coreUser], id: post.json.id };
    const path = `/Users/${post.json.id}`;
    const rename = [{ op: 'replace', path: 'title', value: 'Major' }];
    const included = [
      post,
      await send('GET', `${path}?attributes=title`),
      await send('PUT', `${path}?attributes=title`, { body }),
      await patch(`${path}?attributes=title`, rename),
    ];
    for (const { json } of included) expect(json).toEqual({ ...minimum, title: expect.any(String) });
    const excludedAttributes = 'id,schemas,meta,userName,nickName,active';
    const excluded = `${path}?excludedAttributes=${excludedAttributes}`;
    const other = { userName: uniqueName('chosen'), title: 'Major', nickName: 'M' };
    for (const { json } of [
      await send('POST', `/Users?excludedAttributes=${excludedAttributes}`, { body: other }),
      await send('GET', excluded),
      await send('PUT', excluded, { body: { userName, title: 'Major', nickName: 'C' } }),
      await patch(excluded, [{ op: 'replace', path: 'nickName', value: 'D' }]),
    ]) {
      expect(json).toEqual({ schemas: [coreUser], id: expect.any(String), title: 'Major' });
    }
    const [listed] =
      (await read(`/Users?excludedAttributes=${excludedAttributes}&${filterBy('userName', userName)}`)).Resources ?? [];
    expect(listed).toEqual({ ...minimum, title: 'Major' });
    const both = await send('GET', `${path}?attributes=title&excludedAttributes=nickName`);
    expect([both.status, both.json.scimType]).toEqual([400, 'invalidValue']);
  });

  test('another version of the protocol is refused', async () => {
    const { baseUrl, token } = connection();
    for (const version of ['v1', 'v3']) {
      const url = `${baseUrl.replace(/\/v2$/, `/${version}`)}/Users`;
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      expect(response.status).toBe(400);
      await expect(response.json()).resolves.toMatchObject({ status: '400', scimType: 'invalidVers' });
    }
  });
});

describe('preconditions', () => {
  const changes: Readonly<Record<string, (path: string, headers: Record<string, string>) => Promise<Answer>>> = {
    PUT: (path, headers) => send('PUT', path, { headers, body: { userName: uniqueName('put'), title: 'x' } }),
    PATCH: (path, headers) => patch(path, [{ op: 'replace', path: 'title', value: 'x' }], { headers }),
    DELETE: (path, headers) => send('DELETE', path, { headers }),
  };

  test.each(Object.keys(changes))('%s is made when If-Match names the version, and only then', async (method) => {
    const change = changes[method] ?? changes.PUT;
    for (const [header, value, isMade] of [
      ['if-match', 'W/"1"', true],
      ['if-match', 'W/"7", W/"1"', true],
      ['if-match', '*', true],
      ['if-match', 'W/"2"', false],
      ['if-none-match', 'W/"2"', true],
      ['if-none-match', 'W/"1"', false],
      ['if-none-match', '*', false],
    ] as const) {
      const path = `/Users/${await createUser()}`;
      const answer = await change?.(path, { [header]: value });
      expect([header, value, answer?.status]).toEqual([
        header,
        value,
        isMade ? (method === 'DELETE' ? 204 : 200) : 412,
      ]);
      if (isMade) continue;
      expect(answer?.json).toMatchObject({ status: '412', detail: expect.stringContaining('W/"1"') });
      expect((await read(path)).meta?.version).toBe('W/"1"');
    }
  });

  test.each(Object.keys(changes))('%s of what does not exist is 404 whatever the preconditions', async (method) => {
    const headers = { 'if-match': '*' };
    await expect(changes[method]?.(`/Users/${missing}`, headers)).resolves.toMatchObject({ status: 404 });
  });

  test.each([
    ['W/"1"', 304],
    ['W/"7", W/"1"', 304],
    ['*', 304],
    ['W/"2"', 200],
  ])('a GET with If-None-Match: %s is %d', async (tag, status) => {
    const path = `/Users/${await createUser()}?excludedAttributes=groups`;
    const answer = await send('GET', path, { headers: { 'if-none-match': tag } });
    expect([answer.status, answer.headers.get('etag'), answer.text === '']).toEqual([status, 'W/"1"', status === 304]);
  });

  test('a GET with If-None-Match is answered in full where groups are shown, which change without a new version', async () => {
    const id = await createUser();
    const ask = (query = '', tag = 'W/"1"') =>
      send('GET', `/Users/${id}${query}`, { headers: { 'if-none-match': tag } });
    const group = await createGroup([id]);
    const shown = await ask();
    expect([shown.status, shown.headers.get('etag')]).toEqual([200, 'W/"1"']);
    expect(shown.json.groups).toMatchObject([{ value: group }]);
    expect((await ask('?attributes=groups.value')).status).toBe(200);
    expect((await ask('?excludedAttributes=groups.display')).status).toBe(200);
    expect((await ask('?attributes=displayName')).status).toBe(304);
    expect((await ask('', '*')).status).toBe(304);
    const own = await send('GET', `/Groups/${group}`, { headers: { 'if-none-match': 'W/"1"' } });
    expect(own.status).toBe(304);
  });
});

describe('errors of RFC 7644 §3.12', () => {
  const rows: readonly (readonly [what: string, status: number, send: () => Promise<{ readonly status: number }>])[] = [
    ['a body that is no JSON', 400, () => send('POST', '/Users', { body: '{' })],
    ['no token', 401, () => send('GET', '/Users', { token: null })],
    ['a filter of schemas', 403, () => send('GET', '/Schemas?filter=id%20pr')],
    ['an unknown id', 404, () => send('GET', `/Groups/${missing}`)],
    ['a method that is not there', 405, () => send('PUT', '/Users', { body: {} })],
    ['a userName that is taken', 409, () => createTwice()],
    ['another version', 412, () => deleteIf('W/"7"')],
    ['a body that is too large', 413, () => send('POST', '/Users', { body: 'x'.repeat(7_000_000) })],
    ['a method nobody knows', 501, () => send('PROPFIND', '/Nothing')],
  ];

  test.each(rows)('table 8: %s is %d', async (_, status, request) => {
    await expect(request()).resolves.toMatchObject({ status, json: { status: String(status) } });
  });

  async function createTwice() {
    const userName = uniqueName('twice');
    await createUser({ userName });
    return send('POST', '/Users', { body: { userName } });
  }

  async function deleteIf(version: string) {
    return send('DELETE', `/Users/${await createUser()}`, { headers: { 'if-match': version } });
  }
});
