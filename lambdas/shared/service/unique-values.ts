/** Which values of unique attributes a resource has, or would have after a change (RFC 7643 §7, "uniqueness"). */
import { normalizeValue } from '#scim/filter/normalize.ts';
import { isJsonObject, type Json, type JsonObject } from '#scim/json.ts';
import { textsIn } from '#scim/message/bulk-references.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { type AttributePath, printAttributePath } from '#scim/path/attribute-path.ts';
import { resolvePath } from '#scim/path/resolve.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';

/** Names of the values in the body of a POST or PUT, or in a stored document; equal for values that collide. */
export function uniqueValuesOf(type: ResourceType, document: JsonObject): readonly string[] {
  return uniquePaths(type).flatMap((path) => {
    const { extension, attribute } = path;
    const holder = extension === undefined ? document : fieldOf(document, extension);
    return isJsonObject(holder) ? namesOf(type, path, fieldOf(holder, attribute.name)) : [];
  });
}

/** Names of the values that a PatchOp would set; none for one that cannot be read. */
export function uniqueValuesOfPatch(type: ResourceType, body: JsonObject): readonly string[] {
  const paths = uniquePaths(type);
  if (paths.length === 0) return [];
  return operationsIn(body, type).flatMap(({ path, value = null }) =>
    path.kind === 'extension'
      ? []
      : paths
          .filter(({ attribute, extension }) => attribute === path.path.attribute && extension === path.path.extension)
          .flatMap((unique) => namesOf(type, unique, value)),
  );
}

export function hasUniqueValues(type: ResourceType): boolean {
  return type.indexes.some(({ unique }) => unique);
}

function operationsIn(body: JsonObject, type: ResourceType) {
  try {
    return parsePatch(body, type).operations;
  } catch {
    // It fails once more, and is answered, when its turn comes.
    return [];
  }
}

function uniquePaths(type: ResourceType): readonly AttributePath[] {
  return type.indexes.flatMap(({ path, unique }) => {
    const resolved = unique ? resolvePath(path, type) : undefined;
    return resolved?.kind === 'attribute' ? [resolved.path] : [];
  });
}

/** Too many names do no harm, so every text in the attribute counts. */
function namesOf(type: ResourceType, path: AttributePath, value: Json | undefined): readonly string[] {
  const attribute = path.subAttribute ?? path.attribute;
  return textsIn(value ?? null).map(
    (text) => `${type.name} ${printAttributePath(path)} ${normalizeValue(attribute, text.toWellFormed())}`,
  );
}

/** In any letter case (RFC 7643 §2.1). */
function fieldOf(object: JsonObject, name: string): Json | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(object).find(([key]) => key.toLowerCase() === wanted)?.[1];
}
