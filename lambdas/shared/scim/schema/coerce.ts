/**
 * A client's value brought into the canonical form of its attribute (RFC 7643 §2.3, §2.4, §2.5).
 *
 * Liberal in what means the same: one object for a list of one, `"False"` for a boolean, a bare string for a complex
 * attribute's `value`, null and the empty string for "unassigned". Everything else that does not fit is refused.
 */
import { invalidValue, type ScimError } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { showValue } from '../show-value.ts';
import type { Attribute } from './attribute.ts';
import { isBase64 } from './base64.ts';
import { isDateTime } from './date-time.ts';
import { distinctElements } from './distinct-elements.ts';
import { findAttribute } from './lookup.ts';
import { isUriReference } from './uri-reference.ts';

/** Is told the path of each attribute that the schema does not have. */
export type OnUnknown = (path: string) => void;

/** Characters of one text, at most. */
export const maxString = 65_536;
/** Elements of one multi-valued attribute, at most. */
export const maxElements = 1_000;
const numerals = { integer: /^-?\d+$/, decimal: /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/ };

/**
 * The whole attribute's value in canonical form: an array for a multi-valued attribute, names in the schema's letter
 * case, no null; undefined when it means "unassigned". `at` is the path to name in errors. Throws 400 `invalidValue`.
 */
export function coerceValue(attribute: Attribute, value: Json, at: string, onUnknown?: OnUnknown): Json | undefined {
  if (!attribute.multiValued) return coerceSingular(attribute, unwrap(value), at, onUnknown);
  if (value === null) return undefined;
  const elements = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (elements.length > maxElements) {
    throw invalidValue(`${at}: ${elements.length} elements are too many; at most ${maxElements} are accepted.`);
  }
  const coerced = elements.flatMap((element) => coerceElement(attribute, element, at, onUnknown) ?? []);
  return coerced.length === 0 ? undefined : keepOnePrimary(distinctElements(attribute, coerced));
}

/** One element of a multi-valued attribute in canonical form; undefined when there is nothing in it. */
export function coerceElement(attribute: Attribute, value: Json, at: string, onUnknown?: OnUnknown): Json | undefined {
  return coerceSingular(attribute, value, at, onUnknown);
}

/** Elements of which at most the first `primary: true` keeps it (RFC 7643 §2.4). */
function keepOnePrimary(elements: readonly Json[]): readonly Json[] {
  const first = elements.findIndex(isPrimary);
  return elements.map((element, index) =>
    index !== first && isPrimary(element) ? { ...(element as JsonObject), primary: false } : element,
  );
}

export function isPrimary(element: Json): boolean {
  return isJsonObject(element) && element.primary === true;
}

/** Some clients send a list of one where the schema has a single value (Entra's manager). */
function unwrap(value: Json): Json {
  if (!Array.isArray(value)) return value;
  const elements = value as readonly Json[];
  if (elements.length === 0) return null;
  return elements.length === 1 ? (elements[0] ?? null) : value;
}

function coerceSingular(attribute: Attribute, value: Json, at: string, onUnknown?: OnUnknown): Json | undefined {
  if (isUnassigned(value)) return undefined;
  switch (attribute.type) {
    case 'complex':
      return coerceComplex(attribute, value, at, onUnknown);
    case 'boolean':
      return coerceBoolean(attribute, value, at);
    case 'integer':
    case 'decimal':
      return coerceNumber(attribute, value, at);
    case 'dateTime':
      return coerceString(attribute, value, at, isDateTime, 'a date and time such as "2026-01-31T12:00:00Z"');
    case 'binary':
      return coerceString(attribute, value, at, isBase64, 'a base64 string');
    case 'reference':
      return coerceString(attribute, value, at, isUriReference, 'a URI');
    case 'string':
      return coerceString(attribute, value, at, () => true, 'a string');
  }
}

/** RFC 7643 §2.5; the empty object and string are how some clients say it. */
function isUnassigned(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return value === null || value === '';
  return (Array.isArray(value) ? value : Object.keys(value)).length === 0;
}

function coerceComplex(attribute: Attribute, value: Json, at: string, onUnknown?: OnUnknown): Json | undefined {
  const subAttributes = attribute.subAttributes ?? [];
  if (!isJsonObject(value)) {
    const valueAttribute = findAttribute(subAttributes, 'value');
    if (valueAttribute === undefined || typeof value === 'object') {
      throw mismatch(attribute, value, at, 'an object');
    }
    const coerced = coerceSingular(within(attribute, valueAttribute), value, at, onUnknown);
    return coerced === undefined ? undefined : { [valueAttribute.name]: coerced };
  }
  const entries: [string, Json][] = [];
  for (const [name, subValue] of Object.entries(value)) {
    const subAttribute = findAttribute(subAttributes, name);
    if (subAttribute === undefined) onUnknown?.(`${at}.${name}`);
    else if (subAttribute.mutability !== 'readOnly') {
      const coerced = coerceValue(within(attribute, subAttribute), subValue, `${at}.${subAttribute.name}`, onUnknown);
      // What is never returned is checked, and never stored.
      if (coerced !== undefined && subAttribute.returned !== 'never') entries.push([subAttribute.name, coerced]);
    }
  }
  return entries.length === 0 ? undefined : withoutDerivedRef(Object.fromEntries(entries));
}

/** Beside a `value`, `$ref` is derived from it when the resource is shown: what a client sends there may be stale. */
function withoutDerivedRef(element: JsonObject): JsonObject {
  if (element.value === undefined || element.$ref === undefined) return element;
  const { $ref: _, ...rest } = element;
  return rest;
}

function coerceBoolean(attribute: Attribute, value: Json, at: string): boolean {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw mismatch(attribute, value, at, 'true or false');
}

function coerceNumber(attribute: Attribute, value: Json, at: string): number {
  const isInteger = attribute.type === 'integer';
  const isNumeric = typeof value === 'string' && numerals[isInteger ? 'integer' : 'decimal'].test(value);
  const number = isNumeric ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number) && (!isInteger || Number.isSafeInteger(number)))
    return number;
  throw mismatch(attribute, value, at, isInteger ? 'an integer' : 'a number');
}

function coerceString(
  attribute: Attribute,
  value: Json,
  at: string,
  isValid: (text: string) => boolean,
  accepted: string,
): string {
  if (typeof value !== 'string' || !isValid(value)) throw mismatch(attribute, value, at, accepted);
  if (value.length > maxString) {
    throw invalidValue(`${at}: ${value.length} characters are too many; at most ${maxString} are accepted.`);
  }
  // A lone surrogate has no UTF-8 encoding: stored, it would come back as another character.
  if (!value.isWellFormed()) throw invalidValue(`${at} is no well-formed Unicode text.`);
  return value;
}

function mismatch(attribute: Attribute, value: Json, at: string, accepted: string): ScimError {
  return invalidValue(`${at}: ${show(attribute, value)} is not accepted; it must be ${accepted}.`);
}

function show(attribute: Attribute, value: Json): string {
  return isSecret(attribute) ? 'this value' : showValue(value);
}

function isSecret({ returned, mutability }: Attribute): boolean {
  return returned === 'never' || mutability === 'writeOnly';
}

/** A sub-attribute is as secret as the attribute it is part of. */
function within(attribute: Attribute, subAttribute: Attribute): Attribute {
  return isSecret(attribute) ? { ...subAttribute, mutability: 'writeOnly' } : subAttribute;
}
