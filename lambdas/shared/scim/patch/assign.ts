/** Writing one attribute (RFC 7644 §3.5.2): what its mutability and `required` allow. */
import { equalJson } from '../equal-json.ts';
import { mutability } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Attribute } from '../schema/attribute.ts';
import { isSameValue } from '../schema/immutable.ts';

/**
 * `fields` with the attribute set, or taken away for undefined; the same object when nothing changes. Throws 400
 * `mutability` when a required attribute would be unassigned, or an immutable one changed. `at` names it in errors.
 */
export function assign(fields: JsonObject, attribute: Attribute, value: Json | undefined, at: string): JsonObject {
  const before = Object.hasOwn(fields, attribute.name) ? fields[attribute.name] : undefined;
  if (before === value || (before !== undefined && value !== undefined && equalJson(before, value))) return fields;
  if (attribute.required && value === undefined) {
    throw mutability(`${at} is required and cannot be removed; replace it with another value.`);
  }
  if (attribute.mutability === 'immutable' && before !== undefined) {
    if (value !== undefined && isSameValue(attribute, before, value)) return fields;
    throw mutability(`${at} is immutable and has a value already.`);
  }
  return value === undefined ? without(fields, attribute.name) : { ...fields, [attribute.name]: value };
}

/**
 * `assign` for a sub-attribute of a complex value. `$ref` is the URI of what `value` names (RFC 7643 §2.4), so it goes
 * when another is named. Undefined when nothing is left.
 */
export function assignSub(
  fields: JsonObject,
  subAttribute: Attribute,
  value: Json | undefined,
  at: string,
): JsonObject | undefined {
  const written = assign(fields, subAttribute, value, `${at}.${subAttribute.name}`);
  const names = subAttribute.name === 'value' && written !== fields ? without(written, '$ref') : written;
  return Object.keys(names).length === 0 ? undefined : names;
}

/** `fields` with all that `given` says, the rest unchanged. */
export function assignAll(attribute: Attribute, fields: JsonObject, given: JsonObject): JsonObject {
  // The value first: what describes the old one goes with it, and not what describes the new one.
  const named = (attribute.subAttributes ?? []).filter(({ name }) => given[name] !== undefined);
  return named
    .toSorted((a, b) => Number(b.name === 'value') - Number(a.name === 'value'))
    .reduce((filled, sub) => assignSub(filled, sub, given[sub.name], attribute.name) ?? filled, fields);
}

/** `fields` without one; the same object when it is not there. */
export function without(fields: JsonObject, name: string): JsonObject {
  if (!Object.hasOwn(fields, name)) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}
