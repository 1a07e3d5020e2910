/** Immutable sub-attributes of a value that another takes the place of (RFC 7643 §7, RFC 7644 §3.5.1). */
import { equalJson } from '../equal-json.ts';
import { mutability } from '../errors.ts';
import { normalizeValue } from '../filter/normalize.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Attribute } from './attribute.ts';
import { elementKey } from './distinct-elements.ts';

/**
 * `sent` with the immutable sub-attributes of `before` that it leaves out; those of a single value stay even when
 * nothing is sent. Elements of a list come and go (RFC 7643 §4.2), so only one that is there again, by value and type, is
 * held to what it was. `at` names the attribute in errors. Throws 400 `mutability` when an immutable value would change.
 */
export function keepImmutable(
  attribute: Attribute,
  before: Json | undefined,
  sent: Json | undefined,
  at: string,
): Json | undefined {
  const immutable = immutablePartsOf(attribute);
  if (immutable.length === 0 || before === undefined) return sent;
  if (!attribute.multiValued) return keepParts(immutable, before, sent, at);
  if (sent === undefined) return undefined;
  const keyOf = (element: Json) => elementKey(attribute.subAttributes ?? [], element);
  const known = new Map(([before].flat() as readonly Json[]).map((element) => [keyOf(element), element]));
  return ([sent].flat() as readonly Json[]).map((element) => {
    const key = keyOf(element);
    const old = key === undefined ? undefined : known.get(key);
    return (old && keepParts(immutable, old, element, at)) ?? element;
  });
}

/** The sub-attributes that are set once. */
export function immutablePartsOf({ subAttributes = [] }: Attribute): readonly Attribute[] {
  return subAttributes.filter((subAttribute) => subAttribute.mutability === 'immutable');
}

function keepParts(parts: readonly Attribute[], before: Json, sent: Json | undefined, at: string): Json | undefined {
  if (!isJsonObject(before)) return sent;
  const fields: JsonObject = isJsonObject(sent) ? sent : {};
  const kept: Record<string, Json> = {};
  for (const part of parts) {
    const old = before[part.name];
    if (old !== undefined) kept[part.name] = keepSetOnce(part, old, fields[part.name], `${at}.${part.name}`);
  }
  return Object.keys(kept).length === 0 ? sent : { ...fields, ...kept };
}

/** `old` in the place of `sent`, which is nothing or the same value. Throws 400 `mutability` for another one. */
export function keepSetOnce(attribute: Attribute, old: Json, sent: Json | undefined, at: string): Json {
  if (sent === undefined || isSameValue(attribute, old, sent)) return old;
  throw mutability(`${at} is immutable: it has a value already, and the one that was sent differs.`);
}

/** Whether the attribute does not tell two values apart (RFC 7643 §2.2, "caseExact"). */
export function isSameValue(attribute: Attribute, a: Json, b: Json): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return equalJson(a, b);
  return normalizeValue(attribute, a) === normalizeValue(attribute, b);
}
