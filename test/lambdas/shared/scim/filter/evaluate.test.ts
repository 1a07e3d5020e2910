import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Filter } from '#scim/filter/ast.ts';
import { evaluateFilter } from '#scim/filter/evaluate.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import type { Json, JsonObject } from '#scim/json.ts';
import { defineAttribute } from '#scim/schema/attribute.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { enterpriseUserSchema } from '#scim/urns.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';
import { arbitraryFilter } from './arbitrary-filter.ts';

const user: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterpriseUserSchema],
  id: 'Id-1',
  externalId: 'Ext',
  userName: 'BJensen@Example.com',
  name: { familyName: 'Ångström' },
  active: true,
  title: '',
  emails: [
    { value: 'bjensen@example.com', type: 'work', primary: true },
    { value: 'babs@jensen.org', type: 'home' },
  ],
  [enterpriseUserSchema]: { department: 'Tour Operations', manager: { value: 'm1' } },
  meta: { resourceType: 'User', created: '2026-01-01T12:00:00.000Z', lastModified: '2026-01-02T00:00:00.000Z' },
};

describe('evaluateFilter', () => {
  test.each<[string, boolean]>([
    ['userName eq "bjensen@EXAMPLE.com"', true],
    ['userName eq "other"', false],
    ['externalId eq "ext"', false],
    ['externalId eq "Ext"', true],
    ['id eq "id-1"', false],
    ['name.familyName eq "A\\u030Angstro\\u0308m"', true],
    ['userName sw "bj"', true],
    ['userName ew ".COM"', true],
    ['userName co "zzz"', false],
    ['userName gt "a"', true],
    ['userName lt "a"', false],
    ['userName ge "bjensen@example.com"', true],
    ['active eq true', true],
    ['active ne true', false],
    ['active eq "False"', false],
    ['title pr', false],
    ['nickName pr', false],
    ['emails pr', true],
    ['name pr', true],
    ['nickName ne "x"', true],
    ['nickName eq "x"', false],
    ['emails.value eq "babs@jensen.org"', true],
    ['emails co "jensen.org"', true],
    ['emails.type ne "work"', true],
    ['emails.primary ne true', true],
    ['photos.value ne "x"', true],
    ['not (emails.type eq "work")', false],
    ['photos[not (type eq "work")]', false],
    ['emails[type ne "work" and type ne "home"]', false],
    ['emails[display ne "x"]', true],
    ['userName eq "straße"', false],
    ['emails[type eq "work" and value co "jensen.org"]', false],
    ['emails[type eq "home" and value co "jensen.org"]', true],
    ['emails[type eq "home"].value ew ".org"', true],
    ['emails[not (type eq "work")]', true],
    ['emails[primary eq true]', true],
    ['emails[type eq "home" and primary eq false]', true],
    ['emails[type eq "home" and primary ne false]', false],
    ['emails[type eq "home" and primary pr]', false],
    ['emails.primary eq false', true],
    ['phoneNumbers.primary eq false', false],
    [`${enterpriseUserSchema}:department co "tour"`, true],
    ['manager.value eq "m1"', true],
    ['manager eq "m1"', true],
    ['meta.created eq "2026-01-01T13:00:00+01:00"', true],
    ['meta.created gt "2026-01-01T12:59:59+01:00"', true],
    ['meta.created lt "2026-01-01T12:00:00Z"', false],
    ['meta.created eq "2026-01-01T12:00:00"', true],
    ['meta.created ne "2026-01-01T07:00:00.000-05:00"', false],
    ['meta.created le "2026-01-01T12:00:00Z"', true],
    ['schemas eq "urn:ietf:params:scim:schemas:core:2.0:User"', true],
    ['title pr or active eq true and id pr', true],
    ['(title pr or active eq true) and nickName pr', false],
    ['id pr or title pr and nickName pr', true],
    ['not (title pr) and nickName pr', false],
    ['not (id pr) or active eq true', true],
    ['not (title pr) and not (nickName pr)', true],
  ])('%s: %s', (filter, expected) => {
    expect(evaluateFilter(parseFilter(filter, userType), user)).toBe(expected);
  });

  // The core schemas have no numbers.
  test.each([
    ['size gt 9', true],
    ['size lt 9', false],
    ['size eq 1e1', true],
    ['size le 10', true],
    ['size ge 10.5', false],
  ])('%s: %s, as numbers', (filter, expected) => {
    const attributes = [defineAttribute('size', 'A number.', { type: 'integer' })];
    const type = { ...userType, schema: { ...userType.schema, attributes } };
    expect(evaluateFilter(parseFilter(filter, type), { size: 10 })).toBe(expected);
  });

  test('agrees with an oracle that knows nothing of compiling', () => {
    const text = fc.constantFrom('a', 'A', 'é', 'b', '');
    const email = fc.record({ value: text, type: text, display: text }, { requiredKeys: [] });
    const resource = fc.record(
      {
        id: text,
        userName: text,
        title: text,
        active: fc.boolean(),
        name: fc.record({ familyName: text }, { requiredKeys: [] }),
        emails: fc.array(email, { maxLength: 2 }),
        [enterpriseUserSchema]: fc.record({ department: text }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(arbitraryFilter, resource, (filter, candidate) => {
        expect(evaluateFilter(filter, candidate)).toBe(oracle(filter, candidate));
      }),
      propertyRuns,
    );
  });
});

/** The RFC's table of operators, word for word, over the list of values that a path leads to. */
function oracle(filter: Filter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return !filter.operands.some((operand) => !oracle(operand, resource));
    case 'or':
      return filter.operands.some((operand) => oracle(operand, resource));
    case 'not':
      return !oracle(filter.operand, resource);
    case 'present':
      return valuesAt(filter.path, resource).some((value) => value !== '');
    case 'valuePath':
      return valuesAt(filter.path, resource).some((element) => oracle(filter.filter, element as JsonObject));
    case 'compare': {
      const exact = (filter.path.subAttribute ?? filter.path.attribute).caseExact;
      const fold = (value: unknown) =>
        typeof value === 'string' && !exact ? value.normalize('NFC').toLowerCase() : value;
      const wanted = fold(filter.value);
      // "Any of the values" (§3.4.2.2): an element without the sub-attribute has none that is equal.
      if (filter.operator === 'ne') {
        const all = slotsAt(filter.path, resource).map(fold);
        return all.length === 0 || all.some((value) => value !== wanted);
      }
      const values = valuesAt(filter.path, resource)
        .map(fold)
        .filter((value) => typeof value === typeof wanted);
      return values.some((value) => compare(filter.operator, value as string, wanted as string));
    }
  }
}

function compare(operator: string, a: string, b: string): boolean {
  switch (operator) {
    case 'co':
      return a.includes(b);
    case 'sw':
      return a.startsWith(b);
    case 'ew':
      return a.endsWith(b);
    case 'gt':
      return a > b;
    case 'ge':
      return a >= b;
    case 'lt':
      return a < b;
    case 'le':
      return a <= b;
    default:
      return a === b;
  }
}

function valuesAt(
  { extension, attribute, subAttribute }: Extract<Filter, { kind: 'present' }>['path'],
  resource: JsonObject,
): readonly Json[] {
  const container = extension === undefined ? resource : (resource[extension] as JsonObject | undefined);
  const own: readonly Json[] = [container?.[attribute.name] ?? []].flat();
  return subAttribute === undefined
    ? own
    : own.flatMap((element) => ((element as JsonObject)[subAttribute.name] ?? []) as Json[]);
}

/** As `valuesAt`, with undefined for each element that has no such sub-attribute. */
function slotsAt(
  path: Extract<Filter, { kind: 'present' }>['path'],
  resource: JsonObject,
): readonly (Json | undefined)[] {
  const { subAttribute } = path;
  const own = valuesAt({ ...path, subAttribute: undefined }, resource);
  return subAttribute === undefined ? own : own.map((element) => (element as JsonObject)[subAttribute.name]);
}
