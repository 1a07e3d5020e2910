import { describe, expect, test } from '@jest/globals';
import { printAttributePath } from '#scim/path/attribute-path.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { resolveSort } from '#scim/sort/sort.ts';

const resolve = (by: string) => resolveSort({ by, descending: false }, userType, [userType]);

describe('resolveSort', () => {
  test.each([
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    ['name.familyName', 'name.familyName'],
    ['meta.lastModified', 'meta.lastModified'],
    ['emails', 'emails.value'],
    ['emails.type', 'emails.type'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', 'userName'],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
    ],
    ['schemas', 'schemas'],
  ])('%s sorts by %s', (by, path) => {
    const { path: found, descending } = resolve(by);
    expect([found && printAttributePath(found), descending]).toEqual([path, false]);
  });

  test('id is the order of ids, which needs no path', () => {
    expect(resolve('id')).toEqual({ descending: false });
    expect(resolveSort({ by: 'ID', descending: true }, userType, [userType])).toEqual({ descending: true });
  });

  // RFC 7644 table 9: invalidPath is for the path of a PATCH; invalidValue is for what does not suit the schema.
  test.each([
    ['nothing', /there is no attribute "nothing"/],
    ['emails[type eq "work"]', /there is no attribute/],
    ['__proto__', /there is no attribute/],
    ['name', /complex; name one of name.formatted, name.familyName/],
    ['addresses', /name one of addresses.formatted/],
    ['meta', /meta.created/],
    ['groups', /memberships/],
    ['groups.value', /memberships/],
    ['password', /never told/],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', /it is a schema/],
    ['x'.repeat(5_000), /no attribute "x{79}…"/],
  ])('refuses %s', (by, detail) => {
    const expected = { status: 400, scimType: 'invalidValue', detail: expect.stringMatching(detail) };
    expect(() => resolve(by)).toThrow(expect.objectContaining(expected));
  });

  test('an attribute of another type is one without values here', () => {
    const request = { by: 'userName', descending: true };
    expect(resolveSort(request, groupType, resourceTypes)).toEqual({ descending: true });
    expect(() => resolveSort(request, groupType, [groupType])).toThrow('userName');
    expect(() => resolveSort({ by: 'members', descending: true }, userType, resourceTypes)).toThrow('memberships');
  });
});
