import { describe, expect, test } from '@jest/globals';
import { sequenceOf } from '#service/bulk-sequence.ts';

const rows: readonly [name: string, references: number[][], steps: number[][]][] = [
  ['nothing', [], []],
  ['no references', [[], [], []], [[0], [1], [2]]],
  ['references backward', [[], [0], [1]], [[0], [1], [2]]],
  ['references forward', [[2], [], [], [0]], [[2], [0], [1], [3]]],
  ['a chain from the end', [[1], [2], [3], []], [[3], [2], [1], [0]]],
  ['a circle of two', [[], [2], [1], []], [[0], [1, 2], [3]]],
  ['a circle with what it needs and what needs it', [[1], [2, 3], [1], []], [[3], [1, 2], [0]]],
  [
    'two circles, one needing the other',
    [[1, 2], [0], [3], [2]],
    [
      [2, 3],
      [0, 1],
    ],
  ],
  ['a reference to itself', [[0], []], [[0], [1]]],
];

describe('sequence of operations', () => {
  test.each(rows)('with %s', (_, references, steps) => {
    expect(sequenceOf(references)).toEqual(steps);
  });

  test('of a chain as long as a request can be', () => {
    const references = Array.from({ length: 1_000 }, (_, i) => (i < 999 ? [i + 1] : []));
    expect(sequenceOf(references)[0]).toEqual([999]);
  });
});
