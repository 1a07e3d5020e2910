import { describe, expect, test } from '@jest/globals';
import { describeDistance, describeMoment } from '../../../../lambdas/console/parts/moment.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');

describe('a moment in words', () => {
  test.each([
    ['2026-03-01T11:59:30.000Z', 'just now'],
    ['2026-03-01T12:00:59.000Z', 'just now'],
    ['2026-03-01T11:59:00.000Z', '1 minute ago'],
    ['2026-03-01T11:00:01.000Z', '59 minutes ago'],
    ['2026-03-01T09:00:00.000Z', '3 hours ago'],
    ['2026-03-03T12:00:00.000Z', 'in 2 days'],
    ['2025-12-01T12:00:00.000Z', '3 months ago'],
    ['2024-02-01T12:00:00.000Z', '2 years ago'],
  ])('%s is %s', (at, words) => {
    expect(describeDistance(at, now)).toBe(words);
  });

  test('is told to the second, in the time zone of the reader', () => {
    expect(describeMoment('2026-03-01T12:00:07.000Z', 'UTC')).toBe('1 Mar 2026, 12:00:07');
    expect(describeMoment('2026-03-01T23:30:00.000Z', 'Asia/Tokyo')).toBe('2 Mar 2026, 08:30:00');
  });
});
