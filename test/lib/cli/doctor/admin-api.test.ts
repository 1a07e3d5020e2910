import { describe, expect, test } from '@jest/globals';
import { mustBeOnTime } from '#lib/cli/doctor/admin-api.ts';

describe('the clock', () => {
  const date = 'Sat, 31 Jan 2026 09:00:00 GMT';

  test('may be five minutes off', () => {
    expect(mustBeOnTime(date, Date.parse(date) + 300_000)).toBe(300);
    expect(() => mustBeOnTime(date, Date.parse(date) + 301_000)).toThrow('5 minutes ahead');
    expect(() => mustBeOnTime(date, Date.parse(date) - 600_000)).toThrow('10 minutes behind');
  });
});
