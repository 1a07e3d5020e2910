import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import { parsePatchPath, printPatchPath } from '#scim/path/parse.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function print(text: string, type = userType): string | undefined {
  const path = parsePatchPath(text, type);
  if (path === undefined) return undefined;
  return path.kind === 'extension' ? `extension ${path.urn}` : printPatchPath(path);
}

describe('parsePatchPath', () => {
  test.each<[string, string | undefined]>([
    ['displayName', 'displayName'],
    [' DISPLAYNAME ', 'displayName'],
    ['name.familyName', 'name.familyName'],
    ['emails', 'emails'],
    ['addresses[type eq "work"]', 'addresses[type eq "work"]'],
    ['addresses[type eq "work"].streetAddress', 'addresses[type eq "work"].streetAddress'],
    [
      'emails[type eq "work" and value ew "example.com"].VALUE',
      'emails[type eq "work" and value ew "example.com"].value',
    ],
    ['roles[primary eq "True"].display', 'roles[primary eq true].display'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', 'userName'],
    [enterprise, `extension ${enterprise}`],
    [`${enterprise}:manager`, `${enterprise}:manager`],
    [`${enterprise}:manager.value`, `${enterprise}:manager.value`],
    ['manager', `${enterprise}:manager`],
    ['shoeSize', undefined],
    ['shoeSize[value eq "x"].y', undefined],
    ['name.shoeSize', undefined],
    ['emails[type eq "]\\"["].value', 'emails[type eq "]\\"["].value'],
    // RFC 7644 §3.5.2, figure 8, names a sub-attribute of members that the schema does not have.
    ['emails[type eq "work"].displayName', undefined],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0User:department', undefined],
    ['urn:example:2.0:X:shoeSize', undefined],
  ])('%s is %s', (text, expected) => {
    expect(print(text)).toBe(expected);
  });

  test('finds the members of a group by their id', () => {
    expect(print('members[value eq "2819c223"]', groupType)).toBe('members[value eq "2819c223"]');
  });

  test.each(
    [
      '[type eq "work"]',
      'emails[',
      'emails[type eq "work"',
      'emails[type eq "work"].',
      'emails[type eq "work"]value',
      'emails[type eq "work"][type eq "home"]',
      'emails.value[type eq "work"]',
      `${enterprise}[type eq "work"]`,
      'name[givenName eq "x"]',
      '',
      'name.givenName.x',
      '1st',
      'a:b c:d',
      'emails[type eq "work"] x',
      'emails[type eq "work"].value.x',
      'userName[value eq "x"]',
      'a b',
      '"emails"',
      '.value',
      'emails]',
      'x'.repeat(10_001),
      `emails[${'"'.repeat(9_001)}`,
    ].map((text) => [text.slice(0, 50), text] as const),
  )('%s is refused', (_, text) => {
    expect(() => parsePatchPath(text, userType)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidPath' }),
    );
  });

  test.each(
    [
      'emails[]',
      'emails[shoeSize eq 9]',
      'emails[type regex "x"]',
      'emails[primary gt true]',
      `emails[${'('.repeat(200)}type pr${')'.repeat(200)}]`,
    ].map((text) => [text.slice(0, 50), text] as const),
  )('%s has no filter in its brackets', (_, text) => {
    expect(() => parsePatchPath(text, userType)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidFilter' }),
    );
  });

  test('what is printed is read as the same path', () => {
    for (const text of ['name.givenName', enterprise, `${enterprise}:manager.value`, 'emails[type eq "a\\"]"].value']) {
      const path = parsePatchPath(text, userType);
      if (path === undefined) throw new Error(text);
      expect(parsePatchPath(printPatchPath(path), userType)).toEqual(path);
    }
  });

  test('any text is a path, unknown, or a SCIM error', () => {
    const part = fc.constantFrom('emails', '[', ']', 'type eq "work"', '"', '.', 'value', 'urn:', enterprise, ':', ' ');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (path) => {
        try {
          parsePatchPath(path, userType);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
      propertyRuns,
    );
  });
});
