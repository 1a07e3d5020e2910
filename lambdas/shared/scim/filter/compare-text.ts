/** The order of texts without a locale (RFC 7644 §3.4.2.2 "gt", §3.4.2.3). */

/** Negative, 0 or positive in the order of code points, which is also that of UTF-8 bytes and so of stored keys. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
