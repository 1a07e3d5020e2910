/**
 * Attribute paths bound to the schema (RFC 7644 §3.10): `userName`, `name.givenName`, `urn:…:User:manager.value`.
 *
 * A URN is recognized by comparing with the URNs of the resource type, never by its dots or colons: `2.0` has a dot.
 */
import type { Attribute } from '../schema/attribute.ts';
import { findAttribute, topLevelAttributes } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { AttributePath } from './attribute-path.ts';

export type ResolvedPath =
  | { readonly kind: 'attribute'; readonly path: AttributePath }
  | { readonly kind: 'extension'; readonly urn: string };

/** What `text` names in this resource type, in any letter case; undefined when the schema has no such attribute. */
export function resolvePath(text: string, type: ResourceType): ResolvedPath | undefined {
  return text.includes(':') ? resolveQualified(text, type) : resolveName(text, type);
}

function resolveQualified(text: string, type: ResourceType): ResolvedPath | undefined {
  for (const { schema } of type.extensions) {
    const rest = afterUrn(text, schema.id);
    if (rest === '') return { kind: 'extension', urn: schema.id };
    if (rest !== undefined) return bind(rest, schema.attributes, schema.id);
  }
  return resolveName(afterUrn(text, type.schema.id) ?? text, type);
}

function resolveName(name: string, type: ResourceType): ResolvedPath | undefined {
  return bind(name, topLevelAttributes(type)) ?? bindUnqualified(name, type);
}

/** An attribute of `attributes` or one of its sub-attributes; for the paths inside of a value path. */
export function resolveSubPath(text: string, attributes: readonly Attribute[]): AttributePath | undefined {
  const resolved = bind(text, attributes);
  return resolved?.kind === 'attribute' ? resolved.path : undefined;
}

/** What follows `urn:` in `text`; '' when the text is the URN itself, undefined when it does not begin with it. */
function afterUrn(text: string, urn: string): string | undefined {
  if (text.slice(0, urn.length).toLowerCase() !== urn.toLowerCase()) return undefined;
  if (text.length === urn.length) return '';
  return text[urn.length] === ':' ? text.slice(urn.length + 1) : undefined;
}

function bind(text: string, attributes: readonly Attribute[], extension?: string): ResolvedPath | undefined {
  const dot = text.indexOf('.');
  const attribute = findAttribute(attributes, dot < 0 ? text : text.slice(0, dot));
  if (attribute === undefined) return undefined;
  const within = extension === undefined ? { attribute } : { extension, attribute };
  if (dot < 0) return { kind: 'attribute', path: within };
  const subAttribute = findAttribute(attribute.subAttributes ?? [], text.slice(dot + 1));
  return subAttribute && { kind: 'attribute', path: { ...within, subAttribute } };
}

/** Clients leave the URN of an extension away (Entra's `manager`); where only one extension can be meant, it is. */
function bindUnqualified(text: string, type: ResourceType): ResolvedPath | undefined {
  const found = type.extensions.flatMap(({ schema }) => bind(text, schema.attributes, schema.id) ?? []);
  return found.length === 1 ? found[0] : undefined;
}
