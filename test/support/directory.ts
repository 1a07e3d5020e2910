/** Users and groups for tests. */
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { Member } from '#storage/resource-store.ts';

export const at = '2026-11-24T08:00:00.000Z';
export const later = '2026-11-24T09:00:00.000Z';

export function state(document: JsonObject, id: string = randomUUID()): ResourceState {
  return { id, version: 1, created: at, lastModified: at, document };
}

export function user(userName: string, document: JsonObject = {}): ResourceState {
  return state({ userName, ...document });
}

export function group(displayName: string): ResourceState {
  return state({ displayName });
}

/** So many members that no user stands behind, in the order of their ids. */
export function strangers(count: number): readonly Member[] {
  return Array.from({ length: count }, () => ({ value: randomUUID(), type: 'User', display: 'Somebody' })).sort(
    (a, b) => (a.value < b.value ? -1 : 1),
  );
}

/** A user whose item takes between 1 and 2 KB, with `userName`, `externalId` and one e-mail address. */
export function fullUser(userName: string): ResourceState {
  return user(userName, {
    externalId: `5b7f${userName.length}0c9e1a2b3c4d5e6f7081`,
    name: { formatted: 'Ms. Barbara Jane Jensen', familyName: 'Jensen', givenName: 'Barbara', middleName: 'Jane' },
    displayName: 'Babs Jensen',
    nickName: 'Babs',
    profileUrl: 'https://login.example.com/bjensen',
    title: 'Tour Guide',
    userType: 'Employee',
    preferredLanguage: 'en-US',
    locale: 'en-US',
    timezone: 'America/Los_Angeles',
    active: true,
    emails: [{ value: `${userName}@example.com`, type: 'work', primary: true }],
    addresses: ['work', 'home'].map((type) => ({
      type,
      streetAddress: '100 Universal City Plaza',
      locality: 'Hollywood',
      region: 'CA',
      postalCode: '91608',
      country: 'US',
      formatted: '100 Universal City Plaza\nHollywood, CA 91608 USA',
    })),
    phoneNumbers: [
      { value: 'tel:+1-555-555-5555', type: 'work' },
      { value: 'tel:+1-555-555-4444', type: 'mobile' },
    ],
    photos: [{ value: 'https://photos.example.com/profilephoto/72930000000Ccne/F', type: 'photo' }],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
      employeeNumber: '701984',
      costCenter: '4130',
      organization: 'Universal Studios',
      division: 'Theme Park',
      department: 'Tour Operations',
    },
  });
}
