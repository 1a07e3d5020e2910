/** The detail of an error without the values it quotes: only names, ids and words of the protocol are kept. */

import type { Attribute } from '#scim/schema/attribute.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const longest = 300;
const words = new Set(['add', 'replace', 'remove', 'scim:read', 'scim:write', 'scim:read scim:write']);
const attributeNames = new Set(
  resourceTypes.flatMap(({ schema, extensions }) =>
    [schema, ...extensions.map((extension) => extension.schema)].flatMap(({ id, attributes }) => [
      id.toLowerCase(),
      ...attributes.flatMap(namesOf),
    ]),
  ),
);

function namesOf({ name, subAttributes = [] }: Attribute): readonly string[] {
  return [name, ...subAttributes.map((sub) => sub.name)].map((each) => each.toLowerCase());
}

/** `known` are values that the entry shows anyway: the name and the id of the resource. */
export function maskDetail(detail: string, known: readonly (string | undefined)[]): string {
  const isSafe = (text: string) =>
    uuid.test(text) || words.has(text) || isAttributePath(text) || known.some((value) => value === text);
  return maskQuoted(maskUnquoted(detail), isSafe).slice(0, longest).toWellFormed();
}

/** The attribute that a detail speaks of: the first it begins with or quotes. */
export function attributeIn(detail: string): string | undefined {
  const [, first = ''] = /^([\w$.:-]+?)(?:\[\d+\])?(?:\.value)?(?:: | is |\.value)/.exec(detail) ?? [];
  if (isAttributePath(first)) return first;
  return [...detail.matchAll(/"([^"]*)"/g)].map(([, quoted = '']) => quoted).find(isAttributePath);
}

function isAttributePath(text: string): boolean {
  return /^[\w$.:-]+$/.test(text) && attributeNames.has((text.split(/[.:](?=[A-Za-z$]+$)/).at(-1) ?? '').toLowerCase());
}

/** A number or a truth value has no quotation marks: `birthYear: 1987 is not accepted`. */
function maskUnquoted(detail: string): string {
  return detail.replace(/: [^\s"]+ is not accepted/g, ': … is not accepted');
}

/**
 * Quotation marks may stand within a quoted path or value. Where not everything between two of them is safe, all from the
 * first to the last of the detail is left out; where one does not end, all that follows.
 */
function maskQuoted(detail: string, isSafe: (text: string) => boolean): string {
  const parts = detail.split('"');
  if (parts.length % 2 === 1 && parts.every((part, index) => index % 2 === 0 || isSafe(part))) return detail;
  const [before = ''] = parts;
  return `${before}"…"${parts.length % 2 === 1 ? (parts.at(-1) ?? '') : ''}`;
}
