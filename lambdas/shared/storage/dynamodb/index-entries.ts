/** The lookup entries of a resource, from the one declaration in its type (`ResourceType.indexes`). */
import { invalidValue } from '#scim/errors.ts';
import { normalizeValue } from '#scim/filter/normalize.ts';
import { isJsonObject, type Json, type JsonObject } from '#scim/json.ts';
import type { AttributePath } from '#scim/path/attribute-path.ts';
import { resolvePath } from '#scim/path/resolve.ts';
import type { Attribute } from '#scim/schema/attribute.ts';
import type { Index, ResourceType } from '#scim/schema/resource-type.ts';
import { emptyValue, lowCharacterIn } from './keys.ts';

export interface IndexEntry extends Index {
  /** Normalized: what the key is made of. */
  readonly value: string;
  /** As the client wrote it. */
  readonly shown: string;
}

/** So many that the entries taken away, those put and the resource itself fit into one transaction of 100 items. */
const maxEntries = 48;

/** The entries of a document, each once. Throws 400 `invalidValue` when there are more than 48. */
export function indexEntries(type: ResourceType, document: JsonObject): readonly IndexEntry[] {
  const entries = new Map<string, IndexEntry>();
  for (const index of type.indexes) {
    const resolved = resolvePath(index.path, type);
    if (resolved?.kind !== 'attribute') throw new Error(`${type.name} has no attribute "${index.path}" to index.`);
    const attribute = resolved.path.subAttribute ?? resolved.path.attribute;
    for (const shown of valuesAt(document, resolved.path)) {
      const value = keyValue(attribute, shown);
      entries.set(`${index.path} ${value}`, { ...index, value, shown });
    }
  }
  if (entries.size > maxEntries) {
    const paths = type.indexes.map(({ path }) => path).join(', ');
    throw invalidValue(
      `The resource has ${entries.size} values of ${paths} in all; at most ${maxEntries} are accepted.`,
    );
  }
  return [...entries.values()];
}

/**
 * What the key of an entry is made of: `comparableValue`, and for no text the character that stands for it in a key. A
 * resource that has both has one entry.
 */
export function keyValue(attribute: Attribute, value: string): string {
  return comparableValue(attribute, value) || emptyValue;
}

/** What entries are compared with. Text that is no Unicode counts as the text a key can hold. */
export function comparableValue(attribute: Attribute, value: string): string {
  return normalizeValue(attribute, value.toWellFormed());
}

/**
 * Throws 400 `invalidValue` for an entry that is to be put and has a character below those that a key is put together
 * with: values would not be in their order. Entries from before this was refused are read all the same.
 */
export function refuseLowCharacters(entries: readonly IndexEntry[]): void {
  const refused = entries.find(({ shown }) => lowCharacterIn(shown) !== undefined);
  if (refused === undefined) return;
  throw invalidValue(`${refused.path} has the character U+0000 or U+0001; neither is accepted there.`);
}

/** What `after` has and `before` has not. */
export function entriesBeyond(after: readonly IndexEntry[], before: readonly IndexEntry[]): readonly IndexEntry[] {
  const known = new Set(before.map(({ path, value }) => `${path} ${value}`));
  return after.filter(({ path, value }) => !known.has(`${path} ${value}`));
}

/** The texts at the path; several where an attribute has several values. */
function valuesAt(document: JsonObject, { extension, attribute, subAttribute }: AttributePath): readonly string[] {
  const root = extension === undefined ? document : document[extension];
  const elements = isJsonObject(root) ? [root[attribute.name] ?? []].flat() : [];
  const values =
    subAttribute === undefined ? elements : elements.map((element: Json) => field(element, subAttribute.name));
  return values.filter((value) => typeof value === 'string');
}

function field(element: Json, name: string): Json | undefined {
  return isJsonObject(element) ? element[name] : undefined;
}
