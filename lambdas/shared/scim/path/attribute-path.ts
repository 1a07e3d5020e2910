/** An attribute path (RFC 7644 §3.10) bound to the schema that defines it. */
import type { Attribute } from '../schema/attribute.ts';

export interface AttributePath {
  /** URN of the extension that holds the attribute; absent for core and common attributes. */
  readonly extension?: string;
  readonly attribute: Attribute;
  readonly subAttribute?: Attribute;
}

/** The path in the schema's letter case: `name.givenName`, `urn:…:User:manager.value`. The form `Index.path` uses. */
export function printAttributePath({ extension, attribute, subAttribute }: AttributePath): string {
  const name = subAttribute === undefined ? attribute.name : `${attribute.name}.${subAttribute.name}`;
  return extension === undefined ? name : `${extension}:${name}`;
}
