import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestTable, type TestTable } from '../support/engine.ts';
import { measureAt, type ScaleRow } from './scale.ts';
import { drawChart } from './scale-chart.ts';

let table: TestTable;
let few: readonly ScaleRow[];
let many: readonly ScaleRow[];
beforeAll(async () => {
  table = await startTestTable();
  few = await measureAt(table, 300, 1);
  many = await measureAt(table, 1_800, 1);
});
afterAll(() => table.stop());

const rowOf = (rows: readonly ScaleRow[], what: string) => rows.find((row) => row.what === what) as ScaleRow;

describe('six times as many users', () => {
  test.each(['create a user', 'get a user', '`userName eq`', 'add a member to a group of this size'])(
    '%s: the same cost',
    (what) => {
      const [{ trips, rcu, wcu, items }, larger] = [rowOf(few, what), rowOf(many, what)];
      expect(rcu + wcu).toBeGreaterThan(0);
      expect(larger).toMatchObject({ trips, rcu, wcu, items });
    },
  );

  test.each([
    'list 100, first page',
    'list 100, last page',
    'list 100 by cursor, from the middle',
    'list 100 sorted by `userName`',
    'sorted by cursor, from the middle',
  ])('%s: the same round trips, and no more than the counters beside them', (what) => {
    const [small, large] = [rowOf(few, what), rowOf(many, what)];
    expect(large.trips).toBe(small.trips);
    // A small directory has fewer counters than the 256 items, of some 8 units, that a large one reads.
    expect(large.rcu - small.rcu).toBeLessThanOrEqual(9);
  });

  test('the last page costs at most twice the first, in units and in round trips', () => {
    for (const rows of [few, many]) {
      const [first, last] = [rowOf(rows, 'list 100, first page'), rowOf(rows, 'list 100, last page')];
      expect(last.rcu).toBeLessThanOrEqual(2 * first.rcu);
      expect(last.trips).toBeLessThanOrEqual(2 * first.trips);
    }
  });

  test('only a filter without an index reads them all', () => {
    expect(rowOf(many, 'filter without an index').items).toBeGreaterThan(1_500);
  });
});

test('the chart has a line with a label for each kind of request', () => {
  const chart = drawChart([...few, ...many]);
  expect(chart.match(/<polyline/g)).toHaveLength(few.length);
  for (const { what } of few) expect(chart).toContain(`>${what.replaceAll('`', '')}</text>`);
  expect(chart).not.toMatch(/NaN|undefined/);
});
