import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { operations } from '#admin/contract/operations.ts';
import { makeOpenApiFile, readOpenApiFile } from './openapi-file.ts';

// `npm run docs:openapi` writes it.
test('docs/openapi.json is the description that the admin API serves', () => {
  expect(readOpenApiFile()).toBe(makeOpenApiFile());
});

test('docs/admin-api.md tells of every operation, and of none that there is not', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/admin-api.md'), 'utf8');
  const table = /\n\| operation \|.*?\n\n/s.exec(page)?.[0] ?? '';
  const told = [...table.matchAll(/`([A-Z]+ \/[^`]*)`/g)].map(([, operation = '']) => operation);
  expect(new Set(told)).toEqual(new Set(Object.values(operations).map(({ method, path }) => `${method} ${path}`)));
  expect(new Set(told).size).toBe(told.length);
});
