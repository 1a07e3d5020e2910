/** The `path` of a PATCH operation (RFC 7644 §3.5.2, figure 7): attrPath / valuePath [subAttr]. */

import { invalidPath } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { type Fail, lex } from '../filter/lex.ts';
import { FilterParser, maxFilterLength } from '../filter/parse.ts';
import type { Attribute } from '../schema/attribute.ts';
import { findAttribute } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { AttributePath } from './attribute-path.ts';
import { resolvePath } from './resolve.ts';

export type PatchPath =
  | { readonly kind: 'attribute'; readonly path: AttributePath }
  | { readonly kind: 'extension'; readonly urn: string }
  | {
      readonly kind: 'value';
      /** The multi-valued attribute whose elements are meant; its `subAttribute` is never set. */
      readonly path: AttributePath;
      readonly filter: Filter;
      readonly subAttribute?: Attribute;
    };

/** The form of attrPath, whether or not the schema has the attribute. */
export const attributeName = /^(?:urn:[^\s"()[\]]+:)?[A-Za-z$][\w$-]*(?:\.[A-Za-z$][\w$-]*)?$/i;

/**
 * What a path names; undefined when it is well-formed and names an attribute that the schema does not have. Throws
 * 400 `invalidPath` when it is no path, or filters by something that the attribute does not have.
 */
export function parsePatchPath(text: string, type: ResourceType): PatchPath | undefined {
  const shown = text.slice(0, 80);
  const fail: Fail = (detail) => invalidPath(`path "${shown}" cannot be read: ${detail}.`);
  if (text.length > maxFilterLength) throw fail(`it has more than ${maxFilterLength} characters`);
  const bracket = text.indexOf('[');
  if (bracket >= 0) return parseValuePath(text, type, bracket, fail);
  const trimmed = text.trim();
  const resolved = resolvePath(trimmed, type);
  if (resolved !== undefined) return resolved;
  if (!attributeName.test(trimmed))
    throw fail('it must be an attribute, such as name.givenName or emails[type eq "work"].value');
  return undefined;
}

function parseValuePath(text: string, type: ResourceType, bracket: number, fail: Fail): PatchPath | undefined {
  const resolved = resolvePath(text.slice(0, bracket).trim(), type);
  const parser = new FilterParser(lex(text, fail), fail, () => undefined);
  const first = parser.expect('word');
  if (resolved === undefined && attributeName.test(first.text)) return undefined;
  if (resolved?.kind !== 'attribute') throw fail('an attribute is expected before "["');
  const { path } = resolved;
  const filter = parser.elementFilter(path);
  const rest = parser.take();
  if (rest.kind === 'end') return { kind: 'value', path, filter };
  const name = rest.kind === 'word' && rest.text.startsWith('.') ? rest.text.slice(1) : undefined;
  const subAttribute = name === undefined ? undefined : findAttribute(path.attribute.subAttributes ?? [], name);
  if (subAttribute === undefined)
    throw fail(`"${rest.text.slice(0, 40)}" names no sub-attribute of "${path.attribute.name}"`);
  parser.expectEnd();
  return { kind: 'value', path, filter, subAttribute };
}
