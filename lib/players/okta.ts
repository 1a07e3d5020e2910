/** Okta (`test/idp/okta/`): an app of its catalog, and one made with its App Integration Wizard. */
import { byDisplayName, byUserName, groupBody, pages, plainMembership, setActivePathless, userBody } from './bodies.ts';
import type { Person } from './cast.ts';
import { listed } from './checks.ts';
import type { GroupDialect, Player } from './player.ts';
import type { Json } from './scim-client.ts';

const mediaType = 'application/scim+json';

const groups: GroupDialect = {
  filter: byDisplayName,
  createWith: 'nobody',
  body: (name) => ({ ...groupBody(name), members: [] }),
  member: (value, { userName }) => ({ value, display: userName }),
  change: {
    ...plainMembership,
    rename: (displayName, id) => [{ op: 'replace', value: { id, displayName } }],
    renamesAlways: true,
    // "Push now".
    replace: (members: readonly Json[]) => [{ op: 'replace', path: 'members', value: members }],
  },
  deletes: true,
};

/** PUT of what it has read, PATCH for activation, groups pushed. */
export const okta: Player = {
  id: 'okta',
  name: 'Okta',
  headers: { accept: mediaType, 'content-type': `${mediaType}; charset=utf-8`, 'user-agent': 'Okta SCIM Client 1.0.0' },
  mediaType,
  probes: [
    { what: 'list two users', path: '/Users?startIndex=1&count=2', ...listed },
    { what: 'list groups', path: '/Groups?startIndex=1&count=100', ...listed },
  ],
  users: {
    find: 'before',
    filter: byUserName,
    notFound: [404],
    body: oktaUser,
    update: 'readThenPut',
    activate: setActivePathless,
    // "Okta never deletes a user": who leaves is deactivated.
    deletes: false,
    suspends: true,
  },
  groups,
  ...pages(100),
};

const { activate: _, ...wizardUsers } = okta.users;

/** An app of the App Integration Wizard: PUT for all that an app of the catalog does by PATCH. */
export const oktaWizardApp: Player = {
  ...okta,
  mode: 'aiw',
  name: 'AIW app of Okta',
  users: wizardUsers,
  groups: { ...groups, change: 'put' },
};

function oktaUser(person: Person, active: boolean): Json {
  const { externalId } = person;
  return {
    ...userBody(person, active),
    locale: 'en-US',
    externalId: `00u${externalId}`,
    groups: [],
    password: '1mz050nq',
  };
}
