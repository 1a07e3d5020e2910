/** A client's value as the `detail` of an error shows it (RFC 7644 §3.12). */
import type { Json } from './json.ts';

/**
 * Text of bounded length for any value, in time that does not depend on its size. Objects and lists are named, not
 * printed: JSON nested 100,000 deep can be parsed, but printing it would exhaust the stack.
 */
export function showValue(value: Json, length = 80): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > length ? `${value.slice(0, length - 1)}…` : value);
  }
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}
