/** Providers of which less is known: each differs from plain SCIM in a few places, told where they stand. */
import {
  bareMember,
  byDisplayName,
  byUserName,
  filterBy,
  groupBody,
  pages,
  plainMembership,
  removeByValue,
  setActive,
  userBody,
} from './bodies.ts';
import { listed, nobody, shown, supports } from './checks.ts';
import type { GroupDialect, Player, Probe, UserDialect } from './player.ts';
import type { Json } from './scim-client.ts';
import { coreUser, enterpriseUser } from './urns.ts';

const plainUsers: UserDialect = {
  find: 'before',
  filter: byUserName,
  body: userBody,
  update: 'put',
  deletes: true,
  suspends: true,
};

const plainGroups: GroupDialect = {
  filter: byDisplayName,
  createWith: 'nobody',
  body: groupBody,
  member: bareMember,
  change: plainMembership,
  deletes: true,
};

const looksForNobody: Probe = {
  what: 'look for nobody',
  path: `/Users?filter=${encodeURIComponent('userName eq "nobody@nowhere.example.com"')}`,
  ...nobody,
};
const readsConfiguration: Probe = {
  what: 'read what the service provider can do',
  path: '/ServiceProviderConfig',
  status: [200],
  check: supports('patch', 'filter'),
};
const readsTypes: readonly Probe[] = ['User', 'Group'].map((type) => ({
  what: `read the resource type ${type}`,
  path: `/ResourceTypes/${type}`,
  ...shown,
}));
const readsSchema: Probe = { what: 'read the user schema', path: `/Schemas/${coreUser}`, ...shown };

/** As ssosync speaks to AWS IAM Identity Center: an address of a type only, PUT for users. */
const generic: Player = {
  id: 'generic',
  name: 'Generic',
  probes: [readsConfiguration],
  users: { ...plainUsers, body: (...given) => ({ ...userBody(...given), addresses: [{ type: 'work' }] }) },
  groups: plainGroups,
  ...pages(100),
};

/** Wants `application/json`; e-mail addresses come without `primary`; suspends by PATCH. */
const oneLogin: Player = {
  id: 'onelogin',
  name: 'OneLogin',
  headers: { accept: 'application/json', 'content-type': 'application/json' },
  mediaType: 'application/json',
  probes: [looksForNobody, { what: 'list groups for its rules', path: '/Groups', ...listed }],
  users: {
    ...plainUsers,
    notFound: [404],
    body: (person, active) => ({ ...userBody(person, active), emails: [{ value: person.userName }] }),
    activate: setActive,
  },
  groups: plainGroups,
  ...pages(100),
};

/** Both schema URIs, `application/json`, and no groups. */
const google: Player = {
  id: 'google',
  name: 'Google Workspace',
  headers: { accept: '*/*', 'content-type': 'application/json', 'user-agent': 'Google-Auto-Provisioning' },
  probes: [{ what: 'list users', path: '/Users', ...listed }],
  users: {
    ...plainUsers,
    body: (...given) => ({ ...userBody(...given), schemas: ['urn:scim:schemas:core:1.0', coreUser] }),
  },
  ...pages(100),
};

/** Its filter names the attribute in another case, one address may be sent twice, groups are PUT. */
const ping: Player = {
  id: 'ping',
  name: 'Ping Identity',
  probes: [],
  users: {
    ...plainUsers,
    filter: ({ userName }) => filterBy('username')(userName),
    body: (person, active) => ({
      ...userBody(person, active),
      schemas: [coreUser, enterpriseUser],
      emails: ['work', 'home'].map((type) => ({ type, value: person.userName, primary: true })),
    }),
  },
  groups: { ...plainGroups, change: 'put' },
  ...pages(100),
};

/** Sends what its form lists, no more. */
const rippling: Player = {
  id: 'rippling',
  name: 'Rippling',
  probes: [{ what: 'list users', path: '/Users?startIndex=1&count=100', ...listed }],
  users: {
    ...plainUsers,
    body: ({ externalId, userName, givenName, familyName }, active) => ({
      schemas: [coreUser],
      externalId,
      userName,
      emails: [{ value: userName, primary: true }],
      name: { givenName, familyName },
      active,
    }),
  },
  groups: plainGroups,
  ...pages(100),
};

/** Reads all discovery endpoints first, then lists everything; writes by PATCH. */
const sailPoint: Player = {
  id: 'sailpoint',
  name: 'SailPoint',
  probes: [
    readsConfiguration,
    { what: 'read the resource types', path: '/ResourceTypes', ...listed },
    { what: 'read the schemas', path: '/Schemas', ...listed },
    ...readsTypes,
  ],
  users: {
    ...plainUsers,
    find: 'list',
    update: 'patch',
    operations: ({ familyName, title }) => [
      { op: 'replace', path: 'name.familyName', value: familyName },
      { op: 'replace', path: 'title', value: title },
      ...setActive(true),
    ],
    activate: setActive,
  },
  groups: plainGroups,
  ...pages(100),
};

/** PUT for users, PATCH for groups, single discovery documents. */
const cyberArk: Player = {
  id: 'cyberark',
  name: 'CyberArk',
  probes: [
    { what: 'list one user', path: '/Users?count=1', ...listed },
    readsConfiguration,
    ...readsTypes,
    readsSchema,
  ],
  users: plainUsers,
  groups: plainGroups,
  ...pages(100),
};

/** Lists instead of looking up; text for booleans; always the whole list of members, with a relative `$ref`. */
const keycloak: Player = {
  id: 'keycloak',
  name: 'Keycloak',
  probes: [],
  users: {
    ...plainUsers,
    find: 'list',
    body: (person, active) => ({ ...userBody(person, active), emails: [{ value: person.userName }] }),
    update: 'patch',
    operations: ({ familyName }) => [
      { op: 'replace', path: 'name.familyName', value: familyName },
      { op: 'replace', path: 'active', value: 'true' },
    ],
    activate: (active) => [{ op: 'replace', path: 'active', value: String(active) }],
  },
  groups: {
    ...plainGroups,
    member: (value) => ({ value, $ref: `Users/${value}` }),
    change: {
      ...plainMembership,
      replace: (members: readonly Json[]) => [
        members.length === 0 ? { op: 'remove', path: 'members' } : { op: 'replace', path: 'members', value: members },
      ],
      alwaysWhole: true,
    },
  },
  ...pages(100),
};

/** Creates first and looks up after a 409, without quotes; one operation for a member; pages by `startIndex` alone. */
const authentik: Player = {
  id: 'authentik',
  name: 'authentik',
  probes: [readsConfiguration],
  users: {
    ...plainUsers,
    find: 'afterConflict',
    filter: ({ userName }) => `userName eq ${userName}`,
    body: (person, active) => ({
      ...userBody(person, active),
      emails: [{ value: person.userName, type: 'other', primary: true }],
      photos: [],
    }),
  },
  groups: {
    ...plainGroups,
    change: {
      ...plainMembership,
      add: (members) => members.map((member) => ({ op: 'add', path: 'members', value: [member] })),
      remove: removeByValue,
      rename: (name, id) => [{ op: 'replace', value: { ...groupBody(name), id } }],
    },
  },
  firstPage: '',
  nextPage: (startIndex) => `startIndex=${startIndex}`,
};

export const morePlayers: readonly Player[] = [
  generic,
  oneLogin,
  google,
  ping,
  rippling,
  sailPoint,
  cyberArk,
  keycloak,
  authentik,
];
