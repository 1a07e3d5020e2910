import { readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { readCustomSchemas } from '#scim/schema/custom-schemas.ts';
import { projectRoot } from './bundle/bundling.ts';

/** The schemas and resource types that a deployment adds (docs/custom-schemas.md). */
export interface SchemaFile {
  /** For esbuild: absolute, or from the repository's root on with `./`, so that bundles do not depend on where it lies. */
  readonly path: string;
  /** Endpoints of its resource types, such as `/Devices`; User and Group are not among them. */
  readonly endpoints: readonly string[];
}

export const defaultSchemaFile = 'schemas.json';

/**
 * Reads and checks the file at `path`, which is relative to the repository. Throws an `Error` of one line that names
 * the file, the place in it and what is accepted there.
 */
export function readSchemaFile(path: unknown): SchemaFile {
  if (typeof path !== 'string')
    throw new Error(`schemas must be the path of a JSON file, not ${JSON.stringify(path)}.`);
  const file = resolve(projectRoot, path);
  try {
    const [, , ...own] = readCustomSchemas(JSON.parse(readFileSync(file, 'utf8'))).resourceTypes;
    return { path: fromRoot(file), endpoints: own.map(({ endpoint }) => endpoint) };
  } catch (error) {
    throw new Error(`${path}: ${messageOf(error)}`, { cause: error });
  }
}

function fromRoot(file: string): string {
  const path = relative(projectRoot, file);
  return path.startsWith('..') || resolve(path) === path ? file : `./${path.split(sep).join('/')}`;
}

/** The message in one line: the parser of JSON shows a piece of the file, with its newlines. */
function messageOf(error: unknown): string {
  return String(error)
    .replace(/^\w*Error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ');
}
