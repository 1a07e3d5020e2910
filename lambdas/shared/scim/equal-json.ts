/** Equality of JSON values. */
import { isJsonObject, type Json } from './json.ts';

/** Whether two JSON values are the same; the order of object keys does not matter, that of array elements does. */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element: Json, index) => equalJson(element, b[index] as Json));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equalJson(a[name] as Json, b[name] as Json))
  );
}
