/** What a filter in brackets can name (RFC 7644 §3.4.2.2, "valuePath"). */
import { type Attribute, defineAttribute } from '../schema/attribute.ts';

const implied = new WeakMap<Attribute, readonly Attribute[]>();

/**
 * The sub-attributes of a complex attribute; of a simple multi-valued one, the `value` that RFC 7644 §3.5.2.2 lets a
 * filter compare. Empty for a simple attribute with a single value.
 */
export function elementAttributes(attribute: Attribute): readonly Attribute[] {
  if (attribute.subAttributes !== undefined) return attribute.subAttributes;
  if (!attribute.multiValued) return [];
  let attributes = implied.get(attribute);
  if (attributes === undefined) {
    const { type, caseExact, mutability, returned } = attribute;
    const description = `A value of ${attribute.name}.`;
    attributes = [defineAttribute('value', description, { type, caseExact, mutability, returned })];
    implied.set(attribute, attributes);
  }
  return attributes;
}
