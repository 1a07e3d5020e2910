/**
 * Which values of a resource no other may have, before a change or after it: those of unique attributes (RFC 7643 §7,
 * "uniqueness"), and the name of a group where a second one of that name is refused.
 */
import { normalizeValue } from '#scim/filter/normalize.ts';
import type { Interoperability } from '#scim/interoperability.ts';
import { isJsonObject, type Json, type JsonObject } from '#scim/json.ts';
import { textsIn } from '#scim/message/bulk-references.ts';
import type { PatchOperation } from '#scim/patch/operation.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { type AttributePath, printAttributePath } from '#scim/path/attribute-path.ts';
import { resolvePath } from '#scim/path/resolve.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { parseResource } from '#scim/schema/validate.ts';
import { refusesTakenName } from './taken-name.ts';

/** The attributes of a type whose values cannot be had twice. */
export function exclusivePaths(
  type: ResourceType,
  interoperability: Pick<Interoperability, 'sameGroupName'>,
): readonly AttributePath[] {
  const unique = type.indexes.filter((index) => index.unique).map(({ path }) => path);
  const names = refusesTakenName(interoperability, type) ? ['displayName'] : [];
  return [...unique, ...names].flatMap((path) => {
    const resolved = resolvePath(path, type);
    return resolved?.kind === 'attribute' ? [resolved.path] : [];
  });
}

/** Names of the values in a stored document; equal for values that collide. */
export function valuesOf(type: ResourceType, paths: readonly AttributePath[], document: JsonObject): readonly string[] {
  return paths.flatMap((path) => {
    const { extension, attribute } = path;
    const holder = extension === undefined ? document : document[extension];
    return isJsonObject(holder) ? namesOf(type, path, holder[attribute.name]) : [];
  });
}

/** Names of the values that the body of a POST or PUT gives, wherever it has them; none for one that cannot be read. */
export function valuesOfBody(type: ResourceType, paths: readonly AttributePath[], body: JsonObject): readonly string[] {
  return orWithout(() => valuesOf(type, paths, parseResource(body, type).document), []);
}

/** Names of the values that a PatchOp sets; undefined when it touches none of the attributes, or cannot be read. */
export function valuesOfPatch(
  type: ResourceType,
  paths: readonly AttributePath[],
  body: JsonObject,
): readonly string[] | undefined {
  const operations = orWithout(() => parsePatch(body, type).operations, []);
  const touched = operations.flatMap((operation) =>
    paths.filter((path) => touches(operation, path)).map((path) => ({ operation, path })),
  );
  if (touched.length === 0) return undefined;
  return touched.flatMap(({ operation, path }) => namesOf(type, path, operation.value));
}

function touches({ path }: PatchOperation, { extension, attribute }: AttributePath): boolean {
  if (path.kind === 'extension') return path.urn === extension;
  return path.path.attribute === attribute && path.path.extension === extension;
}

/** What cannot be read fails once more, and is answered, when its turn comes. */
function orWithout<T>(read: () => T, nothing: T): T {
  try {
    return read();
  } catch {
    return nothing;
  }
}

/** Too many names do no harm, so every text in the attribute counts. */
function namesOf(type: ResourceType, path: AttributePath, value: Json | undefined): readonly string[] {
  const attribute = path.subAttribute ?? path.attribute;
  return textsIn(value ?? null).map(
    (text) => `${type.name} ${printAttributePath(path)} ${normalizeValue(attribute, text.toWellFormed())}`,
  );
}
