/** Values made comparable (RFC 7643 §2.2 "caseExact"). */
import type { Attribute } from '../schema/attribute.ts';

/**
 * The form in which two strings of this attribute are compared, and in which an index holds them: as it is for a
 * `caseExact` attribute, else in NFC and lower case, so that `BJensen` and `bjensen` are one value.
 */
export function normalizeValue({ caseExact }: Attribute, value: string): string {
  return caseExact ? value : value.normalize('NFC').toLowerCase();
}
