/** References to what a bulk request creates: `bulkId:qwerty` (RFC 7644 §3.7.2). */
import { invalidValue } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';

const prefix = 'bulkId:';
/** Within a longer text: at the end of a URL (`$ref`), or in quotes in the path of a PATCH (`members[value eq "…"]`). */
const embedded = /(?<=[/"])bulkId:([^"/\\\s]+)(?=["/]|$)/g;
/** Deeper than any attribute; JSON nested 100,000 deep can be parsed, but not walked through. */
const maxDepth = 50;

/** The bulkId that the whole of `text` refers to, if it does. */
export function referenceIn(text: string): string | undefined {
  return text.startsWith(prefix) && text.length > prefix.length ? text.slice(prefix.length) : undefined;
}

/**
 * The bulkIds that `data` refers to. One within a longer text counts only when `isKnown` says that there is one of
 * that name. Throws 400 `invalidValue` for data nested too deep.
 */
export function findReferences(data: Json, isKnown: (bulkId: string) => boolean): ReadonlySet<string> {
  const found = new Set<string>();
  for (const text of textsIn(data)) {
    const whole = referenceIn(text);
    if (whole !== undefined) found.add(whole);
    else for (const [, bulkId = ''] of text.matchAll(embedded)) if (isKnown(bulkId)) found.add(bulkId);
  }
  return found;
}

/** `data` with the permanent id in place of each reference that has one in `ids`. */
export function resolveReferences(data: JsonObject, ids: ReadonlyMap<string, string>): JsonObject {
  return resolveValue(data, ids) as JsonObject;
}

/** Every string among the values of `value`. Throws 400 `invalidValue` for a value nested too deep. */
export function textsIn(value: Json): readonly string[] {
  const texts: string[] = [];
  collectTexts(value, 1, texts);
  return texts;
}

function collectTexts(value: Json, depth: number, texts: string[]): void {
  if (depth > maxDepth) throw invalidValue(`data is nested more than ${maxDepth} levels deep.`);
  if (typeof value === 'string') texts.push(value);
  else if (typeof value === 'object' && value !== null) {
    for (const element of Object.values<Json>(value as Readonly<Record<string, Json>>))
      collectTexts(element, depth + 1, texts);
  }
}

function resolveValue(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return resolveText(value, ids);
  if (Array.isArray(value)) return value.map((element: Json) => resolveValue(element, ids));
  if (!isJsonObject(value)) return value;
  // Defines each key, also `__proto__`, which an assignment would not.
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, resolveValue(field, ids)]));
}

function resolveText(text: string, ids: ReadonlyMap<string, string>): string {
  const whole = referenceIn(text);
  if (whole !== undefined) return ids.get(whole) ?? text;
  return text.includes(prefix) ? text.replace(embedded, (found, bulkId: string) => ids.get(bulkId) ?? found) : text;
}
