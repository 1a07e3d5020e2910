import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import { maxFilterDepth, maxFilterLength, parseFilter } from '#scim/filter/parse.ts';
import { printFilter } from '#scim/filter/print.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { arbitraryFilter } from './arbitrary-filter.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function print(text: string, type = userType): string {
  return printFilter(parseFilter(text, type));
}

describe('parseFilter', () => {
  // The examples of RFC 7644 §3.4.2.2, figure 2.
  test.each([
    'userName eq "bjensen"',
    `name.familyName co "O'Malley"`,
    'userName sw "J"',
    'title pr',
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'meta.lastModified ge "2011-05-13T04:42:34Z"',
    'meta.lastModified lt "2011-05-13T04:42:34Z"',
    'meta.lastModified le "2011-05-13T04:42:34Z"',
    'title pr and userType eq "Employee"',
    'title pr or userType eq "Intern"',
    'userType eq "Employee" and (emails.value co "example.com" or emails.value co "example.org")',
    'userType ne "Employee" and not (emails.value co "example.com" or emails.value co "example.org")',
    'emails[type eq "work" and value co "@example.com"]',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
  ])('%s is read and written back', (text) => {
    expect(print(text)).toBe(text);
  });

  test.each<[string, string]>([
    ['USERNAME EQ "x"', 'userName eq "x"'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"', 'userName sw "J"'],
    [`${enterprise}:manager.value eq "m"`, `${enterprise}:manager.value eq "m"`],
    [`${enterprise.toUpperCase()}:DEPARTMENT eq "x"`, `${enterprise}:department eq "x"`],
    ['department eq "x"', `${enterprise}:department eq "x"`],
    ['userName eq a@b.c', 'userName eq "a@b.c"'],
    ['externalId eq jyoung', 'externalId eq "jyoung"'],
    ['active eq true', 'active eq true'],
    ['active eq "True"', 'active eq true'],
    ['emails eq "a"', 'emails.value eq "a"'],
    ['emails[type eq "work"].value eq "a"', 'emails[type eq "work" and value eq "a"]'],
    [
      'emails[type eq "work" or type eq "home"].value eq "a"',
      'emails[(type eq "work" or type eq "home") and value eq "a"]',
    ],
    ['title eq null', 'not (title pr)'],
    ['title ne null', 'title pr'],
    ['  (title   pr)and( id pr )', 'title pr and id pr'],
    ['title pr AND id pr Or userName pr', 'title pr and id pr or userName pr'],
    ['(title pr or id pr) and userName pr', '(title pr or id pr) and userName pr'],
    ['NOT (title pr)', 'not (title pr)'],
    ['not(not (title pr))', 'not (not (title pr))'],
    ['userName eq "a\\"b)\\u00e9\\n"', 'userName eq "a\\"b)é\\n"'],
    ['id pr and (title pr and userName pr)', 'id pr and title pr and userName pr'],
  ])('%s means %s', (text, expected) => {
    expect(print(text)).toBe(expected);
  });

  test.each<[string, RegExp]>([
    ['', /ends at character 1, where an attribute/],
    ['userName', /ends at character 9, where eq, ne/],
    ['userName eq', /where a value is expected/],
    ['userName eq "x', /does not end/],
    ['userName eq "\\x"', /no JSON string/],
    ['userName is "x"', /"is" stands at character 10/],
    ['shoeSize eq 9', /no attribute "shoeSize"/],
    ['name.shoeSize eq 9', /no attribute "name\.shoeSize"/],
    ['urn:example:x:userName eq "a"', /no attribute/],
    ['emails[shoeSize eq 9]', /no attribute "shoeSize"/],
    ['userName[value eq "x"]', /"userName" has no sub-attributes/],
    ['emails[type eq "work"', /where "\]" is expected/],
    ['emails[type eq "work"].shoe eq "x"', /no sub-attribute "shoe"/],
    ['(userName pr', /where "\)" is expected/],
    ['userName pr)', /where "and", "or" or the end/],
    ['userName pr title pr', /"title" stands at character 13/],
    ['userName pr and', /where an attribute is expected/],
    ['not userName pr', /no attribute "not"/],
    ['active gt true', /boolean and has no order/],
    ['active eq "perhaps"', /true or false/],
    ['active co "t"', /no text/],
    ['x509Certificates.value gt "a"', /binary and has no order/],
    ['userName eq true', /a string in quotation marks/],
    ['meta.created gt "yesterday"', /a date and time/],
    ['name eq "x"', /complex/],
    ['userName eq "\\ud800"', /Unicode/],
    ['__proto__ pr', /no attribute/],
    ['constructor.name eq "x"', /no attribute/],
    [`${'('.repeat(maxFilterDepth + 1)}id pr${')'.repeat(maxFilterDepth + 1)}`, /more than 100 deep/],
    [`${'emails['.repeat(2)}id pr]]`, /no attribute/],
    ['('.repeat(9_000), /more than 100 deep/],
    [`userName eq "${'x'.repeat(maxFilterLength)}"`, /at most 10000/],
  ])('%.60s is refused', (text, detail) => {
    expect(() => parseFilter(text, userType)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidFilter', detail: expect.stringMatching(detail) }),
    );
  });

  test('reads what is as deep as may be', () => {
    expect(print(`${'('.repeat(maxFilterDepth)}id pr${')'.repeat(maxFilterDepth)}`)).toBe('id pr');
  });

  test('knows the members of a group', () => {
    expect(print('members.value eq "u1"', groupType)).toBe('members.value eq "u1"');
    expect(print('members eq "u1"', groupType)).toBe('members.value eq "u1"');
  });

  test('what is printed is read as the same tree', () => {
    fc.assert(
      fc.property(arbitraryFilter, (filter) => {
        expect(parseFilter(printFilter(filter), userType)).toEqual(filter);
      }),
      { numRuns: 200 },
    );
  });

  test('any text is a filter or a SCIM error', () => {
    const words = fc.constantFrom(
      'userName',
      'eq',
      'and',
      'or',
      'not',
      '(',
      ')',
      '[',
      ']',
      '"a"',
      'emails',
      '.value',
      'pr',
      '"',
      '\\',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(words).map((parts) => parts.join(' ')),
      fc.array(words).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (filter) => {
        try {
          parseFilter(filter, userType);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
