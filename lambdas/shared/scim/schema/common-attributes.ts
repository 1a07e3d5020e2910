/** Attributes that every resource has (RFC 7643 §3 and §3.1), and shapes that many attributes share (§2.4). */
import { type Attribute, type AttributeTraits, defineAttribute } from './attribute.ts';

const metaAttributes: readonly Attribute[] = [
  defineAttribute('resourceType', 'The name of the resource type.', { mutability: 'readOnly', caseExact: true }),
  defineAttribute('created', 'When the resource was added.', { type: 'dateTime', mutability: 'readOnly' }),
  defineAttribute('lastModified', 'When the resource last changed.', { type: 'dateTime', mutability: 'readOnly' }),
  defineAttribute('location', 'The URI of the resource.', {
    type: 'reference',
    referenceTypes: ['uri'],
    mutability: 'readOnly',
    caseExact: true,
  }),
  defineAttribute('version', 'The entity tag of the resource.', { mutability: 'readOnly', caseExact: true }),
];

/** `schemas`, `id`, `externalId` and `meta`. */
export const commonAttributes: readonly Attribute[] = [
  defineAttribute('schemas', 'URIs of the schemas that define the attributes of the resource.', {
    type: 'reference',
    referenceTypes: ['uri'],
    multiValued: true,
    required: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
  }),
  defineAttribute('id', 'The identifier the service provider gave the resource.', {
    required: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  defineAttribute('externalId', 'The identifier the provisioning client gave the resource.', { caseExact: true }),
  defineAttribute('meta', 'What the service provider knows about the resource itself.', {
    type: 'complex',
    mutability: 'readOnly',
    subAttributes: metaAttributes,
  }),
];

/** A complex attribute. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  traits: AttributeTraits = {},
): Attribute {
  return defineAttribute(name, description, { type: 'complex', subAttributes, ...traits });
}

/** A multi-valued complex attribute with `value`, `display`, `type` and `primary` (RFC 7643 §2.4). */
export function plural(
  name: string,
  description: string,
  value: AttributeTraits,
  types: readonly string[] = [],
): Attribute {
  return complex(
    name,
    description,
    [
      defineAttribute('value', `The value of this element of ${name}.`, value),
      defineAttribute('display', 'A name for people.'),
      defineAttribute('type', 'A label for the function of this element.', canonical(types)),
      primaryAttribute,
    ],
    { multiValued: true },
  );
}

/** Canonical values, where there are any: suggestions, never a restriction. */
export function canonical(values: readonly string[]): AttributeTraits {
  return values.length === 0 ? {} : { canonicalValues: values };
}

export const primaryAttribute: Attribute = defineAttribute(
  'primary',
  'Whether this is the preferred element; true for at most one.',
  { type: 'boolean', assumed: false },
);
