/**
 * A deployment's own schemas and resource types: one JSON document with the objects that /Schemas and /ResourceTypes
 * show (RFC 7643 §6 and §7), and what the provider must know beside them (docs/custom-schemas.md).
 */
import type { ResourceTypes } from './additions.ts';
import type { Schema } from './attribute.ts';
import { builtInGroup, builtInUser } from './built-in-types.ts';
import { readResourceType, readTypeEntries } from './custom-resource-type.ts';
import { readSchemas } from './custom-schema.ts';
import { readMembers, refuse } from './json-reader.ts';
import type { ResourceType } from './resource-type.ts';

export interface CustomSchemas {
  /** The schemas of the document, complete with the defaults of RFC 7643 §2.2. */
  readonly schemas: readonly Schema[];
  /** User and Group with what the document adds to them, and its own types in their order. */
  readonly resourceTypes: ResourceTypes;
}

/**
 * Reads the document, of the form `{"Schemas": […], "ResourceTypes": […]}`. Throws an `Error` of one line for the first
 * thing that is wrong, with its path in the document and what is accepted there.
 */
export function readCustomSchemas(json: unknown): CustomSchemas {
  const { Schemas, ResourceTypes } = readMembers({ at: '', value: json }, ['Schemas', 'ResourceTypes']);
  const entries = readTypeEntries(ResourceTypes);
  const names = new Set([builtInUser.name, builtInGroup.name, ...entries.map(({ name }) => name)]);
  const schemas = readSchemas(Schemas, names);
  const described = entries.map((entry) => readResourceType(entry, schemas));
  refuseUnused(Schemas.at, schemas, described);
  const withAdditions = (builtIn: ResourceType) => described.find(({ name }) => name === builtIn.name) ?? builtIn;
  const own = described.filter(({ name }) => isOwn(name));
  return { schemas, resourceTypes: [withAdditions(builtInUser), withAdditions(builtInGroup), ...own] };
}

function isOwn(name: string): boolean {
  return name !== builtInUser.name && name !== builtInGroup.name;
}

/** A schema that nothing refers to is most often a URN that was misspelt where it should have been. */
function refuseUnused(at: string, schemas: readonly Schema[], types: readonly ResourceType[]): void {
  const used = new Set(types.flatMap(({ schema, extensions }) => [schema, ...extensions.map((one) => one.schema)]));
  const unused = schemas.findIndex((schema) => !used.has(schema));
  if (unused >= 0) {
    throw refuse(
      `${at}[${unused}]`,
      `no resource type has the schema ${schemas[unused]?.id}; name it in one, or leave it out`,
    );
  }
}
