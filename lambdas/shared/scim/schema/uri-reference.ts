/** The reference type: an absolute or relative URI (RFC 7643 §2.3.7, RFC 3986). */

/** Characters that a URI can only have percent-encoded. Letters beyond ASCII may stand: what people type is an IRI. */
const excluded = /[\p{Cc}\s"<>\\^`{|}]/u;

/** Whether `text` can be a URI or a relative reference: which scheme it has, and whether anything is there, is not asked. */
export function isUriReference(text: string): boolean {
  return !excluded.test(text);
}
