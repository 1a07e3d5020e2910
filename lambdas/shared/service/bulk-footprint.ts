/**
 * What each operation of a bulk request touches, so that those which touch the same keep their order (RFC 7644 §3.7:
 * "the same stateful result is achieved as for non-optimized processing").
 */
import type { JsonObject } from '#scim/json.ts';
import { textsIn } from '#scim/message/bulk-references.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { ReadyOperation } from './bulk-operation.ts';
import type { Footprint } from './bulk-steps.ts';
import { hasUniqueValues, uniqueValuesOf, uniqueValuesOfPatch } from './unique-values.ts';

/** The document of a resource as it is stored now; undefined when there is none. */
export type ReadDocument = (type: ResourceType, id: string) => Promise<JsonObject | undefined>;

/** Resources that a request is about: `Users/<id>`, each with the unique values it has, gets or gives up. */
type UniqueValues = ReadonlyMap<string, readonly string[]>;

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** How many resources are read at the same time. */
const sideBySide = 10;

/**
 * The footprints of `operations`. A resource is read only where its unique values matter: when the request may free
 * one of them and gives values of that kind to other resources.
 */
export async function footprintsOf(
  operations: readonly (ReadyOperation | undefined)[],
  read: ReadDocument,
): Promise<readonly Footprint[]> {
  const uniqueValues = await uniqueValuesByResource(operations, read);
  const checksVersions = (operation: ReadyOperation | undefined) =>
    operation?.version !== undefined && operation.type.memberAttribute !== undefined;
  const isDelete = (operation: ReadyOperation | undefined) => operation?.method === 'DELETE';
  // A deleted resource leaves its groups, whichever they are, and each of them gets a new version.
  const versionsMatter = operations.some(checksVersions) && operations.some(isDelete);
  return operations.map((operation, place) => {
    if (operation === undefined) return { changes: [resultOf(place)], reads: [] };
    const memberships = versionsMatter ? ['memberships'] : [];
    return {
      changes: [
        resultOf(place),
        operation.id,
        ...(uniqueValues.get(keyOf(operation)) ?? []),
        ...(checksVersions(operation) ? memberships : []),
      ],
      reads: [
        ...operation.references.map(resultOf),
        ...mentionedIds(operation),
        ...(isDelete(operation) ? memberships : []),
      ],
    };
  });
}

/** Whether an operation failed, which is known of refused ones as well when their turn has come. */
function resultOf(place: number): string {
  return `result ${place}`;
}

/** Ids anywhere in the data: those of new resources are there already, in place of their bulkIds. */
function mentionedIds({ data }: ReadyOperation): readonly string[] {
  return [...new Set(textsIn(data).flatMap((text) => text.match(uuid) ?? []))];
}

async function uniqueValuesByResource(
  operations: readonly (ReadyOperation | undefined)[],
  read: ReadDocument,
): Promise<UniqueValues> {
  const values = new Map<string, readonly string[]>();
  const changed = operations.flatMap((operation) =>
    operation !== undefined && hasUniqueValues(operation.type) ? [operation] : [],
  );
  for (const operation of changed) {
    const known = values.get(keyOf(operation)) ?? [];
    values.set(keyOf(operation), [...known, ...claimsOf(operation)]);
  }
  const stored = changed.filter((operation) => mayFree(operation) && othersClaim(operation, changed, values));
  const distinct = [...new Map(stored.map((operation) => [keyOf(operation), operation])).values()];
  for (let start = 0; start < distinct.length; start += sideBySide) {
    const slice = distinct.slice(start, start + sideBySide);
    const documents = await Promise.all(slice.map(({ type, id }) => read(type, id)));
    for (const [i, operation] of slice.entries()) {
      const current = uniqueValuesOf(operation.type, documents[i] ?? {});
      values.set(keyOf(operation), [...(values.get(keyOf(operation)) ?? []), ...current]);
    }
  }
  return values;
}

function claimsOf({ method, type, data }: ReadyOperation): readonly string[] {
  return method === 'PATCH' ? uniqueValuesOfPatch(type, data) : uniqueValuesOf(type, data);
}

/** A new resource has no value to free, and a PATCH that sets no unique value frees none. */
function mayFree(operation: ReadyOperation): boolean {
  return operation.method !== 'POST' && (operation.method !== 'PATCH' || claimsOf(operation).length > 0);
}

function othersClaim(operation: ReadyOperation, changed: readonly ReadyOperation[], values: UniqueValues): boolean {
  return changed.some(
    (other) =>
      other.type === operation.type &&
      other.id !== operation.id &&
      other.method !== 'DELETE' &&
      (values.get(keyOf(other)) ?? []).length > 0,
  );
}

function keyOf({ type, id }: ReadyOperation): string {
  return `${type.name}/${id}`;
}
