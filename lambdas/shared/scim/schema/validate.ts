/** Resources as clients send them, checked against the schema (RFC 7643 §2, RFC 7644 §3.3 and §3.5.1). */
import { invalidSyntax, invalidValue, unknownAttributes } from '../errors.ts';
import type { Interoperability } from '../interoperability.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { AttributePath } from '../path/attribute-path.ts';
import { resolvePath } from '../path/resolve.ts';
import type { Attribute } from './attribute.ts';
import { coerceValue, type OnUnknown } from './coerce.ts';
import { keepImmutable, keepSetOnce } from './immutable.ts';
import { findAttribute, findExtension, topLevelAttributes } from './lookup.ts';
import { type MemberReference, parseMemberReferences } from './member-reference.ts';
import type { ResourceType } from './resource-type.ts';

export interface ParsedResource {
  /** What is to be stored: see `ResourceState.document`. */
  readonly document: JsonObject;
  /** The members the client sent; absent when it sent no such attribute, or the type has none. */
  readonly members?: readonly MemberReference[];
  /** Attributes sent as null or `[]`: no default and no old value takes their place (RFC 7644 §3.3, §3.5.1). */
  readonly cleared: readonly string[];
  /** Names the schema does not have. */
  readonly ignored: readonly string[];
}

/** How a resource is read. */
export type ResourceReading = Pick<Interoperability, 'unknownAttribute'>;

/**
 * Reads the body of a POST or PUT. readOnly attributes are ignored, as are unknown ones, which are reported, or refused
 * where `reading` says so; values that are never returned are checked and dropped. Throws 400 `invalidSyntax` or
 * `invalidValue`.
 */
export function parseResource(
  body: unknown,
  type: ResourceType,
  { unknownAttribute }: ResourceReading = { unknownAttribute: 'ignore' },
): ParsedResource {
  if (!isJsonObject(body))
    throw invalidSyntax(`The body must be one JSON object with the attributes of a ${type.name}.`);
  // A set: a list of a thousand elements with the same unknown sub-attribute is one thing to report.
  const ignored = new Set<string>();
  const onUnknown: OnUnknown = (path) => ignored.add(path);
  const values = new Map<string, Json>();
  const cleared: string[] = [];
  let members: readonly MemberReference[] | undefined;
  for (const [name, value] of Object.entries(unknownAttribute === 'ignore' ? withExtensions(body, type) : body)) {
    const attribute = findAttribute(topLevelAttributes(type), name);
    const extension = findExtension(type, name);
    if (attribute?.name === 'schemas') checkSchemas(value, type, onUnknown);
    else if (attribute !== undefined && attribute.name === type.memberAttribute) {
      members = parseMemberReferences(value, attribute.name);
    } else if (attribute !== undefined) {
      const coerced = coerceStored(attribute, value, attribute.name, onUnknown);
      if (coerced !== undefined) values.set(attribute.name, coerced);
      else if (value === null || isEmptyList(value)) cleared.push(attribute.name);
    } else if (extension !== undefined) {
      const fields = parseExtension(extension.id, extension.attributes, value, onUnknown);
      if (Object.keys(fields).length > 0) values.set(extension.id, fields);
    } else onUnknown(name);
  }
  if (unknownAttribute === 'refuse' && ignored.size > 0) throw unknownAttributes([...ignored]);
  const document = inOrder(values, documentKeys(type));
  validateDocument(document, type);
  return { document, ...(members === undefined ? {} : { members }), cleared, ignored: [...ignored] };
}

/**
 * The body with attributes of an extension that stand outside of it (`department`, or `urn:…:User:department`) put into
 * it, as a PATCH reads their names. What stands in the extension counts more.
 */
function withExtensions(body: JsonObject, type: ResourceType): JsonObject {
  const outside = Object.entries(body).flatMap(([name, value]) => {
    const { extension, attribute, subAttribute } = attributeOf(name, type) ?? {};
    if (extension === undefined || attribute === undefined || subAttribute !== undefined) return [];
    return [{ name, value, extension, attribute: attribute.name }];
  });
  if (outside.length === 0) return body;
  const moved = new Map(Object.entries(body));
  for (const { name, value, extension, attribute } of outside) {
    const key = Object.keys(body).find((other) => other.toLowerCase() === extension.toLowerCase()) ?? extension;
    const fields = moved.get(key) ?? {};
    moved.delete(name);
    if (isJsonObject(fields)) moved.set(key, { [attribute]: value, ...fields });
  }
  return Object.fromEntries(moved);
}

function attributeOf(name: string, type: ResourceType): AttributePath | undefined {
  const resolved = resolvePath(name, type);
  return resolved?.kind === 'attribute' ? resolved.path : undefined;
}

/** Throws 400 `invalidValue` when a required attribute is missing, or a required part of one that is there. */
export function validateDocument(document: JsonObject, type: ResourceType): void {
  checkRequired(document, type.schema.attributes, '');
  for (const { schema, required } of type.extensions) {
    const extension = document[schema.id];
    if (required && extension === undefined)
      throw invalidValue(`${schema.id} is a required extension of ${type.name}.`);
    if (isJsonObject(extension)) checkRequired(extension, schema.attributes, `${schema.id}:`);
  }
}

function checkRequired(fields: JsonObject, attributes: readonly Attribute[], prefix: string): void {
  for (const { name, required, subAttributes } of attributes) {
    const value = fields[name];
    if (required && !isPresent(value)) throw invalidValue(`${prefix}${name} is required and must not be empty.`);
    if (value === undefined || subAttributes?.some((sub) => sub.required) !== true) continue;
    for (const element of [value].flat() as readonly Json[]) {
      if (isJsonObject(element)) checkRequired(element, subAttributes, `${prefix}${name}.`);
    }
  }
}

/** A new resource's document with the defaults of its type, but for attributes that the client cleared. */
export function withDefaults(document: JsonObject, type: ResourceType, cleared: readonly string[] = []): JsonObject {
  const defaults = Object.entries(type.defaults).filter(([name]) => !cleared.includes(name));
  return inOrder(new Map([...defaults, ...Object.entries(document)]), documentKeys(type));
}

/**
 * What a PUT makes of `before`: the new document, with what the type keeps when it is not sent and not `cleared`, and
 * immutable values and parts of values as they were. Throws 400 `mutability` when an immutable value would change
 * (RFC 7644 §3.5.1), and `invalidValue` when what is required beside one that stays is missing.
 */
export function mergeReplacement(
  before: JsonObject,
  document: JsonObject,
  type: ResourceType,
  cleared: readonly string[] = [],
): JsonObject {
  const kept = type.keptOnReplace.filter((name) => !cleared.includes(name));
  const merged = new Map(Object.entries(mergeFields(before, document, topLevelAttributes(type), kept)));
  for (const { schema } of type.extensions) {
    const [old, sent] = [before[schema.id], document[schema.id]].map((value) => (isJsonObject(value) ? value : {}));
    const fields = mergeFields(old ?? {}, sent ?? {}, schema.attributes, [], `${schema.id}:`);
    if (Object.keys(fields).length > 0) merged.set(schema.id, fields);
  }
  const replaced = inOrder(merged, documentKeys(type));
  // What stays of a value may lack what is required beside it.
  validateDocument(replaced, type);
  return replaced;
}

function mergeFields(
  before: JsonObject,
  sent: JsonObject,
  attributes: readonly Attribute[],
  keptOnReplace: readonly string[],
  prefix = '',
): JsonObject {
  const kept: Record<string, Json> = {};
  for (const attribute of attributes) {
    const { name, mutability: kind } = attribute;
    const old = before[name];
    const value = sent[name];
    if (old === undefined) continue;
    const at = `${prefix}${name}`;
    if (kind === 'immutable') kept[name] = keepSetOnce(attribute, old, value, at);
    else if (value === undefined && keptOnReplace.includes(name)) kept[name] = old;
    else {
      const merged = keepImmutable(attribute, old, value, at);
      if (merged !== undefined) kept[name] = merged;
    }
  }
  return { ...sent, ...kept };
}

/**
 * Any list of URIs will do: Google names SCIM 1.1, Entra has misspelt the enterprise URN, authentik sends none. What
 * is no schema of the type is reported, and what a resource is shown with is computed.
 */
function checkSchemas(value: Json, type: ResourceType, onUnknown: OnUnknown): void {
  const urns: readonly Json[] = Array.isArray(value) ? value : [value ?? ''];
  for (const urn of urns) {
    if (typeof urn !== 'string') throw invalidSyntax('schemas must be a list of schema URIs.');
    const isKnown = urn.toLowerCase() === type.schema.id.toLowerCase() || findExtension(type, urn) !== undefined;
    if (urn !== '' && !isKnown) onUnknown(urn);
  }
}

function coerceStored(attribute: Attribute, value: Json, at: string, onUnknown: OnUnknown): Json | undefined {
  if (attribute.mutability === 'readOnly') return undefined;
  const coerced = coerceValue(attribute, value, at, onUnknown);
  return attribute.returned === 'never' ? undefined : coerced;
}

function parseExtension(urn: string, attributes: readonly Attribute[], value: Json, onUnknown: OnUnknown): JsonObject {
  if (value === null) return {};
  if (!isJsonObject(value)) throw invalidValue(`${urn} must be an object with the attributes of that extension.`);
  const values = new Map<string, Json>();
  for (const [name, field] of Object.entries(value)) {
    const attribute = findAttribute(attributes, name);
    if (attribute === undefined) onUnknown(`${urn}:${name}`);
    else {
      const coerced = coerceStored(attribute, field, `${urn}:${attribute.name}`, onUnknown);
      if (coerced !== undefined) values.set(attribute.name, coerced);
    }
  }
  return inOrder(
    values,
    attributes.map((attribute) => attribute.name),
  );
}

const keys = new WeakMap<ResourceType, readonly string[]>();

/** The keys a document of this type can have, in the order in which it has them. */
function documentKeys(type: ResourceType): readonly string[] {
  const known = keys.get(type);
  if (known !== undefined) return known;
  const names = [
    ...topLevelAttributes(type).map(({ name }) => name),
    ...type.extensions.map(({ schema }) => schema.id),
  ];
  keys.set(type, names);
  return names;
}

/** In the order of the schema, whatever the client's was: equal resources are then equal text. */
function inOrder(values: ReadonlyMap<string, Json>, names: readonly string[]): JsonObject {
  const ordered: Record<string, Json> = {};
  for (const name of names) {
    const value = values.get(name);
    if (value !== undefined) ordered[name] = value;
  }
  return ordered;
}

function isEmptyList(value: Json): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isPresent(value: Json | undefined): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined;
}
