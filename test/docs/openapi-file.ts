/** `docs/openapi.json`, the description of the admin API to read and to make clients of; `npm run docs:openapi` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApi } from '#admin/contract/openapi.ts';

const file = join(import.meta.dirname, '../../docs/openapi.json');
/** A deployment's own `openapi.json` has its own. */
const exampleServer = 'https://scim.example.com/operator/v1';

export function makeOpenApiFile(): string {
  return `${JSON.stringify(describeApi([exampleServer]), undefined, 2)}\n`;
}

export function readOpenApiFile(): string {
  return readFileSync(file, 'utf8');
}

const [, script] = process.argv;
if (script?.endsWith('openapi-file.ts')) writeFileSync(file, makeOpenApiFile());
