/** The elements of a multi-valued attribute under PATCH (RFC 7644 §3.5.2.1–3.5.2.3). */
import { equalJson } from '../equal-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { isPrimary } from '../schema/coerce.ts';

/**
 * `elements` with `added` behind them. What is there already, by value and type, is not added again but takes on what
 * the new element says beside (RFC 7643 §2.4: no two elements with the same type and value).
 */
export function addElements(elements: readonly Json[], added: readonly Json[]): readonly Json[] {
  const result = [...elements];
  const touched = new Set<number>();
  for (const element of added) {
    const at = result.findIndex((existing) => isSameElement(existing, element));
    const existing = result[at];
    if (existing === undefined) touched.add(result.push(element) - 1);
    else {
      result[at] = isJsonObject(existing) && isJsonObject(element) ? { ...existing, ...element } : existing;
      touched.add(at);
    }
  }
  return handOverPrimary(result, touched);
}

/** `elements` with those that `change` returns undefined for taken away; answers the primary among what changed. */
export function mapElements(
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
  return handOverPrimary(result, touched);
}

/** `elements` without those that any of `removed` describes: by `value` where it has one, else by all it says. */
export function removeElements(elements: readonly Json[], removed: readonly Json[]): readonly Json[] {
  return elements.filter((element) => !removed.some((description) => isDescribed(element, description)));
}

/** When one of the touched elements is now primary, no other is (RFC 7644 §3.5.2). */
function handOverPrimary(elements: readonly Json[], touched: ReadonlySet<number>): readonly Json[] {
  const primary = elements.findIndex((element, index) => touched.has(index) && isPrimary(element));
  if (primary < 0) return elements;
  return elements.map((element, index) =>
    index !== primary && isPrimary(element) ? { ...(element as JsonObject), primary: false } : element,
  );
}

function isSameElement(a: Json, b: Json): boolean {
  if (!isJsonObject(a) || !isJsonObject(b) || a.value === undefined) return equalJson(a, b);
  return equalJson(a.value, b.value ?? null) && equalJson(a.type ?? null, b.type ?? null);
}

function isDescribed(element: Json, description: Json): boolean {
  if (!isJsonObject(element) || !isJsonObject(description)) return equalJson(element, description);
  if (description.value !== undefined) return equalJson(element.value ?? null, description.value);
  return Object.entries(description).every(([name, value]) => equalJson(element[name] ?? null, value));
}
