import { expect, test } from '@jest/globals';
import { buildBundles } from './bundles.ts';
import { measureRequests } from './handlers.ts';

test('requests are played through the bundles until each is answered, and measured', async () => {
  const { rows, firstAnswers } = await measureRequests(buildBundles(), 1);
  expect(rows.map(({ what }) => what)).toEqual([
    'get user',
    '`userName eq`, found',
    'patch user',
    'add a member to a group of 1,000, or remove it',
  ]);
  for (const micros of [...rows.map((row) => row.micros), ...firstAnswers.values()]) expect(micros).toBeGreaterThan(0);
});
