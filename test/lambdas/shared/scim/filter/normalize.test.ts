import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalizeValue } from '#scim/filter/normalize.ts';
import { defineAttribute } from '#scim/schema/attribute.ts';
import { parseInstant } from '#scim/schema/date-time.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

const folded = defineAttribute('a', '');
const exact = defineAttribute('a', '', { caseExact: true });
const date = defineAttribute('a', '', { type: 'dateTime' });

describe('normalizeValue', () => {
  test.each([
    ['BJensen', 'bjensen'],
    ['A\u030Angstro\u0308m', '\u00e5ngstr\u00f6m'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['İ', 'i\u0307'],
    ['Ａｄａ\u3000ﾊﾟ', 'ada パ'],
    ['', ''],
  ])('%s is kept as %s', (value, expected) => {
    expect(normalizeValue(folded, value)).toBe(expected);
  });

  test('leaves what is case exact as it is', () => {
    expect(normalizeValue(exact, 'A\u030A')).toBe('A\u030A');
    expect(normalizeValue(defineAttribute('a', '', { type: 'binary' }), 'QUJD')).toBe('QUJD');
  });

  test('writes date-times so that they sort by time', () => {
    expect(normalizeValue(date, '2026-01-01T01:00:00+02:00')).toBe('2025-12-31T23:00:00.000Z');
    expect(normalizeValue(date, 'soon')).toBe('soon');
  });

  test('changes nothing the second time, and makes letter case and composition equal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const once = normalizeValue(folded, value);
        expect(normalizeValue(folded, once)).toBe(once);
        expect(normalizeValue(folded, value.normalize('NFD'))).toBe(once);
      }),
      propertyRuns,
    );
  });
});

describe('parseInstant', () => {
  test.each<[string, number]>([
    ['1970-01-01T00:00:01Z', 1_000],
    ['1970-01-01T00:00:01', 1_000],
    ['1970-01-01T01:00:00.5+01:00', 500],
    ['1969-12-31T24:00:00Z', 0],
    ['1970-01-01', Number.NaN],
    ['1970-02-30T00:00:00Z', Number.NaN],
    ['', Number.NaN],
  ])('%s is %d', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });
});
