import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The version of this checkout, as in `package.json` and CHANGELOG.md. */
export const release = (
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8')) as { readonly version: string }
).version;
