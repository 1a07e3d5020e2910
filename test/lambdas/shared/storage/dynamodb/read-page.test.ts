import { expect, test } from '@jest/globals';
import { locate } from '#storage/dynamodb/read-page.ts';

test.each([
  [0, { prefix: '001', skip: 0 }],
  [1, { prefix: '001', skip: 1 }],
  [2, { prefix: '003', skip: 0 }],
  [6, { prefix: '003', skip: 4 }],
  [7, undefined],
])('the resource at rank %d', (rank, expected) => {
  const counters = [
    ['000', 0],
    ['001', 2],
    ['002', 0],
    ['003', 5],
  ] as const;
  expect(locate(counters, rank)).toEqual(expected);
});
