import { describe, expect, test } from '@jest/globals';
import {
  changesOf,
  dayAfter,
  describeOperation,
  isDay,
  startOf,
} from '../../../../lambdas/console/pages/audit/audit-words.ts';
import { collect } from '../../../../lambdas/console/pages/audit/collect.ts';

describe('an entry of the audit trail', () => {
  test.each([
    ['issueToken', 'Issue token'],
    ['listDeploymentAuditTrail', 'List deployment audit trail'],
  ])('%s is read as "%s"', (operation, words) => {
    expect(describeOperation(operation)).toBe(words);
  });

  test('shows the fields that changed, and no others', () => {
    const before = { displayName: 'Acme', status: 'active', switches: { strict: true } };
    const after = { displayName: 'Acme Inc.', status: 'active', switches: {} };
    expect(changesOf(before, after)).toEqual([
      { name: 'displayName', before: 'Acme', after: 'Acme Inc.' },
      { name: 'switches', before: '{"strict":true}', after: '{}' },
    ]);
  });

  test('shows all of what was made, and of what is gone', () => {
    expect(changesOf(undefined, { id: 'acme' })).toEqual([{ name: 'id', before: undefined, after: 'acme' }]);
    expect(changesOf({ id: 'acme' }, undefined)).toEqual([{ name: 'id', before: 'acme', after: undefined }]);
    expect(changesOf(undefined, undefined)).toEqual([]);
  });
});

describe('days of the reader', () => {
  test.each([
    ['2026-01-01', true],
    ['2026-11-28', true],
    ['2025-12-31', false],
    ['0002-11-28', false],
    ['20260-01-01', false],
    ['9999-12-31', false],
    ['', false],
  ])('%s can be asked about: %s', (day, expected) => {
    expect(isDay(day)).toBe(expected);
  });

  test('are a day long, the last of a month too, and none is no limit', () => {
    expect(Date.parse(dayAfter('2026-01-31') ?? '')).toBe(new Date(2026, 1, 1).getTime());
    expect(Date.parse(startOf('2026-01-31') ?? '')).toBe(new Date(2026, 0, 31).getTime());
    expect([startOf(''), dayAfter('')]).toEqual([undefined, undefined]);
  });
});

describe('pages of which little is wanted', () => {
  const isEven = (n: number) => n % 2 === 0;
  /** Ten numbers a page, a hundred pages. */
  const tens = async (cursor: string | undefined) => {
    const page = Number(cursor ?? 0);
    asked.push(page);
    const items = Array.from({ length: 10 }, (_none, i) => page * 10 + i);
    return page < 99 ? { items, next: String(page + 1) } : { items };
  };
  let asked: number[] = [];

  test('are read on until there are 25 entries, and the next page is the one that was not read', async () => {
    asked = [];
    const { items, next } = await collect(tens, isEven, undefined);
    expect(items).toHaveLength(25);
    expect([asked, next]).toEqual([[0, 1, 2, 3, 4], '5']);
  });

  test('are read five at most, however little is found', async () => {
    asked = [];
    expect(await collect(tens, () => false, '10')).toEqual({ items: [], next: '15' });
    expect(asked).toHaveLength(5);
  });

  test('end with the last page', async () => {
    asked = [];
    expect(await collect(tens, (n) => n === 999, '98')).toEqual({ items: [999] });
  });
});
