import { expect, test } from '@jest/globals';
import { makeOpenApiFile, readOpenApiFile } from './openapi-file.ts';

// `npm run docs:openapi` writes it.
test('docs/openapi.json is the description that the admin API serves', () => {
  expect(readOpenApiFile()).toBe(makeOpenApiFile());
});
