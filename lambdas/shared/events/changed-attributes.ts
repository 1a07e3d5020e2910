import { equalJson } from '#scim/equal-json.ts';
import { isJsonObject, type JsonObject } from '#scim/json.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';

/**
 * The paths of the attributes that were added, revised or removed (RFC 9967 §2.2 "attributes"): `emails`, and
 * `urn:…:User:department` in an extension. Those that are never returned are told of nobody.
 */
export function changedAttributes(before: JsonObject, after: JsonObject, type: ResourceType): readonly string[] {
  const hidden = new Set(type.schema.attributes.filter(({ returned }) => returned === 'never').map(({ name }) => name));
  const extensions = new Map(type.extensions.map(({ schema }) => [schema.id, schema]));
  return changedNames(before, after).flatMap((name) => {
    const extension = extensions.get(name);
    if (extension === undefined) return hidden.has(name) ? [] : [name];
    const kept = extension.attributes.filter(({ returned }) => returned !== 'never').map((attribute) => attribute.name);
    return changedNames(objectOf(before[name]), objectOf(after[name]))
      .filter((inner) => kept.includes(inner))
      .map((inner) => `${name}:${inner}`);
  });
}

function changedNames(before: JsonObject, after: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => {
    const [was, is] = [before[name], after[name]];
    return was === undefined || is === undefined || !equalJson(was, is);
  });
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
