/** Which attributes of a custom resource type can be found without a search through all resources of the type. */
import { type AttributePath, printAttributePath } from '../path/attribute-path.ts';
import { resolvePath } from '../path/resolve.ts';
import type { Attribute, AttributeType } from './attribute.ts';
import {
  type Place,
  readFlag,
  readList,
  readMembers,
  readText,
  refuse,
  refuseDuplicates,
  show,
} from './json-reader.ts';
import type { Index, ResourceType } from './resource-type.ts';

const pathRule = 'the path of an attribute, such as "serialNumber", "ports.label" or "<URN of an extension>:assetTag"';
/** Entries taken away, entries put and the resource itself must fit into one transaction of 100 items. */
const maxIndexes = 20;
/** Types whose values are stored as texts that are equal when the values are. */
const indexable: readonly AttributeType[] = ['string', 'reference', 'dateTime'];

/** The indexes of `type`, and those the list adds, each with its path as the planner spells it. */
export function readIndexes(place: Place, type: ResourceType): readonly Index[] {
  const places = readList(place);
  const indexes = places.map((one) => readIndex(one, type));
  const known = type.indexes.map(({ path }) => ({ at: type.name, name: path }));
  refuseDuplicates([...known, ...indexes.map(({ path }, i) => ({ at: `${place.at}[${i}].path`, name: path }))]);
  const all = [...type.indexes, ...indexes];
  if (all.length > maxIndexes) {
    throw refuse(place.at, `${all.length} indexes of ${type.name} are too many; at most ${maxIndexes} are accepted`);
  }
  refuseUnkeptPromise(place.at, { ...type, indexes: all });
  return all;
}

function readIndex(place: Place, type: ResourceType): Index {
  const given = readMembers(place, ['path', 'unique']);
  const { at } = given.path;
  const text = readText(given.path, pathRule);
  const resolved = resolvePath(text, type);
  if (resolved === undefined) throw refuse(at, `${type.name} has no attribute ${show(text)}; it must be ${pathRule}`);
  if (resolved.kind === 'extension') throw refuse(at, `${show(text)} is a schema; it must be ${pathRule}`);
  const path = printAttributePath(resolved.path);
  refuseUnindexable(at, path, resolved.path);
  const unique = readFlag(given.unique, false);
  const [whole, attribute] = [resolved.path.attribute, resolved.path.subAttribute ?? resolved.path.attribute];
  if (unique && (whole.multiValued || attribute.multiValued)) {
    throw refuse(given.unique.at, `${path} can have several values, and only a single value can be unique`);
  }
  if (unique && attribute.uniqueness === 'none') {
    throw refuse(given.unique.at, `the schema says of ${path} that its uniqueness is "none"; say "server" there`);
  }
  return { path, unique };
}

/** Throws for an attribute without values that an entry could be made of. */
function refuseUnindexable(at: string, path: string, { attribute, subAttribute }: AttributePath): void {
  const { type, subAttributes = [] } = subAttribute ?? attribute;
  if (type === 'complex') {
    const inner = subAttributes.map(({ name }) => `${path}.${name}`).join(', ');
    throw refuse(at, `${path} is complex; it must be one of ${inner}`);
  }
  if (!indexable.includes(type)) {
    throw refuse(at, `${path} is of the type ${type}; it must be of one of ${indexable.join(', ')}`);
  }
  const within = [attribute, ...(subAttribute === undefined ? [] : [subAttribute])];
  if (within.some(({ mutability, returned }) => mutability === 'readOnly' || returned === 'never')) {
    throw refuse(at, `no value of ${path} is kept, as it is readOnly or never returned`);
  }
  if (subAttribute?.multiValued === true) {
    throw refuse(at, `${path} is a sub-attribute with several values, which cannot be indexed`);
  }
}

/** What /Schemas says is unique must be so in every resource type that has it. */
function refuseUnkeptPromise(at: string, type: ResourceType): void {
  const promised = [
    ...uniquePaths(type.schema.attributes, ''),
    ...type.extensions.flatMap(({ schema }) => uniquePaths(schema.attributes, `${schema.id}:`)),
  ];
  const unkept = promised.find((path) => !type.indexes.some((index) => index.unique && index.path === path));
  if (unkept !== undefined) {
    throw refuse(at, `the schema says that ${unkept} is unique; add {"path": "${unkept}", "unique": true}`);
  }
}

function uniquePaths(attributes: readonly Attribute[], prefix: string): readonly string[] {
  return attributes.flatMap(({ name, uniqueness, subAttributes = [] }) => [
    ...(uniqueness === 'none' ? [] : [prefix + name]),
    ...uniquePaths(subAttributes, `${prefix}${name}.`),
  ]);
}
