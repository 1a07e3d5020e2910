/** No two elements of a multi-valued attribute with the same type and value (RFC 7643 §2.4). */
import { normalizeValue } from '../filter/normalize.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { Attribute } from './attribute.ts';
import { findAttribute } from './lookup.ts';

/**
 * One of those that have the same type and value, in the place of the first, with what the others say beside. What the
 * first says counts, or the first of `newer`, which are indexes of `elements`. Elements without a value stay.
 */
export function distinctElements(
  { subAttributes }: Attribute,
  elements: readonly Json[],
  newer: ReadonlySet<number> = new Set(),
): readonly Json[] {
  if (subAttributes === undefined || elements.length < 2) return elements;
  const distinct = new Map<string, Json>();
  const decided = new Set<string>();
  elements.forEach((element, index) => {
    const key = elementKey(subAttributes, element) ?? String(index);
    const first = distinct.get(key);
    const counts = newer.has(index) && !decided.has(key);
    if (counts) decided.add(key);
    distinct.set(key, first === undefined ? element : counts ? merge(first, element) : merge(element, first));
  });
  return distinct.size === elements.length ? elements : [...distinct.values()];
}

/** `element` with all that `stronger` says. */
function merge(element: Json, stronger: Json): Json {
  return isJsonObject(element) && isJsonObject(stronger) ? { ...element, ...stronger } : stronger;
}

/** The same for elements with the same value and type; undefined for one without a value. */
export function elementKey(subAttributes: readonly Attribute[], element: Json): string | undefined {
  if (!isJsonObject(element) || element.value === undefined) return undefined;
  return JSON.stringify(['value', 'type'].map((name) => comparable(findAttribute(subAttributes, name), element[name])));
}

/** Equal for values that the attribute does not tell apart. */
function comparable(attribute: Attribute | undefined, value: Json | undefined): Json {
  return attribute !== undefined && typeof value === 'string' ? normalizeValue(attribute, value) : (value ?? null);
}
