import { expect, test } from '@jest/globals';
import { measureQueries, readQueriesTable } from './queries-page.ts';

// `npm run docs:queries` writes it.
test('docs/queries.md says how each query is answered, and what the engine counts for it', async () => {
  expect(readQueriesTable()).toBe(await measureQueries());
});
