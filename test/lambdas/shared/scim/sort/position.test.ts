import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '#scim/json.ts';
import { defineAttribute } from '#scim/schema/attribute.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { compileSort, type Position } from '#scim/sort/position.ts';
import { resolveSort } from '#scim/sort/sort.ts';
import { scaledRuns } from '../../../../support/property-runs.ts';

const order = (by: string, descending = false) => compileSort(resolveSort({ by, descending }, userType, [userType]));
const valueOf = (by: string, resource: JsonObject) => order(by).positionOf({ id: 'x', ...resource }).value;

/** The resources' ids in the order. */
function sorted(by: string, resources: readonly JsonObject[], descending = false): readonly string[] {
  const { positionOf, compare } = order(by, descending);
  return resources
    .map(positionOf)
    .sort(compare)
    .map(({ id }) => id);
}

describe('the value that a resource is sorted by', () => {
  test.each<[string, JsonObject, Position['value']]>([
    ['userName', { userName: 'BJensen' }, 'bjensen'],
    ['externalId', { externalId: 'BJensen' }, 'BJensen'],
    ['name.familyName', { name: { familyName: 'Jensen' } }, 'jensen'],
    ['emails', { emails: [{ value: 'b@x.org' }, { value: 'A@x.org', primary: true }] }, 'a@x.org'],
    ['emails', { emails: [{ value: 'b@x.org', primary: false }, { value: 'a@x.org' }] }, 'b@x.org'],
    ['emails', { emails: [{ type: 'work', primary: true }, { value: 'a@x.org' }] }, undefined],
    ['emails', { emails: [] }, undefined],
    ['schemas', { schemas: ['urn:b', 'urn:a'] }, 'urn:b'],
    ['active', { active: false }, false],
    ['meta.created', { meta: { created: '2026-01-01T02:00:00+02:00' } }, '2026-01-01T00:00:00.000Z'],
    ['department', { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'A' } }, 'a'],
    ['title', {}, undefined],
    ['title', { title: '' }, undefined],
    ['title', { title: null }, undefined],
    ['title', { title: { a: 1 } }, undefined],
    ['name.familyName', { name: 'Jensen' }, undefined],
    ['title', { title: '\ud800' }, '\ufffd'],
  ])('%s of %j is %j', (by, resource, value) => {
    expect(valueOf(by, resource)).toBe(value);
  });
});

describe('order', () => {
  test('upper and lower case are one where the attribute is not case exact, and two where it is', () => {
    const names = ['b', 'A', 'a', 'B', '_'];
    const resources = names.map((name, i) => ({ id: String(i), title: name, externalId: name }));
    expect(sorted('title', resources)).toEqual(['4', '1', '2', '0', '3']);
    expect(sorted('externalId', resources)).toEqual(['1', '3', '4', '2', '0']);
  });

  test('letters come in the order of their code points, whatever their UTF-16 form', () => {
    const resources = ['\u{1f600}', '\uffee', 'z', '\u00e9'].map((title, i) => ({ id: String(i), title }));
    expect(sorted('title', resources)).toEqual(['2', '3', '1', '0']);
  });

  test('date-times come as instants', () => {
    const times = ['2026-01-01T00:00:00Z', '2026-01-01T00:30:00+01:00', '2025-12-31T23:45:00.5Z'];
    const resources = times.map((created, i) => ({ id: String(i), meta: { created } }));
    expect(sorted('meta.created', resources)).toEqual(['1', '2', '0']);
  });

  test('numbers come by their size', () => {
    const attribute = defineAttribute('size', 'A number.', { type: 'decimal' });
    const { positionOf, compare } = compileSort({ path: { attribute }, descending: false });
    const sizes = [10, 9, -1, 0.5, -1.5].map((size, i) => positionOf({ id: String(i), size }));
    expect(sizes.sort(compare).map(({ value }) => value)).toEqual([-1.5, -1, 0.5, 9, 10]);
  });

  // RFC 7644 §3.4.2.3: "they are ordered last if ascending and first if descending".
  test('resources without a value are last when ascending and first when descending', () => {
    const resources: readonly JsonObject[] = [
      { id: '1' },
      { id: '2', title: 'z' },
      { id: '3' },
      { id: '4', title: 'a' },
    ];
    expect(sorted('title', resources)).toEqual(['4', '2', '1', '3']);
    expect(sorted('title', resources, true)).toEqual(['3', '1', '2', '4']);
  });

  test('is total and the same backwards, for any values', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'A', '', 'x'.repeat(2_000)));
    const resource = fc.record({ id: fc.string(), title: value }, { requiredKeys: ['id'] });
    fc.assert(
      fc.property(resource, resource, resource, fc.boolean(), (a, b, c, descending) => {
        const { positionOf, compare } = order('title', descending);
        const [x, y, z] = [a, b, c].map(positionOf) as [Position, Position, Position];
        expect(Math.sign(compare(x, y))).toBe(0 - Math.sign(compare(y, x)));
        expect(compare(x, x) === 0).toBe(true);
        if (compare(x, y) <= 0 && compare(y, z) <= 0) expect(compare(x, z)).toBeLessThanOrEqual(0);
        expect(Math.sign(order('title', !descending).compare(x, y)) + Math.sign(compare(x, y))).toBe(0);
      }),
      scaledRuns(5 / 2),
    );
  });

  test('a boundary is before or after its position', () => {
    const { follows } = order('title');
    const position = { value: 'b', id: '2' };
    expect(follows(position, { position, inclusive: false })).toBe(false);
    expect(follows(position, { position, inclusive: true })).toBe(true);
    expect(follows({ value: 'b', id: '1' }, { position, inclusive: true })).toBe(false);
    expect(follows({ value: 'b', id: '3' }, { position, inclusive: false })).toBe(true);
    expect(follows({ id: '1' }, { position, inclusive: false })).toBe(true);
    expect(follows(position, undefined)).toBe(true);
  });
});
