import { describe, expect, test } from '@jest/globals';
import { readPages } from '#lib/cli/pages.ts';
import { fakeTerminal } from './support.ts';

/** A list of so many numbers, of which a page has `most` at most, as one of large entries has. */
function list(length: number, most: number) {
  const asked: number[] = [];
  const read = async ({ limit, cursor = '0' }: { readonly limit: number; readonly cursor?: string }) => {
    asked.push(limit);
    const end = Math.min(length, Number(cursor) + Math.min(limit, most));
    const items = Array.from({ length: end - Number(cursor) }, (_, index) => Number(cursor) + index);
    return { items, ...(end < length ? { next: String(end) } : {}) };
  };
  return { asked, read };
}

describe('a list that comes in pages', () => {
  test.each([
    ['fewer than there are', 150, 400, 100, [100, 100], /more than these 150/],
    ['pages that are cut short', 50, 400, 20, [50, 50, 50], /more than these 50/],
    ['all that there are', 400, 400, 100, [100, 100, 100, 100], undefined],
    ['as many as pages that are cut short have', 40, 40, 20, [40, 40], undefined],
  ])('is read with one and the same limit: %s', async (_, limit, length, most, limits, note) => {
    const terminal = fakeTerminal();
    const { asked, read } = list(length, most);
    expect(await readPages(terminal, { limit }, read)).toHaveLength(limit);
    expect(asked).toEqual(limits);
    expect(terminal.notes).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
  });
});
