import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { additionsOf, type ResourceTypes, type SchemaAdditions } from '#scim/schema/additions.ts';
import { type CustomSchemas, readCustomSchemas } from '#scim/schema/custom-schemas.ts';
import { projectRoot } from './bundle/bundling.ts';

/** The schemas and resource types that a deployment adds (docs/custom-schemas.md). */
export interface SchemaFile {
  /**
   * Where what it adds is kept for the bundler, checked and complete (`SchemaAdditions`): from the repository's root on
   * with `./`, so that bundles do not depend on where that lies.
   */
  readonly additions: string;
  /** Endpoints of its resource types, such as `/Devices`; User and Group are not among them. */
  readonly endpoints: readonly string[];
  /** The attributes that are found by an index, of all resource types, by the name of their type. */
  readonly indexes: IndexedAttributes;
  /** All resource types of the deployment. */
  readonly resourceTypes: CustomSchemas['resourceTypes'];
}

export type IndexedAttributes = Readonly<Record<string, readonly string[]>>;

const cacheFolder = 'node_modules/.cache/rollcall/schemas';

/**
 * Reads and checks the file at `path`, which is relative to the repository. Throws an `Error` of one line that names
 * the file, the place in it and what is accepted there.
 */
export function readSchemaFile(path: unknown): SchemaFile {
  if (typeof path !== 'string')
    throw new Error(`schemas must be the path of a JSON file, not ${JSON.stringify(path)}.`);
  const types = readResourceTypes(path);
  const additions = additionsOf(types);
  return {
    additions: keepForBundler(additions),
    endpoints: additions.own.map(({ endpoint }) => endpoint),
    indexes: indexesOf(types),
    resourceTypes: types,
  };
}

function indexesOf(types: ResourceTypes): IndexedAttributes {
  return Object.fromEntries(types.map(({ name, indexes }) => [name, indexes.map(({ path }) => path)]));
}

/** All resource types of a deployment with the file at `path`: User, Group, then those of the file. Throws as above. */
export function readResourceTypes(path: string): CustomSchemas['resourceTypes'] {
  try {
    return readCustomSchemas(JSON.parse(readFileSync(resolve(projectRoot, path), 'utf8'))).resourceTypes;
  } catch (error) {
    throw new Error(`${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** Writes `additions` to a file that is named after them, whole or not at all: several builds may run at once. */
function keepForBundler(additions: SchemaAdditions): string {
  const text = JSON.stringify(additions);
  const name = `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.json`;
  const folder = join(projectRoot, cacheFolder);
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `${process.pid}-${name}`);
  writeFileSync(draft, text);
  renameSync(draft, join(folder, name));
  return `./${cacheFolder}/${name}`;
}

/** The message in one line: the parser of JSON shows a piece of the file, with its newlines. */
function messageOf(error: unknown): string {
  return String(error)
    .replace(/^\w*Error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ');
}
