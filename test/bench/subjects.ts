/** What is measured, the same for every candidate. */
import type { JsonObject } from '#scim/json.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export const filters: readonly string[] = [
  'userName eq "bjensen@example.com"',
  'externalId eq "5b7f0c9e1a2b3c4d5e6f7081"',
  'emails[type eq "work" and value co "@example.com"]',
  'title pr and userType eq "Employee"',
  'userType eq "Employee" and (emails.value co "example.org" or name.familyName sw "J")',
  'active eq true and not (nickName eq "Babs") and meta.lastModified gt "2011-05-13T04:42:34Z"',
];

export const user: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  id: '2819c223-7f76-453a-919d-413861904646',
  externalId: '5b7f0c9e1a2b3c4d5e6f7081',
  userName: 'bjensen@example.com',
  name: { formatted: 'Ms. Barbara J Jensen III', familyName: 'Jensen', givenName: 'Barbara', middleName: 'Jane' },
  displayName: 'Babs Jensen',
  title: 'Tour Guide',
  userType: 'Employee',
  preferredLanguage: 'en-US',
  active: true,
  emails: [
    { value: 'bjensen@example.com', type: 'work', primary: true },
    { value: 'babs@jensen.org', type: 'home' },
  ],
  phoneNumbers: [{ value: '555-555-5555', type: 'work' }],
  addresses: [{ type: 'work', streetAddress: '100 Universal City Plaza', locality: 'Hollywood', country: 'US' }],
  [enterprise]: { employeeNumber: '701984', department: 'Tour Operations' },
  meta: {
    resourceType: 'User',
    created: '2010-01-23T04:56:22.000Z',
    lastModified: '2011-05-13T04:42:34.123Z',
    version: 'W/"1"',
    location: 'https://example.com/v2/Users/2819c223-7f76-453a-919d-413861904646',
  },
};

/** The user as a client sends it and a store keeps it. */
export const document: JsonObject = Object.fromEntries(
  Object.entries(user).filter(([name]) => !['schemas', 'id', 'meta'].includes(name)),
);

/** What the filters say of the user, as code. */
export const handWritten: readonly ((resource: typeof plain) => boolean)[] = [
  (resource) => resource.userName.normalize('NFC').toLowerCase() === 'bjensen@example.com',
  (resource) => resource.externalId === '5b7f0c9e1a2b3c4d5e6f7081',
  (resource) =>
    resource.emails.some(({ type, value }) => fold(type) === 'work' && fold(value).includes('@example.com')),
  (resource) => resource.title !== '' && fold(resource.userType) === 'employee',
  (resource) =>
    fold(resource.userType) === 'employee' &&
    (resource.emails.some(({ value }) => fold(value).includes('example.org')) ||
      fold(resource.name.familyName).startsWith('j')),
  (resource) =>
    resource.active &&
    !(resource.nickName !== undefined && fold(resource.nickName) === 'babs') &&
    Date.parse(resource.meta.lastModified) > instant,
];

const instant = Date.parse('2011-05-13T04:42:34Z');

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** The user, typed for the predicates above. */
export const plain = user as unknown as {
  readonly userName: string;
  readonly externalId: string;
  readonly title: string;
  readonly userType: string;
  readonly nickName?: string;
  readonly active: boolean;
  readonly name: { readonly familyName: string };
  readonly emails: readonly { readonly type: string; readonly value: string }[];
  readonly meta: { readonly lastModified: string };
};

/** One operation of each kind that identity providers send day by day. */
export const operations = [
  { op: 'replace' as const, path: 'active', value: false },
  { op: 'replace' as const, path: 'name.familyName', value: 'Doe' },
  { op: 'replace' as const, path: 'emails[type eq "work"].value', value: 'doe@example.com' },
  { op: 'add' as const, path: 'phoneNumbers', value: [{ value: '555-555-4444', type: 'mobile' }] },
];
