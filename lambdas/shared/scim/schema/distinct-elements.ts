/** No two elements of a multi-valued attribute with the same type and value (RFC 7643 §2.4). */
import { normalizeValue } from '../filter/normalize.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { Attribute } from './attribute.ts';
import { findAttribute } from './lookup.ts';

/** The first of those that have the same type and value, with what the others say beside; elements without a value stay. */
export function distinctElements({ subAttributes }: Attribute, elements: readonly Json[]): readonly Json[] {
  if (subAttributes === undefined || elements.length < 2) return elements;
  const distinct = new Map<string, Json>();
  elements.forEach((element, index) => {
    const key = keyOf(subAttributes, element) ?? String(index);
    const first = distinct.get(key);
    distinct.set(key, isJsonObject(first) && isJsonObject(element) ? { ...element, ...first } : element);
  });
  return distinct.size === elements.length ? elements : [...distinct.values()];
}

function keyOf(subAttributes: readonly Attribute[], element: Json): string | undefined {
  if (!isJsonObject(element) || element.value === undefined) return undefined;
  return JSON.stringify(['value', 'type'].map((name) => comparable(findAttribute(subAttributes, name), element[name])));
}

/** Equal for values that the attribute does not tell apart. */
function comparable(attribute: Attribute | undefined, value: Json | undefined): Json {
  return attribute !== undefined && typeof value === 'string' ? normalizeValue(attribute, value) : (value ?? null);
}
