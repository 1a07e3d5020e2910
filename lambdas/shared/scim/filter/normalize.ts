/** Values made comparable (RFC 7643 §2.2 "caseExact", §2.3.5). */

import type { Attribute } from '../schema/attribute.ts';
import { parseInstant } from '../schema/date-time.ts';

const beyondAscii = /[\u0080-\uffff]/;
/** Full-width and half-width forms, and the ideographic space (Unicode: <wide> and <narrow> decompositions). */
const widths = /[\u3000\uff01-\uffee]+/g;

/**
 * The form in which two values of this attribute are compared, and in which an index holds them: a date-time in UTC
 * with milliseconds, a `caseExact` string as it is, any other as RFC 7613 §3.2 has it for user names (RFC 7644 §5): of
 * one width, in lower case and NFC, so that `BJensen` and `bjensen` are one value.
 */
export function normalizeValue(attribute: Attribute, value: string): string {
  return normalizerOf(attribute)(value);
}

/** `normalizeValue` for many values of one attribute. */
export function normalizerOf({ type, caseExact }: Attribute): (value: string) => string {
  if (type === 'dateTime') return normalizeInstant;
  return caseExact || type === 'binary' ? asItIs : foldCase;
}

function asItIs(value: string): string {
  return value;
}

function foldCase(value: string): string {
  if (!beyondAscii.test(value)) return value.toLowerCase();
  // Lower case can leave NFC again, and writes a sigma by its place in the word: a prefix would not match then.
  const narrow = value.replace(widths, (wide) => wide.normalize('NFKC'));
  return narrow.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

function normalizeInstant(value: string): string {
  const instant = parseInstant(value);
  return Number.isNaN(instant) ? value : new Date(instant).toISOString();
}
