/**
 * JumpCloud, as far as its requests are known: the bodies are those of `test/idp/jumpcloud/`. It tests the connection
 * with a user and a group of its own, looks each user up before it creates or updates it, and takes over a group that
 * already has the name.
 */

import type { Json, ScimClient } from './scim-client.ts';
import { coreGroup, coreUser, enterpriseUser, patchOp } from './urns.ts';

const ok = { status: [200] };
const created = { status: [201], check: hasId };
const patched = { status: [200, 204] };
const deleted = { status: [200, 204] };

export interface Person {
  readonly externalId: string;
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly title: string;
  readonly department: string;
}

export interface Team {
  readonly name: string;
  /** Indexes into the list of people. */
  readonly members: readonly number[];
  /** What it is called from the middle of the run on. */
  readonly renamedTo?: string;
}

const givenNames = [
  'Ada',
  'Grace',
  'Alan',
  'Edsger',
  'Barbara',
  'Donald',
  'Radia',
  'Tim',
  'Margaret',
  'Ken',
  'Karen',
  'Linus',
  'Frances',
];
const familyNames = ['Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Novák', 'García', 'O’Brien', 'Yılmaz'];
const departments = ['Engineering', 'Sales', 'Finance'];

/** 25 people: the same ones in each run. */
export const people: readonly Person[] = Array.from({ length: 25 }, (_, n) => {
  const givenName = givenNames[n % givenNames.length] ?? '';
  const familyName = familyNames[(n * 3) % familyNames.length] ?? '';
  return {
    externalId: (0x66e2d689590450d0n + BigInt(n)).toString(16).padEnd(24, '0'),
    userName: `${givenName.toLowerCase()}.${n + 1}@example.com`,
    givenName,
    familyName,
    title: n % 5 === 0 ? 'Manager' : 'Specialist',
    department: departments[n % 3] ?? '',
  };
});

/** Three groups of those people. */
export const teams: readonly Team[] = [
  { name: 'Engineering', renamedTo: 'Engineering EU', members: [0, 3, 6, 9, 12, 15, 18, 21, 24] },
  { name: 'Sales', members: [1, 4, 7, 10, 13, 16, 19, 22] },
  { name: 'Finance', members: [2, 5, 8, 11, 14, 17, 20, 23] },
];

/** What JumpCloud remembers of a run. */
export interface Synchronized {
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
}

/** The whole life of a directory, in order. Each answer is checked; failures are in the client's exchanges. */
export async function playJumpCloud(client: ScimClient): Promise<void> {
  await testConnection(client);
  const userIds: string[] = [];
  for (const person of people) userIds.push(await synchronizeUser(client, person));
  const groupIds: string[] = [];
  for (const team of teams) groupIds.push(await synchronizeGroup(client, team, userIds));
  await changeThings(client, { userIds, groupIds });
}

/** What happens when an administrator clicks "Test connection": a real user and a real group, made and deleted. */
export async function testConnection(client: ScimClient): Promise<void> {
  const testEmail = 'rollcall-connection-test@example.com';
  await client.send('look for the test user', 'GET', `/Users?filter=${eq('userName', testEmail)}`, ok);
  const user = await client.send('create the test user', 'POST', '/Users', created, {
    active: true,
    displayName: 'displayname',
    emails: [{ primary: true, type: 'work', value: testEmail }],
    externalId: '66e2d689590450d073d2df3b',
    name: { familyName: 'lastname', givenName: 'firstname' },
    schemas: [coreUser, enterpriseUser],
    userName: testEmail,
  });
  await client.send('update the test user', 'PUT', `/Users/${idOf(user)}`, ok, {
    active: true,
    emails: null,
    id: idOf(user),
    name: { familyName: 'lastname', givenName: 'firstname' },
    schemas: [coreUser],
    userName: testEmail,
  });
  const group = await client.send('create the test group', 'POST', '/Groups', created, {
    schemas: [coreGroup],
    displayName: 'rollcall-connection-test',
  });
  await client.send('delete the test group', 'DELETE', `/Groups/${idOf(group)}`, deleted);
  await client.send('delete the test user', 'DELETE', `/Users/${idOf(user)}`, deleted);
}

/** Looks the person up and creates or updates them; answers the id. */
async function synchronizeUser(client: ScimClient, person: Person): Promise<string> {
  const path = `/Users?filter=${eq('userName', person.userName)}`;
  const found = await client.send(`look for ${person.userName}`, 'GET', path, { ...ok, check: isList });
  const existing = resourcesOf(found)[0];
  if (existing === undefined) {
    return idOf(await client.send(`create ${person.userName}`, 'POST', '/Users', created, newUser(person)));
  }
  const id = idOf(existing);
  const body = fullUser(person, id, true);
  await client.send(`update ${person.userName}`, 'PUT', `/Users/${id}`, { ...ok, check: isActive(true) }, body);
  return id;
}

/** Takes over the group that has the team's name, old or new, or creates it with its members. */
async function synchronizeGroup(client: ScimClient, team: Team, userIds: readonly string[]): Promise<string> {
  const members = team.members.map((index) => ({ value: userIds[index] }));
  const existing =
    (await findGroup(client, team.name)) ?? (team.renamedTo && (await findGroup(client, team.renamedTo)));
  if (!existing) {
    const body = { schemas: [coreGroup], displayName: team.name, members };
    return idOf(await client.send(`create group ${team.name}`, 'POST', '/Groups', created, body));
  }
  const operations = [
    { op: 'replace', path: 'displayName', value: team.name },
    { op: 'add', path: 'members', value: members },
  ];
  await patchGroup(client, `take over group ${team.name}`, existing, operations);
  return existing;
}

async function findGroup(client: ScimClient, name: string): Promise<string | undefined> {
  const path = `/Groups?filter=${eq('displayName', name)}`;
  const found = await client.send(`look for group ${name}`, 'GET', path, { ...ok, check: isList });
  const [group] = resourcesOf(found);
  return group && idOf(group);
}

/** A repeated add, a removal, a rename, a deactivation: what an ordinary week brings. */
async function changeThings(client: ScimClient, { userIds, groupIds }: Synchronized): Promise<void> {
  const [engineering = '', sales = ''] = groupIds;
  const member = (index: number) => [{ value: userIds[index] }];
  await patchGroup(client, 'add a member again', sales, [{ op: 'add', path: 'members', value: member(1) }]);
  await patchGroup(client, 'remove a member', sales, [{ op: 'remove', path: 'members', value: member(22) }]);
  await patchGroup(client, 'rename a group', engineering, [
    { op: 'replace', path: 'displayName', value: 'Engineering EU' },
  ]);
  const leaver = people[24];
  const id = userIds[24] ?? '';
  if (leaver === undefined) return;
  const inactive = { ...ok, check: isActive(false) };
  await client.send(`deactivate ${leaver.userName}`, 'PUT', `/Users/${id}`, inactive, fullUser(leaver, id, false));
  await client.send('read the deactivated user', 'GET', `/Users/${id}`, inactive);
}

function patchGroup(client: ScimClient, what: string, id: string, operations: readonly Json[]): Promise<Json> {
  const body = { schemas: [patchOp], Operations: operations };
  return client.send(what, 'PATCH', `/Groups/${id}`, patched, body);
}

function newUser(person: Person): Json {
  return {
    active: true,
    displayName: `${person.givenName} ${person.familyName}`,
    emails: [{ primary: true, type: 'work', value: person.userName }],
    externalId: person.externalId,
    locale: 'en-US',
    name: { familyName: person.familyName, givenName: person.givenName },
    phoneNumbers: [{ primary: true, type: 'work', value: 'tel:+1-555-555-5555' }],
    preferredLanguage: 'en-US',
    schemas: [coreUser, enterpriseUser],
    userName: person.userName,
  };
}

function fullUser(person: Person, id: string, active: boolean): Json {
  return {
    ...newUser(person),
    active,
    id,
    addresses: [],
    phoneNumbers: [],
    schemas: [enterpriseUser, coreUser],
    title: person.title,
    [enterpriseUser]: { department: person.department },
  };
}

function eq(attribute: string, value: string): string {
  return encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`);
}

function hasId(body: Json): string | undefined {
  return idOf(body) === '' ? 'the answer carries no id' : undefined;
}

function isList(body: Json): string | undefined {
  const valid = typeof body.totalResults === 'number' && (body.totalResults === 0 || Array.isArray(body.Resources));
  return valid ? undefined : 'the answer is no ListResponse';
}

function isActive(active: boolean): (body: Json) => string | undefined {
  return (body) => (body.active === active ? undefined : `active is ${String(body.active)}, not ${active}`);
}

function resourcesOf(list: Json): readonly Json[] {
  return Array.isArray(list.Resources) ? (list.Resources as readonly Json[]) : [];
}

function idOf(resource: Json): string {
  return typeof resource.id === 'string' ? resource.id : '';
}
