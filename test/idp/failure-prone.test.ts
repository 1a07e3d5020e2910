/** Twenty behaviours that service providers get wrong with real clients, each on the path of every provider. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { enterpriseUserSchema } from '#scim/urns.ts';
import { providers } from '#service/providers.ts';
import { openStore, startTestTable, type TestTable } from '../support/engine.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { connectAs, type ProviderConnection } from '../support/provider-connection.ts';

const missing = '00000000-0000-4000-8000-000000000000';
const employee = (name: string) => `${enterpriseUserSchema}:${name}`;
const filter = (text: string) => ({ query: `filter=${encodeURIComponent(text)}` });

type Behaviour = readonly [what: string, holds: (idp: ProviderConnection) => Promise<void>];

const lookups: Behaviour = [
  'a lookup that finds nothing is an empty list, never a 404',
  async ({ send }) => {
    for (const [endpoint, text] of [
      ['/Users', `userName eq "${randomUUID()}"`],
      ['/Users', 'externalId eq "00u-none"'],
      ['/Users', 'emails[type eq "work"].value eq "nobody@example.com"'],
      ['/Groups', 'displayName eq "Nobody"'],
    ] as const) {
      const { status, json } = await send('GET', endpoint, filter(text));
      expect({ status, json }).toEqual({
        status: 200,
        json: expect.objectContaining({ totalResults: 0, Resources: [] }),
      });
    }
  },
];

const removals: Behaviour = [
  'one member is removed in every dialect, and all only by remove without a value',
  async ({ user, group, patch, members }) => {
    const [a, b] = [await user(), await user()];
    const one: readonly object[] = [
      { op: 'remove', path: 'members', value: [{ value: b }] },
      { op: 'Remove', path: 'members', value: [{ $ref: null, value: b }] },
      { op: 'remove', path: 'members', value: { value: b } },
      { op: 'remove', path: 'members', value: [b] },
      { op: 'remove', path: `members[value eq "${b}"]` },
      { op: 'Remove', path: `members[value eq "${b}"].value` },
    ];
    const id = await group([a, b]);
    for (const operation of one) {
      expect((await patch(`/Groups/${id}`, operation)).status).toBe(204);
      expect(await members(id)).toEqual([a]);
      await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: b }] });
    }
    await patch(`/Groups/${id}`, { op: 'remove', path: 'members', value: [] });
    expect(await members(id)).toEqual([a, b].toSorted());
    await patch(`/Groups/${id}`, { op: 'remove', path: 'members' });
    expect(await members(id)).toEqual([]);
  },
];

const renames: Behaviour = [
  'a replace of something else leaves the members alone, whatever readOnly attributes come with it',
  async ({ send, user, group, patch, members }) => {
    const a = await user();
    const id = await group([a]);
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    for (const [displayName, operation] of [
      ['one', { op: 'replace', value: { id, displayName: 'one' } }],
      ['two', { op: 'replace', value: { schemas, id, externalId: 'e', displayName: 'two', meta: { version: 'x' } } }],
      ['three', { op: 'Replace', path: 'displayName', value: 'three' }],
      ['three', { op: 'replace', value: { externalId: '2' } }],
    ] as const) {
      expect((await patch(`/Groups/${id}`, operation)).status).toBe(204);
      expect((await send('GET', `/Groups/${id}`)).json).toMatchObject({ id, displayName });
      expect(await members(id)).toEqual([a]);
    }
  },
];

const replacements: Behaviour = [
  'a replace of the members is the whole list, and adds only on a connection that says so',
  async ({ profile, user, group, patch, members }) => {
    const [a, b, c] = [await user(), await user(), await user()];
    const id = await group([a]);
    await patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: [{ value: b }, { value: c }] });
    const added = profile.memberReplace === 'add' ? [a] : [];
    expect(await members(id)).toEqual([...added, b, c].toSorted());
    await patch(`/Groups/${id}`, { op: 'replace', value: { members: [] } });
    expect(await members(id)).toEqual([]);
  },
];

const repetitions: Behaviour = [
  'an add that comes again and a removal of who is no member change nothing',
  async ({ send, user, group, patch, members }) => {
    const [a, b] = [await user(), await user()];
    const id = await group([a]);
    const versionOf = async () => (await send('GET', `/Groups/${id}`)).headers.ETag;
    const before = await versionOf();
    for (const operation of [
      { op: 'add', path: 'members', value: [{ value: a }, { value: a, display: 'A' }] },
      { op: 'remove', path: `members[value eq "${b}"]` },
      { op: 'remove', path: 'members', value: [{ value: missing }] },
    ]) {
      expect((await patch(`/Groups/${id}`, operation)).status).toBe(204);
      expect([await members(id), await versionOf()]).toEqual([[a], before]);
    }
  },
];

const atomicity: Behaviour = [
  'changes of members are all or nothing, lose no other, and are seen at once, however many there are',
  async ({ send, user, group, patch, members }) => {
    const ids = await Promise.all(Array.from({ length: 120 }, () => user()));
    const id = await group(ids);
    expect(await members(id)).toEqual(ids.toSorted());
    const others = await Promise.all(Array.from({ length: 5 }, () => user()));
    const add = (value: string) => patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value }] });
    await Promise.all(others.map(add));
    expect(await members(id)).toEqual([...ids, ...others].toSorted());
    const failing = await patch(`/Groups/${id}`, { op: 'remove', path: 'members' }, { op: 'remove', path: 'displayName' });
    expect(failing.status).toBe(400);
    expect(await members(id)).toEqual([...ids, ...others].toSorted());
    const { json } = await send('GET', `/Users/${ids[0]}`);
    expect(json.groups).toMatchObject([{ value: id }]);
  },
];

const connectionTests: Behaviour = [
  'a connection test that makes a user and a group and deletes both can be run twice',
  async ({ send }) => {
    for (const _ of ['first', 'second']) {
      const user = await send('POST', '/Users', { body: { userName: 'test@example.com', externalId: 'x' } });
      const members = [{ value: user.json.id }];
      const group = await send('POST', '/Groups', { body: { displayName: 'Test group', members } });
      expect([user.status, group.status]).toEqual([201, 201]);
      for (const path of [`/Users/${user.json.id}`, `/Groups/${group.json.id}`]) {
        expect((await send('DELETE', path)).status).toBe(204);
        expect((await send('GET', path)).status).toBe(404);
      }
    }
  },
];

const dirtyBodies: Behaviour = [
  'a PUT takes nulls, empty lists, ids and what it was answered itself; who is not said to be inactive is not',
  async ({ send, user, group }) => {
    const userName = `${randomUUID()}@example.com`;
    const id = await user({ userName, externalId: '5f0c', emails: [{ value: userName, primary: true }], title: 'Dr' });
    await group([id]);
    const { json: echoed } = await send('GET', `/Users/${id}`);
    expect((await send('PUT', `/Users/${id}`, { body: echoed })).json).toMatchObject({ ...echoed, active: true });
    const small = { id, userName, emails: null, addresses: [], groups: [], name: { givenName: 'A' } };
    const { status, json } = await send('PUT', `/Users/${id}`, { body: small });
    expect(status).toBe(200);
    expect(json).toMatchObject({ id, userName, externalId: '5f0c', active: true, name: { givenName: 'A' } });
    expect(json.groups).toHaveLength(1);
    for (const name of ['emails', 'addresses', 'title']) expect(json).not.toHaveProperty(name);
  },
];

const booleans: Behaviour = [
  'text that says true or false is a boolean for a boolean attribute, in any letter case, and text for any other',
  async ({ send, user, patch }) => {
    const emails = [{ value: 'a@example.com', primary: 'True' }];
    const id = await user({ active: 'False', title: 'true', emails });
    const read = async () => (await send('GET', `/Users/${id}`)).json;
    expect(await read()).toMatchObject({ active: false, title: 'true', emails: [{ primary: true }] });
    expect((await send('GET', '/Users', filter('active eq "False"'))).json.totalResults).toBe(1);
    for (const [value, active] of [['True', true], ['false', false], ['TRUE', true], [false, false]] as const) {
      await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value });
      expect(await read()).toMatchObject({ active });
    }
    await patch(`/Users/${id}`, { op: 'Add', path: 'title', value: 'False' });
    expect(await read()).toMatchObject({ title: 'False' });
    const wrong = await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: 'yes' });
    expect([wrong.status, wrong.json.scimType]).toEqual([400, 'invalidValue']);
  },
];

const pathless: Behaviour = [
  'a PATCH without a path takes plain keys, dotted keys and keys with a URN',
  async ({ send, user, patch }) => {
    const id = await user({ name: { givenName: 'A', familyName: 'B' } });
    const value = { active: false, 'name.givenName': 'C', [employee('employeeNumber')]: '7', 'emails[type eq "work"].value': 'c@x.io' };
    expect((await patch(`/Users/${id}`, { op: 'add', value })).status).toBe(200);
    expect((await send('GET', `/Users/${id}`)).json).toMatchObject({
      active: false,
      name: { givenName: 'C', familyName: 'B' },
      emails: [{ type: 'work', value: 'c@x.io' }],
      [enterpriseUserSchema]: { employeeNumber: '7' },
    });
  },
];

const urns: Behaviour = [
  'a URN in a path ends where the schema does, not at the first dot or the last colon',
  async ({ send, user, patch }) => {
    const id = await user();
    await patch(
      `/Users/${id}`,
      { op: 'Add', path: employee('department'), value: 'R&D' },
      { op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:User:name.givenName', value: 'A' },
      { op: 'add', path: enterpriseUserSchema, value: { division: 'North' } },
    );
    expect((await send('GET', `/Users/${id}`)).json).toMatchObject({
      name: { givenName: 'A' },
      [enterpriseUserSchema]: { department: 'R&D', division: 'North' },
    });
    expect((await send('GET', '/Users', filter(`${employee('department')} eq "R&D"`))).json.totalResults).toBe(1);
  },
];

const absentElements: Behaviour = [
  'a value path on an element that is not there creates it beside the others; a replace does where the connection says so',
  async ({ profile, send, user, patch }) => {
    const id = await user({ emails: [{ value: 'home@x.io', type: 'home' }] });
    const added = await patch(
      `/Users/${id}`,
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'work@x.io' },
      { op: 'add', path: 'roles[primary eq "True"].display', value: 'd' },
      { op: 'add', path: 'roles[primary eq "True"].value', value: 'v' },
      { op: 'add', path: 'roles[primary eq "True"].type', value: 't' },
    );
    expect(added.status).toBe(200);
    const { json } = await send('GET', `/Users/${id}`);
    expect(json.emails).toEqual([
      { value: 'home@x.io', type: 'home' },
      { value: 'work@x.io', type: 'work' },
    ]);
    expect(json.roles).toEqual([{ display: 'd', value: 'v', type: 't', primary: true }]);
    const operation = { op: 'Replace', path: 'phoneNumbers[type eq "work"].value', value: '+1' };
    const { status, json: replaced } = await patch(`/Users/${id}`, operation);
    if (profile.absentElement === 'create') {
      expect(replaced).toMatchObject({ phoneNumbers: [{ type: 'work', value: '+1' }] });
    } else expect([status, replaced.scimType]).toEqual([400, 'noTarget']);
  },
];

const deactivation: Behaviour = [
  'a user who is deactivated stays visible, and is active again under the same id at once',
  async ({ send, user, patch }) => {
    const userName = randomUUID();
    const id = await user({ userName });
    for (const active of [false, true]) {
      await patch(`/Users/${id}`, { op: 'replace', value: { active } });
      expect((await send('GET', `/Users/${id}`)).json).toMatchObject({ id, active });
      expect((await send('GET', '/Users', filter(`userName eq "${userName}"`))).json.Resources).toMatchObject([
        { id, active },
      ]);
    }
  },
];

const letterCase: Behaviour = [
  'names, operations, userName and displayName are compared without letter case, externalId with it',
  async ({ send, user }) => {
    const id = await user({ USERNAME: 'Ada@Example.com', externalID: 'AbC', userName: undefined });
    const { json: group } = await send('POST', '/Groups', { body: { DisplayName: 'Staff', Members: [{ VALUE: id }] } });
    const found = async (endpoint: string, text: string) =>
      (await send('GET', endpoint, filter(text))).json.Resources.map((resource) => resource.id);
    expect(await found('/Users', 'username EQ "ADA@example.com"')).toEqual([id]);
    expect(await found('/Users', 'externalid eq "AbC"')).toEqual([id]);
    expect(await found('/Users', 'externalId eq "abc"')).toEqual([]);
    expect(await found('/Groups', 'DISPLAYNAME eq "STAFF"')).toEqual([group.id]);
    for (const body of [
      { Schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ OP: 'REPLACE', Value: { Title: 'x' } }] },
      { operations: [{ op: 'replace', Path: 'TITLE', value: 'x' }] },
    ]) {
      expect((await send('PATCH', `/Users/${id}`, { body })).json).toMatchObject({ title: 'x' });
    }
    expect((await send('POST', '/Users', { body: { userName: 'ADA@EXAMPLE.COM' } })).status).toBe(409);
  },
];

const creation: Behaviour = [
  'a create answers the whole resource with its id and place, and the second one a conflict',
  async ({ send }) => {
    const body = { userName: randomUUID(), name: { givenName: 'A' }, password: 'secret', groups: [] };
    const { status, headers, json } = await send('POST', '/Users', { body });
    expect(status).toBe(201);
    expect(json).toMatchObject({ id: expect.any(String), userName: body.userName, name: body.name, active: true });
    expect(json).not.toHaveProperty('password');
    expect(headers.Location).toMatch(new RegExp(`^https://.*/Users/${json.id}$`));
    expect(json.meta).toMatchObject({ location: headers.Location, resourceType: 'User' });
    const again = await send('POST', '/Users', { body });
    expect([again.status, again.json.scimType]).toEqual([409, 'uniqueness']);
  },
];

const errors: Behaviour = [
  'an error is a SCIM error, also for an id of another form and a body that is none',
  async ({ send }) => {
    for (const [status, method, path, body] of [
      [404, 'GET', `/Users/${missing}`],
      [404, 'GET', '/Users/not%20an%20id'],
      [404, 'PATCH', `/Groups/${missing}`, { Operations: [{ op: 'replace', value: { displayName: 'x' } }] }],
      [404, 'DELETE', '/Users/0'],
      [400, 'POST', '/Users', '{"userName":'],
      [400, 'POST', '/Users', { displayName: 'x' }],
    ] as const) {
      expect((await send(method, path, body === undefined ? {} : { body })).status).toBe(status);
    }
  },
];

const managers: Behaviour = [
  'a manager comes in five forms, is shown in one, and goes by an empty value',
  async ({ send, user, patch }) => {
    const [id, boss] = [await user(), await user()];
    const manager = async () =>
      ((await send('GET', `/Users/${id}`)).json[enterpriseUserSchema] as Record<string, unknown> | undefined)?.manager;
    const shown = { value: boss, $ref: expect.stringMatching(new RegExp(`^https://.*/v2/Users/${boss}$`)) };
    for (const operation of [
      { op: 'add', path: employee('manager'), value: boss },
      { op: 'Add', path: 'manager', value: [{ $ref: `http://x/Users/${boss}`, value: boss }] },
      { op: 'replace', path: employee('manager'), value: { value: boss, displayName: 'Boss' } },
      { op: 'add', path: employee('manager.value'), value: boss },
      { op: 'replace', value: { [employee('manager')]: boss } },
    ]) {
      expect((await patch(`/Users/${id}`, operation)).status).toBe(200);
      expect(await manager()).toEqual(shown);
      for (const value of ['', { value: '' }, null]) {
        await patch(`/Users/${id}`, operation, { op: 'replace', path: employee('manager'), value });
        expect(await manager()).toBeUndefined();
      }
    }
    const other = await user({ schemas: [enterpriseUserSchema], [enterpriseUserSchema]: { manager: boss } });
    expect((await send('GET', `/Users/${other}`)).json[enterpriseUserSchema]).toEqual({ manager: shown });
    const named = await user({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterpriseUserSchema] });
    expect((await send('GET', `/Users/${named}`)).json).not.toHaveProperty([enterpriseUserSchema]);
  },
];

const paging: Behaviour = [
  'pages are numbered from 1 in a stable order with an exact total, without parameters and past the end',
  async ({ send, user, group }) => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => user()));
    const list = async (query: string) => (await send('GET', '/Users', { query })).json;
    const all = await list('');
    expect(all).toMatchObject({ totalResults: 5, startIndex: 1, itemsPerPage: 5 });
    const order = all.Resources.map(({ id }) => id);
    expect(order.toSorted()).toEqual(ids.toSorted());
    expect((await list('startIndex=3&count=2')).Resources.map(({ id }) => id)).toEqual(order.slice(2, 4));
    expect((await list('startIndex=4')).Resources.map(({ id }) => id)).toEqual(order.slice(3));
    expect(await list('count=0')).toMatchObject({ totalResults: 5, itemsPerPage: 0 });
    expect(await list('startIndex=6')).toMatchObject({ totalResults: 5, Resources: [] });
    const id = await group(ids);
    const { json } = await send('GET', `/Groups/${id}`, { query: 'excludedAttributes=members' });
    expect(json).not.toHaveProperty('members');
    expect(Object.keys((await list('attributes=userName')).Resources[0] ?? {})).toEqual(
      expect.not.arrayContaining(['active', 'name']),
    );
  },
];

const entry: Behaviour = [
  'what can mean only one thing is taken: media types, foreign schemas and parameters, spaces, a stray body, a password',
  async ({ profile, send, user, patch }) => {
    const userName = `${randomUUID()}@x.io`;
    const schemas = ['urn:scim:schemas:core:1.0', `${enterpriseUserSchema.slice(0, -5)}User`, 'urn:example:other'];
    const id = await user({ schemas, userName, emails: { value: userName }, password: 's', 'urn:example:other': { a: 1 } });
    for (const accept of ['application/json', 'application/scim+json']) {
      const headers = { accept, 'content-type': 'application/json' };
      await send('PUT', `/Users/${id}`, { body: { userName, emails: { value: userName } }, headers });
    }
    expect((await send('GET', `/Users/${id}`)).headers['Content-Type']).toBe(profile.mediaType);
    for (const query of [
      `filter=userName+eq+%22${userName}%22&aadOptscim062020`,
      `filter=userName%20eq%20%22${userName}%22&unheard=of`,
      `filter=userName%20eq%20${userName}`,
    ]) {
      const { json } = await send('GET', '/Users', { query });
      expect(json.Resources).toMatchObject([{ id, emails: [{ value: userName }] }]);
      expect(JSON.stringify(json)).not.toContain('password');
    }
    expect((await send('GET', `/Users/${id}`, { body: '{"a":' })).status).toBe(200);
    await patch(`/Users/${id}`, { op: 'replace', path: 'password', value: 'other' });
    expect((await send('DELETE', `/Users/${id}`, { body: 'x' })).status).toBe(204);
  },
];

const limits: Behaviour = [
  'one unknown member fails a push only on a strict path, and discovery is complete',
  async ({ profile, notes, send, user, group, patch, members }) => {
    const [a, b] = [await user(), await user()];
    const id = await group([a]);
    const { status } = await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: missing }, { value: b }] });
    if (profile.unknownMember === 'skip') {
      expect([status, notes()]).toMatchObject([204, { skippedMembers: [missing], skippedMemberCount: 1 }]);
      expect(await members(id)).toEqual([a, b].toSorted());
    } else {
      expect(status).toBe(400);
      expect(await members(id)).toEqual([a]);
    }
    for (const path of ['/ServiceProviderConfig', '/ResourceTypes/User', '/ResourceTypes/Group', `/Schemas/${enterpriseUserSchema}`]) {
      expect((await send('GET', path)).status).toBe(200);
    }
    for (const path of ['/ResourceTypes', '/Schemas']) {
      const { json } = await send('GET', path);
      expect(json.totalResults).toBe(json.Resources.length);
    }
  },
];

const behaviours: readonly Behaviour[] = [
  lookups,
  removals,
  renames,
  replacements,
  repetitions,
  atomicity,
  connectionTests,
  dirtyBodies,
  booleans,
  pathless,
  urns,
  absentElements,
  deactivation,
  letterCase,
  creation,
  errors,
  managers,
  paging,
  entry,
  limits,
];

describe.each(providers.map(({ id }) => id))('on the path of %s', (provider) => {
  let connection: ProviderConnection;

  beforeEach(() => {
    connection = connectAs(provider, new MemoryStore());
  });

  test.each(behaviours)('%s', (_, holds) => holds(connection));
});

// What a provider's path changes is above the store; that both stores are alike is held by their contract.
describe('on a table', () => {
  let table: TestTable;

  beforeAll(async () => {
    table = await startTestTable();
  });
  afterAll(() => table.stop());

  test.each(behaviours)('%s', (_, holds) => holds(connectAs('generic', openStore(table))));
});

test('there are twenty of them', () => {
  expect(behaviours).toHaveLength(20);
});
