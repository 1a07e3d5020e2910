/** What events show of a resource, made of its schemas (RFC 7643 §7). */
import * as z from 'zod';
import type { Attribute } from '#scim/schema/attribute.ts';
import { topLevelAttributes } from '#scim/schema/lookup.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';

const meta = z.looseObject({
  resourceType: z.string(),
  created: z.string(),
  lastModified: z.string(),
  location: z.string(),
  version: z.string(),
});

/**
 * The resource without what is derived, and without what is not returned by default. Every attribute may be missing but those
 * that name the resource: of a resource that is too large some are left out.
 */
export function resourceSchema(type: ResourceType): z.ZodType {
  const { memberAttribute, memberOfAttribute } = type;
  const attributes = topLevelAttributes(type).filter(
    ({ name }) => name !== memberAttribute && name !== memberOfAttribute,
  );
  const extensions = type.extensions.map(({ schema }) => [
    schema.id,
    z.looseObject(fieldsOf(schema.attributes)).optional(),
  ]);
  return z
    .looseObject({
      ...fieldsOf(attributes),
      schemas: z.array(z.string()),
      id: z.string(),
      meta,
      ...(Object.fromEntries(extensions) as z.ZodRawShape),
    })
    .meta({ id: type.name });
}

function fieldsOf(attributes: readonly Attribute[]): Record<string, z.ZodType> {
  const shown = attributes.filter(({ returned }) => returned === 'default' || returned === 'always');
  return Object.fromEntries(shown.map((attribute) => [attribute.name, valueOf(attribute).optional()]));
}

function valueOf(attribute: Attribute): z.ZodType {
  const single = singleValueOf(attribute);
  return attribute.multiValued ? z.array(single) : single;
}

function singleValueOf({ type, subAttributes = [] }: Attribute): z.ZodType {
  switch (type) {
    case 'boolean':
      return z.boolean();
    case 'integer':
    case 'decimal':
      return z.number();
    case 'complex':
      return z.looseObject(fieldsOf(subAttributes));
    default:
      return z.string();
  }
}
