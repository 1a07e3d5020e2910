import { describe, expect, test } from '@jest/globals';
import { cursorOf, firstPage, nextPage, numberOf, previousPage } from '../../../../lambdas/console/load/pages.ts';
import { pauseAfter } from '../../../../lambdas/console/load/poll-pauses.ts';

describe('the pages of a list', () => {
  test('are turned forward by the cursor of each, and back the way they were turned', () => {
    const third = nextPage(nextPage(firstPage, 'b'), 'c');
    expect([numberOf(third), cursorOf(third)]).toEqual([3, 'c']);
    expect(cursorOf(previousPage(third))).toBe('b');
    expect(cursorOf(previousPage(previousPage(third)))).toBeUndefined();
  });

  test('do not go back beyond the first', () => {
    expect(previousPage(firstPage)).toEqual(firstPage);
  });

  test('are remembered by their cursors alone: 2,000 pages of 50 take no list of 100,000', () => {
    let place = firstPage;
    for (let page = 2; page <= 2_000; page += 1) place = nextPage(place, `cursor ${page}`);
    expect(numberOf(place)).toBe(2_000);
    expect(cursorOf(previousPage(place))).toBe('cursor 1999');
  });
});

describe('the pauses of somebody who waits', () => {
  test('are short at first, and grow', () => {
    const pauses = [0, 119_999, 120_000, 599_999, 600_000, 86_400_000].map(pauseAfter);
    expect(pauses).toEqual([2_000, 2_000, 10_000, 10_000, 60_000, 60_000]);
  });
});
