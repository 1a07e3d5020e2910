import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const lambdas = join(import.meta.dirname, '../../lambdas');

/** The folders in `lambdas/` that are a function each. */
export const functionFolders: readonly string[] = readdirSync(lambdas)
  .filter((folder) => existsSync(join(lambdas, folder, 'handler.ts')))
  .sort();

/** Of these, those that a stream, a log or a schedule calls. It calls the function itself, and never an alias of it. */
export const unroutedFolders: readonly string[] = ['events', 'expiry', 'journal', 'sweep'];
