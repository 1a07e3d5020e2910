import { expect, test } from '@jest/globals';
import { readTable } from './page-table.ts';
import { acknowledgementsTable } from './security-page.ts';

// `npm run docs:security` writes it.
test('docs/security.md lists every finding that stays, with its reason', () => {
  expect(readTable('security.md', 'acknowledgements')).toBe(acknowledgementsTable());
});
