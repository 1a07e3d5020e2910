/** Reads a JSON document by pointers (RFC 6901) in which `*` stands for every element of a list. */

/** The value at `pointer`; with a `*` in it the list of the values there, empty without any. Undefined for none. */
export function valueAt(document: unknown, pointer: string): unknown {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  return read(document, tokens);
}

function read(value: unknown, [token, ...rest]: readonly string[]): unknown {
  if (token === undefined) return value;
  if (token === '*') return Array.isArray(value) ? value.map((element: unknown) => read(element, rest)) : [];
  if (typeof value !== 'object' || value === null) return undefined;
  return read((value as Record<string, unknown>)[token], rest);
}
