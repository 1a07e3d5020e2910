import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import { maxFilterDepth, maxFilterLength, parseFilter } from '#scim/filter/parse.ts';
import { printFilter } from '#scim/filter/print.ts';
import { defineAttribute } from '#scim/schema/attribute.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';
import { arbitraryFilter } from './arbitrary-filter.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const deviceType: ResourceType = {
  ...groupType,
  schema: {
    ...groupType.schema,
    attributes: [
      defineAttribute('size', 'A number.', { type: 'integer' }),
      defineAttribute('tags', 'A list of simple values.', { multiValued: true }),
    ],
  },
};

function print(text: string, type = userType): string {
  return printFilter(parseFilter(text, type));
}

const figure2 = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../rfc/rfc7644-3.4.2.2-filters.json'), 'utf8'),
) as readonly string[];

describe('parseFilter', () => {
  test.each(figure2)('figure 2: %s is read', (text) => {
    const filter = parseFilter(text, userType);
    expect(parseFilter(printFilter(filter), userType)).toEqual(filter);
  });

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
    ['externalId eq 007', 'externalId eq "007"'],
    ['userName sw"J"', 'userName sw "J"'],
    ['(title pr)or(id pr)', 'title pr or id pr'],
    ['emails[type eq "work"].type pr', 'emails[type eq "work" and type pr]'],
    [
      'emails[not (type eq "work") and (display pr or primary eq TRUE)]',
      'emails[not (type eq "work") and (display pr or primary eq true)]',
    ],
    ['userName eq "\\"] or (title pr"', 'userName eq "\\"] or (title pr"'],
    ['meta.created gt 2026-01-01T00:00:00Z', 'meta.created gt "2026-01-01T00:00:00Z"'],
    ['manager eq "2"', `${enterprise}:manager.value eq "2"`],
    ['title eq null', 'not (title pr)'],
    ['emails.type eq null', 'not (emails.type pr)'],
    ['active ne null', 'active pr'],
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

  const refused: readonly [text: string, detail: RegExp][] = [
    ['', /ends at character 1, where an attribute, "not" or "\(" is expected/],
    ['and', /no attribute "and"/],
    ['eq "x"', /no attribute "eq"/],
    ['userName', /ends at character 9, where eq, ne/],
    ['userName eq', /where a value is expected/],
    ['userName eq (', /"\(" stands at character 13, where a value is expected/],
    ['userName eq "x', /does not end/],
    ['userName eq "\\x"', /no JSON string/],
    ['userName regex "x"', /operator "regex" is not supported; use eq, ne/],
    ['userName "x"', /"x" stands at character 10, where eq, ne/],
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
    ['userName pr and', /where an attribute, "not" or "\(" is expected/],
    ['not userName pr', /"userName" stands at character 5, where "\(" is expected/],
    ['not', /ends at character 4, where "\("/],
    ['emails[]', /"\]" stands at character 8/],
    ['emails[type eq "work"]. value eq "x"', /no sub-attribute ""/],
    ['name.givenName[value eq "x"]', /"givenName" has no sub-attributes/],
    [enterprise, /no attribute "urn:/],
    ['password pr', /"password" is never returned/],
    ['password eq "secret"', /"password" is never returned, nor can it be asked for\.$/],
    ['active gt true', /boolean, which gt cannot compare; use eq, ne or pr\.$/],
    ['active eq "perhaps"', /true or false/],
    ['active eq 1', /1 is no value of "active"/],
    ['active co "t"', /boolean, which co cannot compare/],
    ['x509Certificates.value gt "a"', /binary, which gt cannot compare/],
    ['x509Certificates sw "a"', /binary, which sw cannot compare/],
    ['meta.created sw "2026"', /dateTime, which sw cannot compare; use eq, ne, gt, ge, lt, le or pr\.$/],
    ['userName eq true', /text in quotation marks/],
    ['userName eq 5', /5 is no value of "userName".*text in quotation marks/],
    ["userName eq 'joe'", /text in quotation marks/],
    ['userName co null', /null is no value/],
    ['active gt null', /cannot compare/],
    ['meta.created gt "yesterday"', /a date and time/],
    ['meta.created gt "2026"', /a date and time/],
    ['meta.created gt "2026-02-30T00:00:00Z"', /a date and time/],
    ['name eq "x"', /"name" has no value of its own/],
    ['userName eq "\\ud800"', /well-formed/],
    ['__proto__ pr', /no attribute/],
    ['constructor.name eq "x"', /no attribute/],
    [`${'('.repeat(maxFilterDepth + 1)}id pr${')'.repeat(maxFilterDepth + 1)}`, /more than 100 deep/],
    [`${'emails['.repeat(2)}id pr]]`, /no attribute/],
    ['('.repeat(9_000), /more than 100 deep/],
    [`userName eq "${'x'.repeat(maxFilterLength)}"`, /at most 10000/],
  ];

  test.each(refused.map(([text, detail]) => [text.slice(0, 60), text, detail] as const))(
    '%s is refused',
    (_, text, detail) => {
      expect(() => parseFilter(text, userType)).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidFilter', detail: expect.stringMatching(detail) }),
      );
    },
  );

  test('reads what is as deep as may be', () => {
    expect(print(`${'('.repeat(maxFilterDepth)}id pr${')'.repeat(maxFilterDepth)}`)).toBe('id pr');
  });

  test('reads as long a filter as is accepted', () => {
    const long = `id pr${' or id pr'.repeat(1_000)}`;
    expect(print(long)).toBe(long);
  });

  // Each attribute type has literals of its own; the core schemas have no numbers and no lists of simple values.
  test.each<[string, string | RegExp]>([
    ['size eq 42', 'size eq 42'],
    ['size gt -1.5e3', 'size gt -1500'],
    ['size eq "42"', /takes|compared with a number/],
    ['size eq 1e999', /a number/],
    ['size eq 042', /a number/],
    ['size co 4', /integer, which co cannot compare/],
    ['tags eq "a"', 'tags eq "a"'],
    ['tags[value eq "a" or value sw "b"]', 'tags[value eq "a" or value sw "b"]'],
    ['tags[type eq "a"]', /no attribute "type"/],
  ])('%s over attributes of other types', (text, expected) => {
    if (typeof expected === 'string') expect(print(text, deviceType)).toBe(expected);
    else expect(() => print(text, deviceType)).toThrow(expected);
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
      propertyRuns,
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
      propertyRuns,
    );
  });
});
