/** The `path` of a PATCH operation (RFC 7644 §3.5.2, figure 7): attrPath / valuePath [subAttr]. */
import { invalidPath } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { maxFilterLength, parseValueFilter } from '../filter/parse.ts';
import { printFilter } from '../filter/print.ts';
import type { Attribute } from '../schema/attribute.ts';
import { findAttribute } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { type AttributePath, printAttributePath } from './attribute-path.ts';
import { resolvePath } from './resolve.ts';

export type PatchPath =
  | { readonly kind: 'attribute'; readonly path: AttributePath }
  | { readonly kind: 'extension'; readonly urn: string }
  | ValuePatchPath;

export interface ValuePatchPath {
  readonly kind: 'value';
  /** The multi-valued attribute whose elements are meant; its `subAttribute` is never set. */
  readonly path: AttributePath;
  readonly filter: Filter;
  readonly subAttribute?: Attribute;
}

/** A path that names an attribute. */
export type AttributePatchPath = Exclude<PatchPath, { kind: 'extension' }>;

const attributeName = /^[a-z$][\w$-]*(?:\.[a-z$][\w$-]*)?$/i;
const subAttr = /^\.[a-z$][\w$-]*$/i;
const uriCharacters = /^[a-z][^\s"()[\]]*$/i;
/** Head, filter and rest of a value path; a bracket inside of a string closes nothing. */
const bracketed = /^([^[]*)\[((?:[^"\]]|"(?:[^"\\]|\\.)*")*)\](.*)$/s;

/**
 * What a path names; undefined when it is well-formed and names an attribute that the schema does not have. Throws
 * 400 `invalidPath` when it is no path, and `invalidFilter` when what stands in the brackets is no filter.
 */
export function parsePatchPath(text: string, type: ResourceType): PatchPath | undefined {
  const path = text.trim();
  const fail = (detail: string) => invalidPath(`path "${path.slice(0, 80)}" cannot be read: ${detail}.`);
  if (path.length > maxFilterLength) throw fail(`at most ${maxFilterLength} characters are accepted`);
  if (path.includes('[')) return parseValuePath(path, type, fail);
  const resolved = resolvePath(path, type);
  if (resolved === undefined && !isAttributePath(path)) {
    throw fail('it must be an attribute, such as name.givenName or emails[type eq "work"].value');
  }
  return resolved;
}

/** The path in the schema's letter case. */
export function printPatchPath(path: PatchPath): string {
  switch (path.kind) {
    case 'extension':
      return path.urn;
    case 'attribute':
      return printAttributePath(path.path);
    case 'value': {
      const elements = `${printAttributePath(path.path)}[${printFilter(path.filter)}]`;
      return path.subAttribute === undefined ? elements : `${elements}.${path.subAttribute.name}`;
    }
  }
}

/** The sub-attribute that a path ends in, if it does. */
export function subAttributeOf(path: AttributePatchPath): Attribute | undefined {
  return path.kind === 'value' ? path.subAttribute : path.path.subAttribute;
}

function parseValuePath(text: string, type: ResourceType, fail: (detail: string) => Error): PatchPath | undefined {
  const [, head = '', filterText = '', rest = ''] = bracketed.exec(text) ?? [];
  if (!isAttributePath(head)) throw fail('it must be an attribute with a filter in brackets, such as emails[type pr]');
  if (rest !== '' && !subAttr.test(rest)) throw fail('only "." and a sub-attribute can follow the brackets');
  const resolved = resolvePath(head, type);
  if (resolved === undefined) return undefined;
  if (resolved.kind === 'extension' || resolved.path.subAttribute !== undefined) {
    throw fail('the values of a sub-attribute or an extension cannot be filtered');
  }
  const { path } = resolved;
  if (!path.attribute.multiValued) throw fail(`${path.attribute.name} has one value only and needs no filter`);
  const filter = parseValueFilter(filterText, path.attribute);
  if (rest === '') return { kind: 'value', path, filter };
  const subAttribute = findAttribute(path.attribute.subAttributes ?? [], rest.slice(1));
  return subAttribute && { kind: 'value', path, filter, subAttribute };
}

/** attrPath = [ URI ":" ] ATTRNAME *1subAttr */
function isAttributePath(text: string): boolean {
  const colon = text.lastIndexOf(':');
  return attributeName.test(text.slice(colon + 1)) && (colon < 0 || uriCharacters.test(text.slice(0, colon)));
}
