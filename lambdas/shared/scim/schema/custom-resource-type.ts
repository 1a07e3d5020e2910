/** Resource types of a deployment's own (RFC 7643 §6), and what it adds to User and Group (§3.3). */
import { ScimError } from '../errors.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { Attribute, Schema } from './attribute.ts';
import { builtInGroup, builtInUser } from './built-in-types.ts';
import { coerceValue } from './coerce.ts';
import { commonAttributes } from './common-attributes.ts';
import { readIndexes } from './custom-index.ts';
import {
  type Place,
  readFlag,
  readList,
  readMembers,
  readOptionalText,
  readText,
  refuse,
  refuseDuplicates,
  show,
} from './json-reader.ts';
import { findAttribute, topLevelAttributes } from './lookup.ts';
import type { ResourceType, SchemaExtension } from './resource-type.ts';

const members = [
  'schemas',
  'id',
  'name',
  'description',
  'endpoint',
  'schema',
  'schemaExtensions',
  'meta',
  'indexes',
  'displayAttributes',
  'defaults',
  'keptOnReplace',
] as const;
const typeName = /^[a-z][a-z0-9]{0,39}$/i;
const nameRule = 'a letter and up to 39 letters or digits, such as "Device"';
const endpointPath = /^\/[a-z][\w-]{0,99}$/i;
const endpointRule = 'a path of one segment, such as "/Devices"';
/** What discovery resources are called (RFC 7643 §5 to §7). */
const discoveryNames = ['ServiceProviderConfig', 'ResourceType', 'Schema'];
/** What stands in the place of a type's name in keys, which functions may not touch or take for something else. */
const keyNames = ['Count', 'Member', 'Deleted', 'Audit', 'Log', 'LogIndex'];
/** RFC 7644 §3.2, table 2. */
const reservedEndpoints = ['/Me', '/Bulk', '/ServiceProviderConfig', '/ResourceTypes', '/Schemas'];
type Given = Readonly<Record<(typeof members)[number], Place>>;

/** An entry of the list whose name is known, and the type it adds to when that is User or Group. */
export interface TypeEntry {
  readonly name: string;
  readonly given: Given;
  readonly builtIn: ResourceType | undefined;
}

/** The entries by their names, each of which a reference in any schema can be to. */
export function readTypeEntries(place: Place): readonly TypeEntry[] {
  const entries = readList(place).map(readTypeEntry);
  refuseDuplicates(entries.map(({ given, name }) => ({ at: given.name.at, name })));
  const endpoints = entries.filter(({ builtIn }) => builtIn === undefined).map(({ given }) => given.endpoint);
  refuseDuplicates(endpoints.map((endpoint) => ({ at: endpoint.at, name: readEndpoint(endpoint) })));
  return entries;
}

function readTypeEntry(place: Place): TypeEntry {
  const given = readMembers(place, members);
  const named = given.name.value === undefined && given.id.value !== undefined ? given.id : given.name;
  const name = readText(named, nameRule);
  if (!typeName.test(name)) throw refuse(named.at, `${show(name)} is not accepted; it must be ${nameRule}`);
  if (given.id.value !== undefined && given.id.value !== name) {
    throw refuse(
      given.id.at,
      `${show(given.id.value)} is not accepted; it must be the name, "${name}", or be left out`,
    );
  }
  const builtIn = [builtInUser, builtInGroup].find((type) => type.name === name);
  const reserved = [...discoveryNames, ...keyNames, builtInUser.name, builtInGroup.name].find((taken) =>
    isSame(taken, name),
  );
  if (builtIn === undefined && reserved !== undefined) {
    throw refuse(named.at, `"${name}" is not accepted: ${reserved} means something else here; choose another name`);
  }
  return { name, given, builtIn };
}

/** The resource type that an entry describes, or User or Group with what the entry adds. */
export function readResourceType({ name, given, builtIn }: TypeEntry, schemas: readonly Schema[]): ResourceType {
  return builtIn === undefined ? readOwnType(name, given, schemas) : readAddition(builtIn, given, schemas);
}

function readOwnType(name: string, given: Given, schemas: readonly Schema[]): ResourceType {
  const schema = findSchema(given.schema, schemas);
  const common = schema.attributes.find(({ name: own }) => findAttribute(commonAttributes, own) !== undefined);
  if (common !== undefined) {
    throw refuse(given.schema.at, `${schema.id} has an attribute "${common.name}", which every resource has anyway`);
  }
  const bare: ResourceType = {
    id: name,
    name,
    endpoint: readEndpoint(given.endpoint),
    description: readOptionalText(given.description),
    schema,
    extensions: readExtensions(given.schemaExtensions, schemas, [schema.id]),
    indexes: [],
    displayAttributes: [],
    defaults: {},
    keptOnReplace: [],
  };
  return {
    ...bare,
    indexes: readIndexes(given.indexes, bare),
    displayAttributes: readDisplayAttributes(given.displayAttributes, bare),
    defaults: readDefaults(given.defaults, bare),
    keptOnReplace: readKeptOnReplace(given.keptOnReplace, bare),
  };
}

function readAddition(builtIn: ResourceType, given: Given, schemas: readonly Schema[]): ResourceType {
  const same = { name: builtIn.name, endpoint: builtIn.endpoint, schema: builtIn.schema.id };
  for (const [member, value] of Object.entries(same)) {
    const { at, value: stated } = given[member as keyof typeof same];
    if (stated !== undefined && stated !== value) {
      throw refuse(at, `${builtIn.name} can be added to and not replaced; this must be "${value}" or be left out`);
    }
  }
  for (const place of [given.displayAttributes, given.defaults, given.keptOnReplace]) {
    if (place.value !== undefined) throw refuse(place.at, `${builtIn.name} takes schemaExtensions and indexes only`);
  }
  const present = [builtIn.schema.id, ...builtIn.extensions.map(({ schema }) => schema.id)];
  const added = readExtensions(given.schemaExtensions, schemas, present);
  const extended = { ...builtIn, extensions: [...builtIn.extensions, ...added] };
  return { ...extended, indexes: readIndexes(given.indexes, extended) };
}

function readEndpoint(place: Place): string {
  const text = readText(place, endpointRule);
  // RFC 7643 §6 says "Users" where its examples have "/Users".
  const endpoint = text.startsWith('/') ? text : `/${text}`;
  if (!endpointPath.test(endpoint)) throw refuse(place.at, `${show(text)} is not accepted; it must be ${endpointRule}`);
  const taken = [builtInUser.endpoint, builtInGroup.endpoint, ...reservedEndpoints].find((one) =>
    isSame(one, endpoint),
  );
  if (taken !== undefined) throw refuse(place.at, `${taken} is another endpoint; choose a path of your own`);
  return endpoint;
}

function readExtensions(
  place: Place,
  schemas: readonly Schema[],
  present: readonly string[],
): readonly SchemaExtension[] {
  const places = readList(place).map((one) => readMembers(one, ['schema', 'required']));
  const extensions = places.map(({ schema, required }) => {
    const there = present.find((id) => typeof schema.value === 'string' && isSame(id, schema.value));
    if (there !== undefined) throw refuse(schema.at, `${there} belongs to this resource type already; leave it out`);
    return { schema: findSchema(schema, schemas), required: readFlag(required, false) };
  });
  refuseDuplicates(extensions.map(({ schema }, i) => ({ at: `${place.at}[${i}].schema`, name: schema.id })));
  return extensions;
}

function findSchema(place: Place, schemas: readonly Schema[]): Schema {
  const ids = schemas.map(({ id }) => id).join(', ');
  const rule = `the id of a schema in this file${ids === '' ? ', which has none' : `: ${ids}`}`;
  const urn = readText(place, rule);
  const schema = schemas.find(({ id }) => isSame(id, urn));
  if (schema === undefined) throw refuse(place.at, `${show(urn)} is not accepted; it must be ${rule}`);
  return schema;
}

function readDisplayAttributes(place: Place, type: ResourceType): readonly string[] {
  if (place.value === undefined) return type.schema.attributes.filter(isName).map(({ name }) => name);
  return readList(place).map((one) => {
    const attribute = readAttributeName(one, type);
    if (attribute.type === 'string' && !attribute.multiValued) return attribute.name;
    throw refuse(one.at, `${attribute.name} is not accepted; it must be a string with a single value`);
  });
}

function isName({ name, type, multiValued }: Attribute): boolean {
  return isSame(name, 'displayName') && type === 'string' && !multiValued;
}

function readDefaults({ at, value }: Place, type: ResourceType): Readonly<Record<string, Json>> {
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw refuse(at, `${show(value)} is no object with attributes and their values`);
  const defaults = Object.entries(value).map(([name, given]): [string, Json] => {
    const place = { at: `${at}.${name}`, value: name };
    const attribute = readAttributeName(place, type);
    if (attribute.required) throw refuse(place.at, `${attribute.name} is required, so no default is ever used`);
    const coerced = coerceDefault(place.at, attribute, given);
    if (coerced === undefined || attribute.returned === 'never') {
      throw refuse(place.at, 'the value is none that could be kept; leave it out');
    }
    return [attribute.name, coerced];
  });
  refuseDuplicates(defaults.map(([name]) => ({ at: `${at}.${name}`, name })));
  return Object.fromEntries(defaults);
}

function coerceDefault(at: string, attribute: Attribute, value: Json): Json | undefined {
  try {
    return coerceValue(attribute, value, attribute.name, (path) => {
      throw refuse(at, `there is no attribute ${path}`);
    });
  } catch (error) {
    throw error instanceof ScimError ? refuse(at, error.detail.replace(/\.$/, '')) : error;
  }
}

/** Without `externalId` in a PUT the link to the client's own resource would break, so it stays unless said otherwise. */
function readKeptOnReplace(place: Place, type: ResourceType): readonly string[] {
  if (place.value === undefined) return ['externalId'];
  return readList(place).map((one) => readAttributeName(one, type).name);
}

function readAttributeName(place: Place, type: ResourceType): Attribute {
  const name = readText(place, 'the name of an attribute');
  const attribute = findAttribute(topLevelAttributes(type), name);
  if (attribute !== undefined && attribute.mutability !== 'readOnly') return attribute;
  throw refuse(
    place.at,
    `${show(name)} is not accepted; it must be an attribute of ${type.schema.id} that clients write`,
  );
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
