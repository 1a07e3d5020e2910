/** Values of any length in a form of bounded length, for keys and positions. */
import { createHash } from 'node:crypto';

/** Keys of DynamoDB take 1,024 bytes; this leaves room for an id. */
const maxBytes = 960;
const prefixBytes = 880;

/**
 * `text`, well-formed and in at most 960 bytes of UTF-8: longer text is cut to 880 bytes and told apart by a hash. In
 * the order of the result, texts come in their own order as far as they differ within 880 bytes.
 */
export function boundText(text: string): string {
  const whole = text.toWellFormed();
  if (whole.length * 3 <= maxBytes) return whole;
  const bytes = Buffer.from(whole);
  if (bytes.length <= maxBytes) return whole;
  const hash = createHash('sha256').update(bytes).digest('hex');
  // A character that the cut goes through becomes U+FFFD, which is three bytes: still within the limit.
  return `${bytes.subarray(0, prefixBytes).toString()}#${hash}`;
}
