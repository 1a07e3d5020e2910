import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type IdRange, idRanges, rangesAfter, readRanges } from '#storage/dynamodb/id-ranges.ts';

const ids = Array.from({ length: 500 }, () => randomUUID());
const isIn = (id: string) => (range: IdRange) => id >= range.from && id <= range.to;

describe.each([1, 4, 16] as const)('%d ranges', (count) => {
  test('hold every id once, in order', () => {
    const ranges = idRanges(count);
    expect(ranges).toHaveLength(count);
    for (const id of [...ids, '00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff']) {
      expect(ranges.filter(isIn(id))).toHaveLength(1);
    }
    expect(ranges.map(({ from }) => from)).toEqual(ranges.map(({ from }) => from).toSorted());
  });

  test('after an id hold those beyond it, and no other', () => {
    for (const id of ids.slice(0, 50)) {
      const after = rangesAfter(idRanges(count), id);
      for (const other of ids) expect(after.filter(isIn(other))).toHaveLength(other > id ? 1 : 0);
    }
  });
});

test('what is made of them is in their order, whichever is ready first', async () => {
  const waiting: (() => void)[] = [];
  const made = readRanges(idRanges(16), async ({ from }) => {
    const turn = new Promise<void>((resolve) => waiting.push(resolve));
    if (waiting.length === 4) for (const resolve of waiting.splice(0).toReversed()) resolve();
    await turn;
    return from;
  });
  expect((await made).join('')).toBe('0123456789abcdef');
});

test('none is begun after one has failed', async () => {
  const begun: string[] = [];
  const read = readRanges(idRanges(16), async ({ from }) => {
    begun.push(from);
    await Promise.resolve();
    throw new Error('no time');
  });
  await expect(read).rejects.toThrow('no time');
  expect(begun.length).toBeLessThanOrEqual(4);
});
