import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '#scim/json.ts';
import { showValue } from '#scim/show-value.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

describe('showValue', () => {
  test.each<[Json, string]>([
    ['a', '"a"'],
    ['say "hi"', String.raw`"say \"hi\""`],
    ['a\u0000b', String.raw`"a\u0000b"`],
    ['\ud800', String.raw`"\ud800"`],
    [42, '42'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [false, 'false'],
    [null, 'null'],
    [[], 'a list'],
    [{ a: 1 }, 'an object'],
  ])('%j is shown as %s', (value, expected) => {
    expect(showValue(value)).toBe(expected);
  });

  test('cuts long strings, also in the middle of a character', () => {
    expect(showValue('x'.repeat(81))).toBe(`"${'x'.repeat(79)}…"`);
    expect(showValue('x'.repeat(80))).toBe(`"${'x'.repeat(80)}"`);
    expect(showValue(`abc😀`, 5)).toBe('"abc😀"');
    expect(showValue(`abc😀f`, 5)).toBe(String.raw`"abc\ud83d…"`);
  });

  test('is well-formed and short for any value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 500 })), (value) => {
        const shown = showValue(value as Json);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(6 * 80 + 2);
      }),
      propertyRuns,
    );
  });
});
