/** Weak entity tags (RFC 7644 §3.14, RFC 9110 §8.8.3 and §13.1). */

/** The entity tag of a version: `W/"3"`. */
export function formatETag(version: number): string {
  return `W/"${version}"`;
}

/**
 * Whether an If-Match or If-None-Match header names this version: `*`, or a list with its tag, weak or strong (some
 * clients drop the `W/`, or the quotes). What is no entity tag matches nothing.
 */
export function matchesETag(header: string, version: number): boolean {
  if (matchesAny(header)) return true;
  return header.split(',').some((tag) => /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(tag)?.[1] === String(version));
}

/** Whether the header asks for any version at all. */
export function matchesAny(header: string): boolean {
  return header.trim() === '*';
}
