import { describe, expect, test } from '@jest/globals';
import type { Json } from '#scim/json.ts';
import type { Attribute } from '#scim/schema/attribute.ts';
import { distinctElements } from '#scim/schema/distinct-elements.ts';
import { findAttribute } from '#scim/schema/lookup.ts';
import { userSchema } from '#scim/schema/user.ts';

function distinct(name: string, elements: readonly Json[]): readonly Json[] {
  const attribute = findAttribute(userSchema.attributes, name);
  if (attribute === undefined) throw new Error(name);
  return distinctElements(attribute, elements);
}

describe('distinctElements', () => {
  test.each<[string, readonly Json[], readonly Json[]]>([
    ['emails', [{ value: 'a' }, { value: 'A', display: 'd' }], [{ value: 'a', display: 'd' }]],
    [
      'emails',
      [
        { value: 'a', display: 'd' },
        { value: 'a', display: 'e' },
      ],
      [{ value: 'a', display: 'd' }],
    ],
    ['photos', [{ value: '/a' }, { value: '/A' }, { value: '/a' }], [{ value: '/a' }, { value: '/A' }]],
  ])('%s: of %j there stay %j', (name, elements, expected) => {
    expect(distinct(name, elements)).toEqual(expected);
  });

  test('what newer elements say counts more than what stood there', () => {
    const elements: readonly Json[] = [
      { value: 'a', display: 'd', type: 'x' },
      { value: 'a', type: 'X', display: 'e' },
      { value: 'b' },
    ];
    const again = { value: 'a', type: 'x', display: 'f', primary: true };
    const attribute = findAttribute(userSchema.attributes, 'emails') as Attribute;
    expect(distinctElements(attribute, [...elements, again], new Set([1, 3]))).toEqual([
      { value: 'a', type: 'X', display: 'e', primary: true },
      { value: 'b' },
    ]);
  });

  test.each<[string, readonly Json[]]>([
    ['emails', [{ value: 'a', type: 'work' }, { value: 'a', type: 'home' }, { value: 'a' }]],
    ['emails', [{ display: 'd' }, { display: 'd' }]],
    ['addresses', [{ region: 'a' }, { region: 'a' }]],
  ])('%s: %j are different', (name, elements) => {
    expect(distinct(name, elements)).toBe(elements);
  });
});
