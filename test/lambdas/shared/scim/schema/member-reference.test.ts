import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import type { Json } from '#scim/json.ts';
import { parseMemberReferences } from '#scim/schema/member-reference.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

describe('parseMemberReferences', () => {
  test.each<[Json, readonly object[]]>([
    [null, []],
    ['', []],
    [[], []],
    ['u1', [{ value: 'u1' }]],
    [[{ $REF: 'https://x/v2/Users/u1', Value: 'u1' }], [{ value: 'u1', type: 'User' }]],
    [[{ value: 'u1', type: 'Group', $ref: 'Users/u1' }], [{ value: 'u1', type: 'Group' }]],
    [[{ value: 'u1', type: '', $ref: '' }], [{ value: 'u1' }]],
    [[{ value: 'u1', type: 7, $ref: 7, display: {} }], [{ value: 'u1' }]],
    [[{ value: 'u1', $ref: 'https://x/v2/Devices/u1' }], [{ value: 'u1' }]],
    [
      ['u1', { value: 'u2' }, { value: 'u1', type: 'User' }],
      [{ value: 'u1' }, { value: 'u2' }],
    ],
    [
      ['__proto__', 'constructor'],
      [{ value: '__proto__' }, { value: 'constructor' }],
    ],
  ])('%j names %j', (value, expected) => {
    expect(parseMemberReferences(value, 'members')).toEqual(expected);
  });

  test.each<[string, Json]>([
    ['null', [null]],
    ['an empty id', [{ value: '' }]],
    ['no id', [{ $ref: 'Users/u1' }]],
    ['an object without anything', {}],
    ['a number', [7]],
    ['a list in the list', [['u1']]],
    ['an id longer than any', ['x'.repeat(513)]],
    ['a lone surrogate', ['\ud800']],
    ['nesting 100,000 deep', JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as Json],
  ])('refuses %s', (_, value) => {
    expect(() => parseMemberReferences(value, 'members')).toThrow(
      expect.objectContaining({
        scimType: 'invalidValue',
        detail: expect.stringMatching(/^members\.value: .{1,200}$/),
      }),
    );
  });

  test('answers any JSON with ids, each once, or with a SCIM error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          const ids = parseMemberReferences(value as Json, 'members').map((member) => member.value);
          expect(new Set(ids).size).toBe(ids.length);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
      propertyRuns,
    );
  });
});
