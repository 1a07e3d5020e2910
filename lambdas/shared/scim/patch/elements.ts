/** The elements of a multi-valued attribute under PATCH (RFC 7644 §3.5.2.1–3.5.2.3). */
import { equalJson } from '../equal-json.ts';
import { invalidValue } from '../errors.ts';
import { normalizeValue } from '../filter/normalize.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { elementAttributes } from '../path/element-attributes.ts';
import type { Attribute } from '../schema/attribute.ts';
import { isPrimary, maxElements } from '../schema/coerce.ts';
import { distinctElements } from '../schema/distinct-elements.ts';
import { findAttribute } from '../schema/lookup.ts';
import { assignAll, without } from './assign.ts';

/**
 * `elements` with `added` behind them. What is there already, by value and type, is not added again but takes on what
 * the new element says beside (RFC 7643 §2.4: no two elements with the same type and value). Throws 400
 * `invalidValue` when they become too many.
 */
export function addElements(attribute: Attribute, elements: readonly Json[], added: readonly Json[]): readonly Json[] {
  const result = [...elements];
  const touched = new Set<number>();
  const positions = new Map<string, number>();
  const remember = (element: Json, position: number) => {
    for (const key of keysOf(attribute, element)) if (!positions.has(key)) positions.set(key, position);
  };
  result.forEach(remember);
  for (const element of added) {
    const position = positions.get(keysOf(attribute, element)[0] ?? '') ?? result.length;
    const existing = result[position];
    result[position] = existing === undefined ? element : fillIn(attribute, existing, element);
    if (existing === undefined) remember(element, position);
    // Only what says so itself becomes the primary one: to name the old one again does not keep it.
    if (isPrimary(element)) touched.add(position);
  }
  if (result.length > maxElements) {
    throw invalidValue(`${attribute.name} would have ${result.length} elements; at most ${maxElements} are accepted.`);
  }
  return handOverPrimary(result, touched);
}

/**
 * `elements` with those that `isMeant` picks changed; those that `change` returns undefined for are taken away, and
 * what became equal by value and type becomes one (RFC 7643 §2.4).
 */
export function mapElements(
  attribute: Attribute,
  elements: readonly Json[],
  isMeant: (element: Json) => boolean,
  change: (element: Json) => Json | undefined,
): readonly Json[] {
  const result: Json[] = [];
  const touched = new Set<number>();
  for (const element of elements) {
    const changed = isMeant(element) ? change(element) : element;
    if (changed === undefined) continue;
    if (changed !== element) touched.add(result.length);
    result.push(changed);
  }
  if (touched.size === 0) return result;
  return distinctElements(attribute, handOverPrimary(result, touched), touched);
}

/**
 * `elements` without those that any of `removed` describes: by value and type, by the value alone where no type is
 * said, by all it says where it has no value. A value may be there several times, with different types (RFC 7643 §2.4).
 */
export function removeElements(
  attribute: Attribute,
  elements: readonly Json[],
  removed: readonly Json[],
): readonly Json[] {
  const hasValue = (element: Json) => valueKey(attribute, element) !== undefined;
  const named = new Set(removed.filter(hasValue).map((description) => keysOf(attribute, description)[0]));
  const others = removed.filter((description) => !hasValue(description));
  return elements.filter((element) => {
    const isNamed = hasValue(element) && keysOf(attribute, element).some((key) => named.has(key));
    return !isNamed && !others.some((other) => says(attribute, element, other));
  });
}

/** An element with what another says beside the value and type that both have. */
function fillIn(attribute: Attribute, element: Json, other: Json): Json {
  if (!isJsonObject(element) || !isJsonObject(other)) return element;
  return assignAll(attribute, element, without(without(other, 'value'), 'type'));
}

/** When one of the touched elements is now primary, no other is (RFC 7644 §3.5.2). */
function handOverPrimary(elements: readonly Json[], touched: ReadonlySet<number>): readonly Json[] {
  const primary = elements.findIndex((element, index) => touched.has(index) && isPrimary(element));
  if (primary < 0) return elements;
  return elements.map((element, index) =>
    index !== primary && isPrimary(element) ? { ...(element as JsonObject), primary: false } : element,
  );
}

/**
 * The keys under which an element is found, the most exact first: value with type and value alone, or all of an
 * element that has no value. An element added without a type is that of any type.
 */
function keysOf(attribute: Attribute, element: Json): readonly string[] {
  const value = valueKey(attribute, element);
  if (value === undefined) {
    const fields = isJsonObject(element) ? element : {};
    const texts = elementAttributes(attribute).map((subAttribute) => keyText(subAttribute, fields[subAttribute.name]));
    return [JSON.stringify(texts)];
  }
  const type = findAttribute(elementAttributes(attribute), 'type');
  if (type === undefined || !isJsonObject(element) || element.type === undefined) return [value];
  return [`${value} ${keyText(type, element.type)}`, value];
}

function valueKey(attribute: Attribute, element: Json): string | undefined {
  const value = isJsonObject(element) ? element.value : element;
  const valueAttribute = findAttribute(elementAttributes(attribute), 'value');
  return value === undefined || valueAttribute === undefined ? undefined : keyText(valueAttribute, value);
}

/** Equal for values that the attribute does not tell apart. */
function keyText(attribute: Attribute, value: Json | undefined): string {
  return JSON.stringify(typeof value === 'string' ? normalizeValue(attribute, value) : (value ?? null));
}

function says(attribute: Attribute, element: Json, description: Json): boolean {
  if (!isJsonObject(element) || !isJsonObject(description)) return equalJson(element, description);
  return Object.entries(description).every(([name, value]) => {
    const subAttribute = findAttribute(attribute.subAttributes ?? [], name);
    return subAttribute !== undefined && keyText(subAttribute, element[name]) === keyText(subAttribute, value);
  });
}
