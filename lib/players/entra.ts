/** Microsoft Entra ID (`test/idp/entra/`), as it is by default and with the flag `aadOptscim062020`. */
import {
  bareMember,
  byDisplayName,
  byUserName,
  groupBody,
  pages,
  plainMembership,
  setActive,
  userBody,
} from './bodies.ts';
import type { Person } from './cast.ts';
import { listed, nobody } from './checks.ts';
import type { GroupDialect, Player } from './player.ts';
import type { Json } from './scim-client.ts';
import { coreUser, enterpriseUser } from './urns.ts';

const mediaType = 'application/scim+json';
const nobodysName = 'userName eq "5f0f3c4e-7f0b-4c1e-9a53-3a0a4b6f1c11"';

const replace = (path: string, value: unknown): Json => ({ op: 'Replace', path, value });

const groups: GroupDialect = {
  filter: byDisplayName,
  lookupQuery: 'excludedAttributes=members&',
  createWith: 'nobody',
  body: (name) => ({ ...groupBody(name), externalId: `entra-${name}`, members: [], meta: { resourceType: 'Group' } }),
  member: (value) => ({ $ref: null, value }),
  change: {
    add: (members) => [{ op: 'Add', path: 'members', value: members }],
    remove: (ids) => [{ op: 'Remove', path: 'members', value: ids.map(bareMember) }],
    rename: (name) => [replace('displayName', name)],
    chunk: 2,
  },
  deletes: true,
};

/** Capitalised operations, text for booleans, members removed by value. */
export const entra: Player = {
  id: 'entra',
  name: 'Microsoft Entra ID',
  headers: { 'content-type': `${mediaType}; charset=utf-8` },
  mediaType,
  probes: [
    { what: 'look for nobody', path: `/Users?filter=${encodeURIComponent(nobodysName)}`, ...nobody },
    { what: 'read the schemas', path: '/Schemas', ...listed },
  ],
  users: {
    find: 'before',
    filter: byUserName,
    body: entraUser,
    update: 'patch',
    operations: ({ familyName, givenName, title, userName, department }) => [
      replace('active', 'True'),
      replace('displayName', `${givenName} ${familyName}`),
      replace('name.familyName', familyName),
      replace('emails[type eq "work"].value', userName),
      { op: 'Add', path: 'title', value: title },
      replace(`${enterpriseUser}:department`, department),
    ],
    activate: (active) => [replace('active', active ? 'True' : 'False')],
    // A reference comes alone, when both users are there; as a bare string.
    manager: (id) => [{ op: 'Add', path: `${enterpriseUser}:manager`, value: id }],
    deletes: true,
    suspends: true,
  },
  groups,
  ...pages(100),
};

/** Operations as RFC 7644 has them, and most attributes in one without a path, under dotted and URN keys. */
export const entraWithFlag: Player = {
  ...entra,
  mode: 'aadoptscim062020',
  name: 'aadOptscim062020 of Entra ID',
  parameter: 'aadOptscim062020',
  users: {
    ...entra.users,
    operations: ({ familyName, givenName, title, userName, department }) => [
      { op: 'replace', path: 'emails[type eq "work"].value', value: userName },
      {
        op: 'replace',
        value: {
          active: true,
          displayName: `${givenName} ${familyName}`,
          'name.familyName': familyName,
          title,
          [`${enterpriseUser}:department`]: department,
        },
      },
    ],
    activate: setActive,
    manager: (id) => [{ op: 'add', path: `${enterpriseUser}:manager`, value: id }],
  },
  groups: { ...groups, member: bareMember, change: plainMembership },
};

function entraUser(person: Person, active: boolean): Json {
  return {
    ...userBody(person, active),
    schemas: [coreUser, enterpriseUser],
    externalId: person.externalId,
    meta: { resourceType: 'User' },
    roles: [],
    addresses: null,
    phoneNumbers: null,
  };
}
