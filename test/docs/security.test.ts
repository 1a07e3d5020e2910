import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { maxFilterDepth, maxFilterLength } from '#scim/filter/parse.ts';
import { maxOperations } from '#scim/message/bulk-request.ts';
import { defaultCount, maxCount } from '#scim/message/list-request.ts';
import { maxPatchOperations } from '#scim/patch/parse.ts';
import { maxElements, maxString } from '#scim/schema/coerce.ts';
import { maxDocumentBytes } from '#storage/dynamodb/items.ts';
import { readTable } from './page-table.ts';
import { acknowledgementsTable } from './security-page.ts';

// `npm run docs:security` writes it.
test('docs/security.md lists every finding that stays, with its reason', () => {
  expect(readTable('security.md', 'acknowledgements')).toBe(acknowledgementsTable());
});

test.each<[string, readonly number[]]>([
  ['body of a bulk request', [maxOperations]],
  ['operations of a PATCH', [maxPatchOperations]],
  ['values of one attribute, other than `members`', [maxElements]],
  ['one text', [maxString]],
  ['a filter', [maxFilterLength, maxFilterDepth]],
  ['a resource, without its members', [maxDocumentBytes]],
  ['a page of a list', [defaultCount, maxCount]],
])('docs/security.md has the limit of %s', (size, limits) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');
  const [, limit = ''] =
    page
      .split('\n')
      .find((line) => line.startsWith(`| ${size} |`))
      ?.split(' | ') ?? [];
  for (const number of limits) expect(limit).toContain(number.toLocaleString('en-US'));
});
