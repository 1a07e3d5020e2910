/**
 * JumpCloud, as far as its requests are known: the bodies are those of `test/idp/jumpcloud/`. It tests the connection
 * with a user and a group of its own, and takes over a group that already has the name.
 */
import {
  bareMember,
  byDisplayName,
  byUserName,
  groupBody,
  pages,
  plainMembership,
  removeByValue,
  userBody,
} from './bodies.ts';
import type { Person } from './cast.ts';
import type { Player } from './player.ts';
import type { Json } from './scim-client.ts';
import { coreUser, enterpriseUser } from './urns.ts';

export const jumpCloud: Player = {
  id: 'jumpcloud',
  name: 'JumpCloud',
  probes: [],
  testsWithObjects: true,
  users: {
    find: 'before',
    filter: byUserName,
    body: fullUser,
    update: 'put',
    deletes: true,
    suspends: true,
  },
  groups: {
    filter: byDisplayName,
    createWith: 'members',
    body: groupBody,
    member: bareMember,
    // Every change of a group syncs all of them, so the same adds come again and again.
    change: { ...plainMembership, remove: removeByValue },
    deletes: true,
  },
  ...pages(100),
};

function fullUser(person: Person, active: boolean): Json {
  const { department, externalId, title } = person;
  return {
    ...userBody(person, active),
    addresses: [],
    externalId,
    locale: 'en-US',
    phoneNumbers: [{ primary: true, type: 'work', value: 'tel:+1-555-555-5555' }],
    preferredLanguage: 'en-US',
    schemas: [enterpriseUser, coreUser],
    title,
    [enterpriseUser]: { department },
  };
}
