import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keepSmallest } from '#scim/sort/smallest.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

describe('keepSmallest', () => {
  test('gives what sorting everything gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(20), (numbers, limit) => {
        const smallest = keepSmallest<number>(limit, (a, b) => a - b);
        for (const number of numbers) smallest.add(number);
        expect(smallest.sorted()).toEqual(numbers.toSorted((a, b) => a - b).slice(0, limit));
      }),
      propertyRuns,
    );
  });

  test('compares each of many only a few times', () => {
    let comparisons = 0;
    const smallest = keepSmallest<number>(100, (a, b) => {
      comparisons += 1;
      return a - b;
    });
    for (let i = 20_000; i > 0; i -= 1) smallest.add(i);
    expect(smallest.sorted()[0]).toBe(1);
    expect(comparisons).toBeLessThan(20_000 * 12);
  });
});
