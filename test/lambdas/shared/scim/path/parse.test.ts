import { describe, expect, test } from '@jest/globals';
import { printFilter } from '#scim/filter/print.ts';
import { printAttributePath } from '#scim/path/attribute-path.ts';
import { parsePatchPath } from '#scim/path/parse.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function print(text: string, type = userType): string | undefined {
  const path = parsePatchPath(text, type);
  switch (path?.kind) {
    case undefined:
      return undefined;
    case 'extension':
      return `extension ${path.urn}`;
    case 'attribute':
      return printAttributePath(path.path);
    case 'value': {
      const subAttribute = path.subAttribute === undefined ? '' : `.${path.subAttribute.name}`;
      return `${printAttributePath(path.path)}[${printFilter(path.filter)}]${subAttribute}`;
    }
  }
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
    ['urn:example:2.0:X:shoeSize', undefined],
  ])('%s is %s', (text, expected) => {
    expect(print(text)).toBe(expected);
  });

  test('finds the members of a group by their id', () => {
    expect(print('members[value eq "2819c223"]', groupType)).toBe('members[value eq "2819c223"]');
  });

  test.each([
    '[type eq "work"]',
    'emails[',
    'emails[type eq "work"',
    'emails[type eq "work"].shoeSize',
    'emails[type eq "work"] x',
    'emails[type eq "work"].value.x',
    'emails[shoeSize eq 9]',
    'userName[value eq "x"]',
    'a b',
    '"emails"',
    '.value',
    'emails]',
    `emails[${'('.repeat(200)}type pr${')'.repeat(200)}]`,
    'x'.repeat(10_001),
  ])('%.50s is refused', (text) => {
    expect(() => parsePatchPath(text, userType)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidPath' }),
    );
  });
});
