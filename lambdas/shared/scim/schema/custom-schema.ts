/** Schemas of a deployment's own, in the form of /Schemas (RFC 7643 §7). */
import { resourceTypeSchema, schemaSchema, serviceProviderConfigSchema } from '../urns.ts';
import type { Schema } from './attribute.ts';
import { builtInGroup, builtInUser } from './built-in-types.ts';
import { readAttributes } from './custom-attribute.ts';
import {
  type Place,
  readList,
  readMembers,
  readOptionalText,
  readText,
  refuse,
  refuseDuplicates,
  show,
} from './json-reader.ts';

const members = ['schemas', 'id', 'name', 'description', 'attributes', 'meta'] as const;
const urn = /^urn:[a-z0-9][a-z0-9-]{0,31}(?::[\w.-]+)+$/i;
const urnRule = 'a URN of letters, digits, ":", ".", "_" and "-", such as "urn:example:scim:schemas:2.0:Device"';
const maxUrn = 200;
const builtIn: readonly string[] = [
  ...[builtInUser, builtInGroup].flatMap(({ schema, extensions }) => [
    schema.id,
    ...extensions.map((extension) => extension.schema.id),
  ]),
  serviceProviderConfigSchema,
  resourceTypeSchema,
  schemaSchema,
];

/** All schemas of the list. `typeNames` are the resource types that references can name. */
export function readSchemas(place: Place, typeNames: ReadonlySet<string>): readonly Schema[] {
  const places = readList(place);
  const schemas = places.map((one) => readSchema(one, typeNames));
  const named = schemas.map(({ id }, i) => ({ at: `${place.at}[${i}].id`, name: id }));
  refuseDuplicates(named);
  for (const { at, name } of named) refuseClash(at, name, schemas);
  return schemas;
}

function readSchema(place: Place, typeNames: ReadonlySet<string>): Schema {
  const given = readMembers(place, members);
  const id = readText(given.id, urnRule);
  if (!urn.test(id) || id.length > maxUrn) {
    throw refuse(given.id.at, `${show(id)} is not accepted; it must be ${urnRule}, of at most ${maxUrn} characters`);
  }
  return {
    id,
    name: readOptionalText(given.name) || id.slice(id.lastIndexOf(':') + 1),
    description: readOptionalText(given.description),
    attributes: readAttributes(given.attributes, typeNames),
  };
}

/** An attribute path is a URN, ":" and a name: where one URN goes on from another, it could mean two things. */
function refuseClash(at: string, id: string, schemas: readonly Schema[]): void {
  const text = id.toLowerCase();
  if (builtIn.some((other) => other.toLowerCase() === text)) {
    throw refuse(at, `"${id}" is a schema of Rollcall itself, which cannot be changed; choose a URN of your own`);
  }
  if (text.startsWith('urn:ietf:params:scim:api:')) {
    throw refuse(at, `"${id}" is a URN of protocol messages; choose a URN of your own`);
  }
  const others = [...builtIn, ...schemas.map((schema) => schema.id)];
  const shorter = others.find((other) => text.startsWith(`${other.toLowerCase()}:`));
  if (shorter !== undefined) {
    throw refuse(
      at,
      `"${id}" begins with the schema "${shorter}" and could be one of its attributes; choose another URN`,
    );
  }
}
