import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createGroup, createUser, filterBy, memberIdsOf, patch, send, uniqueName } from './support/client.ts';
import { workAlone } from './support/own-directory.ts';

let userName: string;
let userId: string;
let groupId: string;

async function totals(): Promise<readonly unknown[]> {
  const [users, groups] = await Promise.all([send('GET', '/Users?count=0'), send('GET', '/Groups?count=0')]);
  return [users.json.totalResults, groups.json.totalResults];
}

beforeAll(async () => {
  // What is there is counted: nobody else must add to it.
  await workAlone('bad-input');
  userName = uniqueName('Bad.Input');
  userId = await createUser({ userName });
  groupId = await createGroup([userId]);
});

afterAll(async () => {
  await send('DELETE', `/Groups/${groupId}`);
  await send('DELETE', `/Users/${userId}`);
});

const missing = '00000000-0000-4000-8000-000000000000';
const filtered = (filter: string) => `/Users?filter=${encodeURIComponent(filter)}`;

interface Row {
  readonly name: string;
  readonly request: () => readonly [method: string, path: string, body?: unknown];
  readonly status: number;
  readonly scimType?: string;
  /** What the detail must name. */
  readonly detail?: RegExp;
}

const rows: readonly Row[] = [
  { name: 'no body', request: () => ['POST', '/Users'], status: 400, scimType: 'invalidSyntax', detail: /body/ },
  { name: 'broken JSON', request: () => ['POST', '/Users', '{"userName":'], status: 400, scimType: 'invalidSyntax' },
  { name: 'JSON that is an array', request: () => ['POST', '/Users', '[]'], status: 400, scimType: 'invalidSyntax' },
  { name: 'JSON that is a string', request: () => ['POST', '/Users', '"x"'], status: 400, scimType: 'invalidSyntax' },
  {
    name: 'a body of 7 MB',
    request: () => ['POST', '/Users', { userName: 'x', title: 'x'.repeat(7_000_000) }],
    status: 413,
    detail: /MB|bytes/,
  },
  {
    name: 'a missing userName',
    request: () => ['POST', '/Users', { displayName: 'x' }],
    status: 400,
    scimType: 'invalidValue',
    detail: /userName/,
  },
  {
    name: 'a userName of spaces',
    request: () => ['POST', '/Users', { userName: '  ' }],
    status: 400,
    scimType: 'invalidValue',
    detail: /userName/,
  },
  {
    name: 'a number for userName',
    request: () => ['POST', '/Users', { userName: 42 }],
    status: 400,
    scimType: 'invalidValue',
    detail: /userName.*42/s,
  },
  {
    name: 'a group without displayName',
    request: () => ['POST', '/Groups', { members: [] }],
    status: 400,
    scimType: 'invalidValue',
    detail: /displayName/,
  },
  {
    name: 'an unknown attribute in a filter',
    request: () => ['GET', filtered('shoeSize eq "9"')],
    status: 400,
    scimType: 'invalidFilter',
    detail: /shoeSize/,
  },
  {
    name: 'an unterminated filter',
    request: () => ['GET', filtered('userName eq "x')],
    status: 400,
    scimType: 'invalidFilter',
  },
  { name: 'a filter of nothing', request: () => ['GET', filtered('(')], status: 400, scimType: 'invalidFilter' },
  {
    name: 'a filter 10,000 deep',
    request: () => ['GET', filtered(`${'('.repeat(3_000)}id pr${')'.repeat(3_000)}`)],
    status: 400,
    scimType: 'invalidFilter',
  },
  {
    name: 'startIndex=x',
    request: () => ['GET', '/Users?startIndex=x'],
    status: 400,
    scimType: 'invalidValue',
    detail: /startIndex.*x/,
  },
  { name: 'count=1.5', request: () => ['GET', '/Users?count=1.5'], status: 400, scimType: 'invalidValue' },
  { name: 'an id that does not exist', request: () => ['GET', `/Users/${missing}`], status: 404, detail: /0000/ },
  { name: 'an id of another form', request: () => ['GET', '/Users/x%2Fy%20z'], status: 404 },
  {
    name: 'a PUT to an id that does not exist',
    request: () => ['PUT', `/Users/${missing}`, { userName: 'x' }],
    status: 404,
  },
  { name: 'a DELETE of an id that does not exist', request: () => ['DELETE', `/Groups/${missing}`], status: 404 },
  {
    name: 'a new group with a member that does not exist',
    request: () => ['POST', '/Groups', { displayName: 'x', members: [{ value: userId }, { value: missing }] }],
    status: 400,
    scimType: 'invalidValue',
    detail: /members.*0000/,
  },
  {
    name: 'a member that does not exist among two that are added',
    request: () => [
      'PATCH',
      `/Groups/${groupId}`,
      { Operations: [{ op: 'add', path: 'members', value: [{ value: missing }, { value: userId }] }] },
    ],
    status: 400,
    scimType: 'invalidValue',
  },
  {
    name: 'a duplicate userName in other letter case',
    request: () => ['POST', '/Users', { userName: userName.toUpperCase() }],
    status: 409,
    scimType: 'uniqueness',
    detail: /userName/,
  },
  {
    name: 'a PATCH without operations',
    request: () => ['PATCH', `/Users/${userId}`, { Operations: [] }],
    status: 400,
    scimType: 'invalidValue',
    detail: /Operations is empty/,
  },
  {
    name: 'a PATCH with an unknown operation after a good one',
    request: () => [
      'PATCH',
      `/Users/${userId}`,
      {
        Operations: [
          { op: 'replace', path: 'title', value: 'x' },
          { op: 'move', path: 'title' },
        ],
      },
    ],
    status: 400,
    scimType: 'invalidSyntax',
    detail: /move/,
  },
  {
    name: 'a PATCH that takes the userName away',
    request: () => ['PATCH', `/Users/${userId}`, { Operations: [{ op: 'remove', path: 'userName' }] }],
    status: 400,
    scimType: 'mutability',
    detail: /userName/,
  },
  {
    name: 'a path that is no path',
    request: () => ['PATCH', `/Users/${userId}`, { Operations: [{ op: 'replace', path: 'emails[', value: 'x' }] }],
    status: 400,
    scimType: 'invalidPath',
  },
];

describe('bad input', () => {
  test.each(rows)('$name is answered with a SCIM error, and nothing is written', async (row) => {
    const before = [await totals(), (await send('GET', `/Users/${userId}`)).text, await memberIdsOf(groupId)];
    const [method, path, body] = row.request();
    const answer = await send(method, path, body === undefined ? {} : { body });
    expect({ status: answer.status, scimType: answer.json.scimType }).toEqual({
      status: row.status,
      scimType: row.scimType,
    });
    expect(answer.headers.get('content-type')).toContain('application/scim+json');
    expect(answer.json.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
    expect(answer.json.status).toBe(String(row.status));
    expect(answer.json.detail).toMatch(row.detail ?? /./);
    expect([await totals(), (await send('GET', `/Users/${userId}`)).text, await memberIdsOf(groupId)]).toEqual(before);
  });

  test.each([
    ['no token', null],
    ['a malformed token', 'x'],
    ['an invented token', `rc_default_${'0'.repeat(32)}_${'A'.repeat(43)}`],
  ])('%s is answered with 401 that does not say which', async (_, token) => {
    const answer = await send('GET', `/Users?${filterBy('userName', userName)}`, { token });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="scim"');
    expect(answer.json).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '401',
      detail: 'Authentication failed: send the bearer token of this provisioning connection.',
    });
  });

  test('a PATCH of the wrong type writes nothing of its other operations', async () => {
    const before = await send('GET', `/Users/${userId}`);
    const answer = await patch(`/Users/${userId}`, [
      { op: 'replace', path: 'title', value: 'Captain' },
      { op: 'replace', path: 'active', value: 'perhaps' },
    ]);
    expect(answer.status).toBe(400);
    await expect(send('GET', `/Users/${userId}`)).resolves.toMatchObject({ text: before.text });
  });
});
