/** The User schema (RFC 7643 §4.1 and §8.7.1). */
import { coreUserSchema } from '../urns.ts';
import { defineAttribute, type Schema } from './attribute.ts';
import { canonical, complex, plural, primaryAttribute } from './common-attributes.ts';

const name = complex('name', "The components of the user's name.", [
  defineAttribute('formatted', 'The full name, formatted for display.'),
  defineAttribute('familyName', 'The family name, or last name.'),
  defineAttribute('givenName', 'The given name, or first name.'),
  defineAttribute('middleName', 'The middle name or names.'),
  defineAttribute('honorificPrefix', 'The title before the name, such as "Ms.".'),
  defineAttribute('honorificSuffix', 'The suffix after the name, such as "III".'),
]);

const addresses = complex(
  'addresses',
  'Physical mailing addresses.',
  [
    defineAttribute('formatted', 'The whole address, formatted for display or a mailing label.'),
    defineAttribute('streetAddress', 'Street, house number and the like; may hold newlines.'),
    defineAttribute('locality', 'The city or locality.'),
    defineAttribute('region', 'The state or region.'),
    defineAttribute('postalCode', 'The zip code or postal code.'),
    defineAttribute('country', 'The country, as an ISO 3166-1 alpha-2 code.'),
    defineAttribute('type', 'A label for the function of this element.', canonical(['work', 'home', 'other'])),
    primaryAttribute,
  ],
  { multiValued: true },
);

const groups = complex(
  'groups',
  'The groups the user belongs to; changed through the groups, never here.',
  [
    defineAttribute('value', "The group's identifier.", { mutability: 'readOnly', caseExact: true }),
    defineAttribute('$ref', 'The URI of the group.', {
      type: 'reference',
      referenceTypes: ['User', 'Group'],
      mutability: 'readOnly',
      caseExact: true,
    }),
    defineAttribute('display', "The group's name.", { mutability: 'readOnly' }),
    defineAttribute('type', 'Whether the membership is direct or through another group.', {
      mutability: 'readOnly',
      canonicalValues: ['direct', 'indirect'],
    }),
  ],
  { multiValued: true, mutability: 'readOnly' },
);

const phoneTypes = ['work', 'home', 'mobile', 'fax', 'pager', 'other'];
const messengerTypes = ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'];

export const userSchema: Schema = {
  id: coreUserSchema,
  name: 'User',
  description: 'User Account',
  attributes: [
    defineAttribute('userName', 'The name the user signs in with, unique in the directory.', {
      required: true,
      uniqueness: 'server',
    }),
    name,
    defineAttribute('displayName', 'The name to show for the user.'),
    defineAttribute('nickName', 'The casual way to address the user.'),
    defineAttribute('profileUrl', "The URL of the user's online profile.", {
      type: 'reference',
      referenceTypes: ['external'],
      caseExact: true,
    }),
    defineAttribute('title', 'The user\'s title, such as "Vice President".'),
    defineAttribute('userType', 'The relationship of the user to the organization.'),
    defineAttribute('preferredLanguage', 'The preferred language, as in the HTTP Accept-Language header.'),
    defineAttribute('locale', 'The location for currency, dates and numbers, such as "en-US".'),
    defineAttribute('timezone', 'The time zone, as in the IANA database.'),
    defineAttribute('active', 'Whether the user may use the service.', { type: 'boolean' }),
    defineAttribute('password', 'Accepted from the client, never stored or returned.', {
      mutability: 'writeOnly',
      returned: 'never',
      caseExact: true,
    }),
    plural('emails', 'E-mail addresses.', {}, ['work', 'home', 'other']),
    plural('phoneNumbers', 'Phone numbers, preferably in the form of RFC 3966.', {}, phoneTypes),
    plural('ims', 'Instant messaging addresses.', {}, messengerTypes),
    plural('photos', 'URLs of photos.', { type: 'reference', referenceTypes: ['external'], caseExact: true }, [
      'photo',
      'thumbnail',
    ]),
    addresses,
    groups,
    plural('entitlements', 'Things the user may have or do.', {}),
    plural('roles', 'Roles of the user.', {}),
    plural('x509Certificates', 'X.509 certificates, each in base64 DER.', { type: 'binary', caseExact: true }),
  ],
};
