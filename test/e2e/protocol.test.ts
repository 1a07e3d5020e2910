import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  connection,
  createGroup,
  createUser,
  filterBy,
  memberIdsOf,
  patch,
  send,
  sortIds,
  uniqueName,
} from './support/client.ts';
import { workAlone } from './support/own-directory.ts';

// Lists are read page by page.
beforeAll(() => workAlone('protocol'));

describe('users', () => {
  test('a created user is found by id and by each indexed attribute at once', async () => {
    const userName = uniqueName('Created');
    const externalId = uniqueName('external');
    const { status, headers, json } = await send('POST', '/Users', {
      body: { userName, externalId, password: 's3cret' },
    });
    expect(status).toBe(201);
    const location = `${connection().baseUrl}/Users/${json.id}`;
    expect(headers.get('location')).toBe(location);
    expect(headers.get('etag')).toBe('W/"1"');
    expect(headers.get('content-type')).toBe('application/scim+json');
    expect(json).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      externalId,
      userName,
      active: true,
      meta: {
        resourceType: 'User',
        created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        lastModified: json.meta?.created,
        location,
        version: 'W/"1"',
      },
    });
    for (const query of [filterBy('userName', userName.toLowerCase()), filterBy('externalId', externalId)]) {
      const found = await send('GET', `/Users?${query}`);
      expect(found.json).toMatchObject({ totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [json] });
    }
    await expect(send('GET', `/Users/${json.id}`)).resolves.toMatchObject({ status: 200, json });
  });

  test('an update moves the index: the new userName finds the user, the old one is free', async () => {
    const [before, after] = [uniqueName('before'), uniqueName('after')];
    const id = await createUser({ userName: before });
    const { json } = await send('PUT', `/Users/${id}`, { body: { userName: after } });
    expect(json).toMatchObject({ id, userName: after, meta: { version: 'W/"2"' } });
    await expect(send('GET', `/Users?${filterBy('userName', before)}`)).resolves.toMatchObject({
      json: { totalResults: 0, Resources: [] },
    });
    await createUser({ userName: before });
    await expect(patch(`/Users/${id}`, [{ op: 'replace', path: 'userName', value: before }])).resolves.toMatchObject({
      status: 409,
    });
  });

  test('a change that changes nothing makes no new version', async () => {
    const userName = uniqueName('same');
    const id = await createUser({ userName, title: 'Captain' });
    const put = await send('PUT', `/Users/${id}`, { body: { userName, title: 'Captain' } });
    const patched = await patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'Captain' }]);
    expect([put.json.meta?.version, patched.json.meta?.version]).toEqual(['W/"1"', 'W/"1"']);
  });

  test('If-Match lets exactly one of two changes through, If-None-Match spares the body', async () => {
    const id = await createUser();
    const change = (title: string) =>
      patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: title }], { headers: { 'if-match': 'W/"1"' } });
    const statuses = [(await change('a')).status, (await change('b')).status];
    expect(statuses).toEqual([200, 412]);
    const path = `/Users/${id}?excludedAttributes=groups`;
    const answer = await send('GET', path, { headers: { 'if-none-match': 'W/"2"' } });
    expect([answer.status, answer.text]).toEqual([304, '']);
  });

  test('a deleted user is gone from every look-up and from its groups, and its userName is free', async () => {
    const userName = uniqueName('deleted');
    const id = await createUser({ userName });
    const groupId = await createGroup([id]);
    await expect(send('DELETE', `/Users/${id}`)).resolves.toMatchObject({ status: 204, text: '' });
    await expect(send('DELETE', `/Users/${id}`)).resolves.toMatchObject({ status: 404 });
    await expect(memberIdsOf(groupId)).resolves.toEqual([]);
    await createUser({ userName });
  });

  test('attributes and excludedAttributes choose what is answered', async () => {
    const id = await createUser({ title: 'Captain', name: { givenName: 'A', familyName: 'B' } });
    const chosen = await send('GET', `/Users/${id}?attributes=title,name.givenName`);
    expect(chosen.json).toEqual({ schemas: expect.any(Array), id, title: 'Captain', name: { givenName: 'A' } });
    const spared = await send('GET', `/Users/${id}?excludedAttributes=name`);
    expect(spared.json).toMatchObject({ title: 'Captain' });
    expect(spared.json).not.toHaveProperty('name');
  });
});

describe('groups', () => {
  test('members are answered with display, type and an absolute $ref, and users with their groups', async () => {
    const userId = await createUser({ displayName: 'Ada Okafor' });
    const groupId = await createGroup([userId]);
    const { baseUrl } = connection();
    const group = await send('GET', `/Groups/${groupId}`);
    expect(group.json.members).toEqual([
      { value: userId, $ref: `${baseUrl}/Users/${userId}`, type: 'User', display: 'Ada Okafor' },
    ]);
    const user = await send('GET', `/Users/${userId}`);
    expect(user.json.groups).toEqual([
      { value: groupId, $ref: `${baseUrl}/Groups/${groupId}`, type: 'direct', display: group.json.displayName },
    ]);
  });

  test('a PATCH answers 204 with the new version, and the group when it is asked for', async () => {
    const userId = await createUser();
    const groupId = await createGroup();
    const add = [{ op: 'add', path: 'members', value: [{ value: userId }] }];
    const answer = await patch(`/Groups/${groupId}`, add);
    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([204, '', 'W/"2"']);
    const again = await patch(`/Groups/${groupId}?attributes=displayName,members`, add);
    expect(again.json.members).toHaveLength(1);
    expect(again.headers.get('etag')).toBe('W/"2"');
  });

  test('a list of 250 members is set, changed and emptied as a whole', async () => {
    const ids = await Promise.all(Array.from({ length: 250 }, () => createUser()));
    const groupId = await createGroup(ids.slice(0, 200));
    await expect(memberIdsOf(groupId)).resolves.toEqual(sortIds(ids.slice(0, 200)));
    const displayName = uniqueName('renamed');
    const members = ids.slice(100).map((value) => ({ value }));
    const put = await send('PUT', `/Groups/${groupId}`, { body: { displayName, members } });
    expect(put.json).toMatchObject({ displayName, meta: { version: 'W/"2"' } });
    await expect(memberIdsOf(groupId)).resolves.toEqual(sortIds(ids.slice(100)));
    await patch(`/Groups/${groupId}`, [{ op: 'replace', path: 'members', value: [] }]);
    await expect(memberIdsOf(groupId)).resolves.toEqual([]);
  });

  test('twenty adds of different members at once lose nothing', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => createUser()));
    const groupId = await createGroup();
    const answers = await Promise.all(
      ids.map((value) => patch(`/Groups/${groupId}`, [{ op: 'add', path: 'members', value: [{ value }] }])),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    await expect(memberIdsOf(groupId)).resolves.toEqual(sortIds(ids));
  });

  test('a group can be a member of another', async () => {
    const inner = await createGroup();
    const outer = await createGroup([inner]);
    const { json } = await send('GET', `/Groups/${outer}`);
    expect(json.members).toMatchObject([
      { value: inner, type: 'Group', $ref: expect.stringContaining(`/Groups/${inner}`) },
    ]);
  });
});

describe('lists', () => {
  test('pages cover every user once, in a stable order, with integer counts', async () => {
    const ids = await Promise.all(Array.from({ length: 7 }, () => createUser()));
    const { totalResults } = (await send('GET', '/Users?count=0')).json;
    const seen: unknown[] = [];
    while (seen.length < Number(totalResults)) {
      const { json } = await send('GET', `/Users?startIndex=${seen.length + 1}&count=50&attributes=userName`);
      expect(json).toMatchObject({ totalResults, startIndex: seen.length + 1, itemsPerPage: json.Resources?.length });
      expect(json.Resources?.length).toBeGreaterThan(0);
      seen.push(...(json.Resources ?? []).map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(totalResults);
    expect(seen).toEqual(expect.arrayContaining(ids));
    const beyond = await send('GET', '/Users?startIndex=1000000');
    expect(beyond.json).toMatchObject({ totalResults, itemsPerPage: 0, Resources: [] });
  });
});

describe('discovery', () => {
  test('the configuration says what is true, also to one who has no token yet', async () => {
    const { status, json } = await send('GET', '/ServiceProviderConfig', { token: null });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true },
      filter: { supported: true },
      etag: { supported: true },
      authenticationSchemes: [{ type: 'oauthbearertoken' }],
    });
  });

  test('resource types and schemas are listed and found one by one', async () => {
    const types = await send('GET', '/ResourceTypes');
    expect(types.json.Resources?.map(({ id }) => id)).toEqual(['User', 'Group']);
    await expect(send('GET', '/ResourceTypes/User')).resolves.toMatchObject({ json: { endpoint: '/Users' } });
    const schemas = await send('GET', '/Schemas');
    for (const { id } of schemas.json.Resources ?? []) {
      await expect(send('GET', `/Schemas/${id}`)).resolves.toMatchObject({ status: 200, json: { id } });
    }
    await expect(send('GET', '/Schemas/urn:nothing')).resolves.toMatchObject({ status: 404 });
    await expect(send('GET', '/Schemas?filter=x')).resolves.toMatchObject({ status: 403 });
  });
});

describe('unknown paths and methods', () => {
  test.each([
    ['GET', '/Nothing', 404],
    ['DELETE', '/Users', 405],
    ['POST', '/Schemas', 405],
    ['GET', '/Bulk', 405],
    ['POST', '/Me', 405],
    ['GET', '/.search', 405],
    ['GET', '/Users/.search', 405],
    ['DELETE', '', 405],
    ['POST', '/Schemas/.search', 501],
  ])('%s %s is a SCIM %d', async (method, path, status) => {
    const answer = await send(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/scim+json');
    expect(answer.json).toMatchObject({ status: String(status), detail: expect.any(String) });
    expect(answer.headers.has('allow')).toBe(status === 405);
  });
});
