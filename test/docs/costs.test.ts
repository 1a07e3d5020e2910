import { expect, test } from '@jest/globals';
import { costTables } from './costs-page.ts';
import { readTable } from './page-table.ts';

// `npm run docs:costs` writes them.
test('docs/deploy.md says what a month costs, from the measured units and the list prices', () => {
  const { costs, prices } = costTables();
  expect([readTable('deploy.md', 'costs'), readTable('deploy.md', 'prices')]).toEqual([costs, prices]);
});
