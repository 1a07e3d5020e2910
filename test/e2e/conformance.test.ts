/** What RFC 7643 and 7644 demand of resources; `test/rfc/requirements/` says which sentence is shown where. */
import { describe, expect, test } from '@jest/globals';
import {
  type Answer,
  connection,
  createGroup,
  createUser,
  type JsonBody,
  memberIdsOf,
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

/** Whether the filter finds the user. */
async function matches(id: string, filter: string): Promise<boolean> {
  const { status, text, json } = await send(
    'GET',
    `/Users?filter=${encodeURIComponent(`id eq "${id}" and (${filter})`)}`,
  );
  if (status !== 200) throw new Error(`${filter} is answered with ${status}: ${text}`);
  return json.totalResults === 1;
}

describe('common attributes', () => {
  test('the server assigns id and meta, whatever a client sends for them', async () => {
    const foreign = { id: missing, meta: { resourceType: 'Group', created: '2001-01-01T00:00:00Z', version: 'W/"9"' } };
    const { status, json } = await send('POST', '/Users', { body: { ...foreign, userName: uniqueName('own') } });
    expect(status).toBe(201);
    expect(json.id).not.toBe(missing);
    expect(json.meta).toMatchObject({ resourceType: 'User', version: 'W/"1"' });
    expect(json.meta?.created).not.toBe('2001-01-01T00:00:00Z');
    const put = await send('PUT', `/Users/${json.id}`, { body: { ...json, ...foreign, title: 'x' } });
    expect(put.json).toMatchObject({
      id: json.id,
      title: 'x',
      meta: { created: json.meta?.created, version: 'W/"2"' },
    });
  });

  test('a resource has an externalId only when the client gave one', async () => {
    const [userId, groupId] = [await createUser(), await createGroup()];
    expect(await read(`/Users/${userId}`)).not.toHaveProperty('externalId');
    expect(await read(`/Groups/${groupId}`)).not.toHaveProperty('externalId');
  });

  test('ids are unique, stable and never contain bulkId', async () => {
    const ids = [await createUser(), await createUser(), await createGroup()];
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await patch(`/Users/${ids[0]}`, [{ op: 'replace', path: 'userName', value: uniqueName('renamed') }]);
    expect((await read(`/Users/${ids[0]}`)).id).toBe(ids[0]);
  });

  test('common attributes need no schema', async () => {
    const body = { schemas: [enterprise], userName: uniqueName('bare'), externalId: 'x-1' };
    const { json } = await send('POST', '/Users', { body });
    expect(json).toMatchObject({ id: expect.any(String), externalId: 'x-1', meta: { resourceType: 'User' } });
    expect(await matches(json.id ?? '', 'externalId eq "x-1" and meta.resourceType eq "User" and id pr')).toBe(true);
  });

  test('schemas names what the resource holds, each once, whatever a client sends', async () => {
    const core = [coreUser, coreUser, 'urn:example:unknown', enterprise];
    const id = await createUser({ schemas: core });
    expect((await read(`/Users/${id}`)).schemas).toEqual([coreUser]);
    const other = await createUser({ schemas: [enterprise, coreUser], [enterprise]: { division: 'D' } });
    expect((await read(`/Users/${other}`)).schemas).toEqual([coreUser, enterprise]);
  });

  test('the headers of every answer with a resource say what its meta says', async () => {
    const userName = uniqueName('headers');
    const post = await send('POST', '/Users', { body: { userName } });
    const path = `/Users/${post.json.id}`;
    const answers: readonly Answer[] = [
      post,
      await send('GET', path),
      await send('PUT', path, { body: { userName, title: 'a' } }),
      await patch(path, [{ op: 'replace', path: 'title', value: 'b' }]),
    ];
    for (const { headers, json } of answers) {
      expect(headers.get('etag')).toBe(json.meta?.version);
      expect(headers.get('content-location') ?? headers.get('location')).toBe(json.meta?.location);
      expect(json.meta?.location).toBe(connection().baseUrl + path);
    }
  });
});

describe('values', () => {
  test('a name comes back in the parts it was sent in', async () => {
    const name = { formatted: 'Ms. Barbara J Jensen, III', familyName: 'Jensen', givenName: 'Barbara' };
    const addresses = [{ type: 'work', streetAddress: '100 Universal City Plaza\nBuilding 7', country: 'Sweden' }];
    const id = await createUser({ name, displayName: 'Babs', addresses });
    expect(await read(`/Users/${id}`)).toMatchObject({ name, displayName: 'Babs', addresses });
  });

  test('canonical values are suggestions', async () => {
    const values = { phoneNumbers: [{ value: '1', type: 'satellite' }], ims: [{ value: 'a', type: 'matrix' }] };
    const id = await createUser(values);
    expect(await read(`/Users/${id}`)).toMatchObject(values);
  });

  test('references to SCIM resources can be followed, external ones come back as they were sent', async () => {
    const { baseUrl } = connection();
    const boss = await createUser();
    const urls = { profileUrl: 'https://example.com/~bob', photos: [{ value: '../bob.jpg', type: 'photo' }] };
    const id = await createUser({ [enterprise]: { manager: { value: boss } }, ...urls });
    await createGroup([id]);
    const { [enterprise]: extension, ...user } = await read(`/Users/${id}`);
    expect(user).toMatchObject(urls);
    const { manager } = extension as { readonly manager: { readonly $ref: string } };
    for (const uri of [manager.$ref, String(user.groups?.[0]?.$ref)]) {
      await expect(send('GET', uri.slice(baseUrl.length))).resolves.toMatchObject({ status: 200 });
    }
  });

  test.each(['a b', 'https://example.com/<x>', 'line\nbreak'])(
    'a reference that is no URI is refused: %j',
    async (uri) => {
      const answer = await send('POST', '/Users', { body: { userName: uniqueName('uri'), profileUrl: uri } });
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({ scimType: 'invalidValue', detail: expect.stringContaining('profileUrl') });
    },
  );

  test('a member is known by $ref whatever version its URI carries', async () => {
    const id = await createUser();
    const members = [{ value: id, $ref: `https://example.com/v9/Users/${id}` }];
    const { json } = await send('POST', '/Groups', { body: { displayName: uniqueName('versions'), members } });
    expect(json.members).toMatchObject([{ value: id, type: 'User', $ref: `${connection().baseUrl}/Users/${id}` }]);
  });

  test('an element of the same type and value is kept once', async () => {
    const twice = { value: 'a@example.com', type: 'work' };
    const emails = [twice, { ...twice, display: 'A' }, { ...twice, type: 'home' }, twice];
    const once = [
      { ...twice, display: 'A' },
      { ...twice, type: 'home' },
    ];
    const id = await createUser({ emails });
    expect((await read(`/Users/${id}`)).emails).toEqual(once);
    const change = await patch(`/Users/${id}`, [{ op: 'replace', path: 'emails', value: emails }]);
    expect(change.json).toMatchObject({ emails: once, meta: { version: 'W/"1"' } });
  });

  test('an element that does not say primary is not primary', async () => {
    const id = await createUser({ emails: [{ value: 'a@example.com', type: 'work' }] });
    expect(await matches(id, 'emails.primary eq false')).toBe(true);
    expect(await matches(id, 'emails[type eq "work" and primary eq false]')).toBe(true);
    expect(await matches(id, 'emails.primary eq true')).toBe(false);
    expect(await matches(id, 'emails[primary ne false]')).toBe(false);
    expect(await matches(id, 'phoneNumbers.primary eq false')).toBe(false);
  });

  test('a password is accepted, kept nowhere and answered nowhere', async () => {
    const userName = uniqueName('secret');
    const body = { userName, password: 't1meMa$heen' };
    const post = await send('POST', '/Users', { body });
    const path = `/Users/${post.json.id}`;
    const answers = [
      post,
      await send('PUT', path, { body: { ...body, title: 'x' } }),
      await patch(path, [{ op: 'replace', path: 'password', value: 't1meMa$heen' }]),
      await send('GET', `${path}?attributes=password`),
      await send('GET', `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}&attributes=password`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200]);
    expect(answers.map(({ text }) => text).join()).not.toMatch(/t1meMa|password/i);
    await expect(send('GET', '/Users?filter=password%20pr')).resolves.toMatchObject({ status: 400 });
  });

  test('memberships change through the group, never through the user', async () => {
    const [id, groupId] = [await createUser(), await createGroup()];
    const { userName } = await read(`/Users/${id}`);
    const groups = [{ value: groupId }];
    await expect(send('PUT', `/Users/${id}`, { body: { userName, groups } })).resolves.toMatchObject({ status: 200 });
    const refused = await patch(`/Users/${id}`, [{ op: 'add', path: 'groups', value: groups }]);
    expect([refused.status, refused.json.scimType]).toEqual([400, 'mutability']);
    expect(await read(`/Users/${id}`)).not.toHaveProperty('groups');
    await expect(memberIdsOf(groupId)).resolves.toEqual([]);
  });

  test.each([
    ['letter case', 'Ada', 'aDA'],
    ['width', 'Ada', 'Ａｄａ'],
    ['composition', 'Ångström', 'A\u030angstro\u0308m'],
  ])('userNames that differ in letter case, width or composition are one: %s', async (_, one, other) => {
    const suffix = uniqueName('-precis');
    const id = await createUser({ userName: one + suffix });
    const again = await send('POST', '/Users', { body: { userName: other + suffix } });
    expect([again.status, again.json.scimType]).toEqual([409, 'uniqueness']);
    expect(await matches(id, `userName eq ${JSON.stringify(other + suffix)}`)).toBe(true);
  });

  test('text comes back in UTF-8 as it was sent', async () => {
    const displayName = 'Ærøskøbing 東京 🦊 \u0000 "\\';
    const id = await createUser({ displayName });
    expect((await read(`/Users/${id}`)).displayName).toBe(displayName);
  });
});

describe('defaults', () => {
  test('a filter sees the default of what a client did not send', async () => {
    const id = await createUser();
    expect((await read(`/Users/${id}`)).active).toBe(true);
    expect([await matches(id, 'active eq true'), await matches(id, 'active pr')]).toEqual([true, true]);
  });

  test('null clears what would be kept or have a default', async () => {
    const userName = uniqueName('cleared');
    const { json } = await send('POST', '/Users', { body: { userName, active: null, externalId: 'x' } });
    expect(json).not.toHaveProperty('active');
    const put = await send('PUT', `/Users/${json.id}`, { body: { userName, externalId: null } });
    expect(put.json).not.toHaveProperty('externalId');
  });
});

describe('filters', () => {
  test.each(['gt', 'ge', 'lt', 'le'])('booleans and binary values have no order: %s', async (operator) => {
    for (const filter of [`active ${operator} true`, `x509Certificates.value ${operator} "MIID"`]) {
      const answer = await send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
      expect([answer.status, answer.json.scimType]).toEqual([400, 'invalidFilter']);
    }
  });

  test('query parameters that nobody knows are ignored', async () => {
    const answer = await send('GET', '/Users?count=0&colour=red&sortBy=userName&%5B%5D=%00');
    expect([answer.status, answer.json.itemsPerPage]).toEqual([200, 0]);
  });
});
