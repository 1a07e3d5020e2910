/** Bodies and operations that several identity providers send alike. */
import type { Person } from './cast.ts';
import type { Json } from './scim-client.ts';
import { coreGroup, coreUser } from './urns.ts';

export function userBody({ givenName, familyName, userName }: Person, active: boolean): Json {
  return {
    schemas: [coreUser],
    userName,
    name: { givenName, familyName },
    displayName: `${givenName} ${familyName}`,
    emails: [{ primary: true, value: userName, type: 'work' }],
    active,
  };
}

export function groupBody(displayName: string): Json {
  return { schemas: [coreGroup], displayName };
}

export const filterBy =
  (attribute: string) =>
  (value: string): string =>
    `${attribute} eq ${JSON.stringify(value)}`;

export const byUserName = ({ userName }: Person): string => filterBy('userName')(userName);
export const byDisplayName = filterBy('displayName');

export const bareMember = (value: string): Json => ({ value });

export const setActive = (active: boolean): readonly Json[] => [{ op: 'replace', path: 'active', value: active }];
export const setActivePathless = (active: boolean): readonly Json[] => [{ op: 'replace', value: { active } }];

/** Membership as RFC 7644 §3.5.2 shows it: add a list, remove by a filter, replace by path. */
export const plainMembership = {
  add: (members: readonly Json[]): readonly Json[] => [{ op: 'add', path: 'members', value: members }],
  remove: (ids: readonly string[]): readonly Json[] =>
    ids.map((id) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` })),
  rename: (name: string): readonly Json[] => [{ op: 'replace', path: 'displayName', value: name }],
  chunk: 2,
};

/** Members removed by naming them in a list, not in the path. */
export const removeByValue = (ids: readonly string[]): readonly Json[] => [
  { op: 'remove', path: 'members', value: ids.map(bareMember) },
];

/** Pages of so many, by index. */
export function pages(count: number) {
  return {
    firstPage: `startIndex=1&count=${count}`,
    nextPage: (startIndex: number) => `startIndex=${startIndex}&count=${count}`,
  };
}
