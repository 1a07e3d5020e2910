/** Finding attributes by name, without regard to letter case (RFC 7643 §2.1). */
import type { Attribute, Schema } from './attribute.ts';
import { commonAttributes } from './common-attributes.ts';
import type { ResourceType } from './resource-type.ts';

const byName = new WeakMap<readonly Attribute[], ReadonlyMap<string, Attribute>>();

/** The attribute of that name in any letter case, or undefined. */
export function findAttribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  let index = byName.get(attributes);
  if (index === undefined) {
    index = new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
    byName.set(attributes, index);
  }
  return index.get(name.toLowerCase());
}

const topLevel = new WeakMap<ResourceType, readonly Attribute[]>();

/** The attributes outside of extensions: the common ones and those of the core schema, in that order. */
export function topLevelAttributes(type: ResourceType): readonly Attribute[] {
  let attributes = topLevel.get(type);
  if (attributes === undefined) {
    attributes = [...commonAttributes, ...type.schema.attributes];
    topLevel.set(type, attributes);
  }
  return attributes;
}

/** The extension schema with this URN in any letter case, or undefined. */
export function findExtension(type: ResourceType, urn: string): Schema | undefined {
  const wanted = urn.toLowerCase();
  return type.extensions.find(({ schema }) => schema.id.toLowerCase() === wanted)?.schema;
}
