import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const lambdas = join(import.meta.dirname, '../../lambdas');

/** The folders in `lambdas/` that are a function each. */
export const functionFolders: readonly string[] = readdirSync(lambdas)
  .filter((folder) => existsSync(join(lambdas, folder, 'handler.ts')))
  .sort();
