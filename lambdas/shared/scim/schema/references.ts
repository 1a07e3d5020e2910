/** `$ref` beside `value`: the URI of the resource that an attribute such as a manager refers to (RFC 7643 §2.4, §4.3). */
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Attribute, Schema } from './attribute.ts';
import { findAttribute } from './lookup.ts';
import type { ResourceType } from './resource-type.ts';
import { resourceTypes } from './resource-types.ts';

interface Reference {
  /** URN of the extension that holds the attribute. */
  readonly extension?: string;
  readonly name: string;
  /** Endpoint of the one resource type it can refer to. */
  readonly endpoint: string;
}

const references = new WeakMap<ResourceType, readonly Reference[]>();

/** The document with the absolute `$ref` of each singular reference whose type is known. */
export function withReferences(document: JsonObject, type: ResourceType, baseUrl: string): JsonObject {
  return referencesOf(type).reduce((current, reference) => addReference(current, reference, baseUrl), document);
}

function addReference(document: JsonObject, { extension, name, endpoint }: Reference, baseUrl: string): JsonObject {
  const fields = extension === undefined ? document : document[extension];
  if (!isJsonObject(fields)) return document;
  const element = fields[name];
  if (!isJsonObject(element) || typeof element.value !== 'string') return document;
  const $ref = `${baseUrl}${endpoint}/${encodeURIComponent(element.value)}`;
  const shown = { ...fields, [name]: { ...element, $ref } };
  return extension === undefined ? shown : { ...document, [extension]: shown };
}

function referencesOf(type: ResourceType): readonly Reference[] {
  let found = references.get(type);
  if (found === undefined) {
    const inExtensions = type.extensions.flatMap(({ schema }) =>
      referencesIn(schema).map((reference) => ({ ...reference, extension: schema.id })),
    );
    found = [...referencesIn(type.schema), ...inExtensions];
    references.set(type, found);
  }
  return found;
}

function referencesIn({ attributes }: Schema): readonly Reference[] {
  return attributes.flatMap((attribute) => {
    const endpoint = endpointOf(attribute);
    return endpoint === undefined ? [] : [{ name: attribute.name, endpoint }];
  });
}

function endpointOf({ multiValued, subAttributes = [] }: Attribute): string | undefined {
  const [only, ...others] = findAttribute(subAttributes, '$ref')?.referenceTypes ?? [];
  if (multiValued || others.length > 0) return undefined;
  return resourceTypes.find(({ name }) => name === only)?.endpoint;
}
