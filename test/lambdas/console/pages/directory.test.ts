import { describe, expect, test } from '@jest/globals';
import { attributesOf, valueText } from '../../../../lambdas/console/pages/directory/attribute-list.ts';
import { addressOf } from '../../../../lambdas/console/pages/directory/question.ts';
import { isActive, lastModifiedOf, primaryOf, textOf } from '../../../../lambdas/console/pages/directory/resource.ts';
import { idFrom } from '../../../../lambdas/console/pages/tenants/tenant-id.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const user = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  id: '6f1d2c3b-0000-4000-8000-000000000001',
  meta: { lastModified: '2026-03-01T00:00:00.000Z' },
  userName: 'ada',
  displayName: '',
  emails: [{ value: 'a@example.com' }, { value: 'b@example.com', primary: true }],
  groups: [{ value: 'g' }],
  [enterprise]: { department: 'Engines' },
};

describe('a resource', () => {
  test('shows its own attributes, meta last, and those of each extension under its URN', () => {
    expect(attributesOf(user)).toEqual([
      {
        entries: [
          ['id', user.id],
          ['userName', 'ada'],
          ['displayName', ''],
          ['emails', user.emails],
          ['meta', user.meta],
        ],
      },
      { schema: enterprise, entries: [['department', 'Engines']] },
    ]);
  });

  test('has the values of a list, whatever is missing', () => {
    expect(primaryOf(user, 'emails')).toBe('b@example.com');
    expect(primaryOf({ ...user, emails: [{ value: 'a@example.com' }] }, 'emails')).toBe('a@example.com');
    expect(primaryOf({ ...user, emails: [] }, 'emails')).toBeUndefined();
    expect(primaryOf(user, 'phoneNumbers')).toBeUndefined();
    expect(textOf(user, 'displayName')).toBeUndefined();
    expect(lastModifiedOf(user)).toBe('2026-03-01T00:00:00.000Z');
    expect(lastModifiedOf({ id: user.id })).toBeUndefined();
  });

  test('is inactive only when it says so', () => {
    expect([isActive(user), isActive({ ...user, active: true }), isActive({ ...user, active: false })]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('shows values in words', () => {
    expect(['x', true, false, 3, null].map(valueText)).toEqual(['x', 'yes', 'no', '3', 'null']);
  });
});

describe('the address of a list', () => {
  test('has what was asked, whole', () => {
    expect(addressOf({})).toBe('');
    expect(addressOf({ search: '' })).toBe('');
    const address = addressOf({ filter: 'userName eq "a&b"' });
    expect(new URLSearchParams(address).get('filter')).toBe('userName eq "a&b"');
  });
});

describe('the id that is proposed for a tenant', () => {
  test.each([
    ['Acme Inc.', 'acme-inc'],
    ['Müller & Söhne', 'muller-sohne'],
    ['--', ''],
    ['A'.repeat(50), 'a'.repeat(36)],
    [`${'a'.repeat(35)} b`, 'a'.repeat(35)],
  ])('%s is %s', (name, id) => {
    expect(idFrom(name)).toBe(id);
  });
});
