import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDateTime } from '#scim/schema/date-time.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

describe('isDateTime', () => {
  test.each([
    '2008-01-23T04:56:22Z',
    '2008-01-23T04:56:22',
    '2011-05-13T04:42:34.123456789+14:00',
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '0000-02-29T00:00:00Z',
    '2026-12-31T24:00:00Z',
  ])('%s is one', (text) => {
    expect(isDateTime(text)).toBe(true);
  });

  test.each([
    '',
    '2008-01-23',
    '04:56:22Z',
    '2008-01-23 04:56:22Z',
    '2008-01-23T04:56Z',
    '2008-1-23T04:56:22Z',
    '2008-13-23T04:56:22Z',
    '2008-00-23T04:56:22Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-02-31T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-31T24:30:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T12:60:00Z',
    '2026-01-31T12:00:60Z',
    '2026-01-31T12:00:00+99:00',
    '2026-01-31T12:00:00.Z',
    ' 2026-01-31T12:00:00Z',
    '2026-01-31T12:00:00Z ',
    '23 January 2008',
    '1'.repeat(100_000),
  ])('%j is none', (text) => {
    expect(isDateTime(text)).toBe(false);
  });

  test('every instant of the years 0000 to 9999 is one', () => {
    const date = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (instant) => isDateTime(instant.toISOString())),
      propertyRuns,
    );
  });
});
