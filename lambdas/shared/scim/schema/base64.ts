/** The binary type: base64 with either alphabet, padding optional (RFC 7643 §2.3.6, RFC 4648 §4 and §5). */

const alphabets = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)(={0,2})$/;

/** Whether the text is base64 that can be decoded: one alphabet, no lone last character, padding right or absent. */
export function isBase64(text: string): boolean {
  const padding = alphabets.exec(text)?.[1]?.length;
  if (padding === undefined) return false;
  return padding === 0 ? text.length % 4 !== 1 : text.length % 4 === 0;
}
