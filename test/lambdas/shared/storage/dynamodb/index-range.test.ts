import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareText } from '#scim/filter/compare-text.ts';
import { boundText } from '#scim/sort/bound-text.ts';
import { entryTest, isCertain, type RangeOperator, rangeOf } from '#storage/dynamodb/index-range.ts';
import { entryRangeCondition, shownByEntry, tenantKeys } from '#storage/dynamodb/keys.ts';
import { scaledRuns } from '../../../../support/property-runs.ts';

const keys = tenantKeys('t');
const id = '5f1c0b9e-3b0a-4b9e-8f5e-000000000000';

/** What the operator means, said once more. */
function holds(operator: RangeOperator, value: string, wanted: string): boolean {
  const order = compareText(value, wanted);
  if (operator === 'sw') return value.startsWith(wanted);
  if (operator === 'pr') return value !== '';
  return { gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[operator];
}

function isRead(operator: RangeOperator, wanted: string, sk: string): boolean {
  const { values } = entryRangeCondition(rangeOf(operator, wanted)) as { values?: Record<string, string> };
  const [first, last] = [values?.[':first'] ?? '', values?.[':last']];
  return compareText(sk, first) >= 0 && (last === undefined || compareText(sk, last) <= 0);
}

const operator = fc.constantFrom<RangeOperator>('sw', 'gt', 'ge', 'lt', 'le', 'pr');
const text = fc.oneof(
  fc.stringMatching(/^[a-cäß€\u{1f600} #]{0,4}$/u),
  // From before they were refused. U+0001 alone is no text to an index.
  fc
    .string({ unit: fc.constantFrom('a', 'b', '\u0000', '\u0001', '\u0002'), maxLength: 4 })
    .filter((each) => each !== '\u0001'),
);
const long = fc.tuple(fc.constantFrom('a', 'ä', '€', '\u{1f600}'), fc.integer({ min: 210, max: 1_000 }), text);
const value = fc.oneof(
  text,
  long.map(([letter, count, end]) => letter.repeat(count) + end),
);

describe('a range', () => {
  test('holds every entry that matches, and tells it from the others', () => {
    fc.assert(
      fc.property(operator, value, value, fc.boolean(), (how, one, wanted, unique) => {
        const key = unique ? keys.uniqueEntry('User', 'x', one) : keys.entry('User', 'x', one, id);
        const matches = holds(how, one, wanted);
        const shown = shownByEntry(key.sk, unique);
        expect(shown).toBe(boundText(one));
        if (matches) expect(isRead(how, wanted, key.sk)).toBe(true);
        const told = isRead(how, wanted, key.sk) && entryTest(how, wanted)(shown);
        if (isCertain(wanted)) expect(told).toBe(matches);
        else expect(told || !matches).toBe(true);
      }),
      scaledRuns(10),
    );
  });

  test.each<[RangeOperator, string]>([
    ['sw', 'ada'],
    ['le', 'ada'],
    ['lt', 'ada'],
  ])('%s "%s" reads nothing of other beginnings', (how, wanted) => {
    for (const other of ['adb', 'b', '\u{1f600}']) {
      expect(isRead(how, wanted, keys.uniqueEntry('User', 'x', other).sk)).toBe(false);
      expect(isRead(how, wanted, keys.entry('User', 'x', other, id).sk)).toBe(false);
    }
  });
});
