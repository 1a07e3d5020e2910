/**
 * What each operation of a bulk request touches, so that those which touch the same keep their order (RFC 7644 §3.7:
 * "the same stateful result is achieved as for non-optimized processing").
 */
import type { Interoperability } from '#scim/interoperability.ts';
import type { JsonObject } from '#scim/json.ts';
import { textsIn } from '#scim/message/bulk-references.ts';
import type { AttributePath } from '#scim/path/attribute-path.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { ReadyOperation } from './bulk-operation.ts';
import type { Footprint } from './bulk-steps.ts';
import { exclusivePaths, valuesOf, valuesOfBody, valuesOfPatch } from './unique-values.ts';

/** The document of a resource as it is stored now; undefined when there is none. */
export type ReadDocument = (type: ResourceType, id: string) => Promise<JsonObject | undefined>;

export interface FootprintOptions {
  readonly read: ReadDocument;
  readonly interoperability: Pick<Interoperability, 'sameGroupName'>;
}

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
  options: FootprintOptions,
): Promise<readonly Footprint[]> {
  const uniqueValues = await uniqueValuesByResource(operations, options);
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

/** An operation of a type that has such values, with what its data says of them. */
interface Claim {
  readonly operation: ReadyOperation;
  readonly paths: readonly AttributePath[];
  readonly values: readonly string[];
  /** Whether the resource may have had a value before that it has no more after. */
  readonly mayFree: boolean;
}

async function uniqueValuesByResource(
  operations: readonly (ReadyOperation | undefined)[],
  { read, interoperability }: FootprintOptions,
): Promise<UniqueValues> {
  const pathsOf = new Map<ResourceType, readonly AttributePath[]>();
  for (const operation of operations) {
    if (operation !== undefined && !pathsOf.has(operation.type))
      pathsOf.set(operation.type, exclusivePaths(operation.type, interoperability));
  }
  const claims = operations.flatMap((operation) => {
    const paths = operation === undefined ? [] : (pathsOf.get(operation.type) ?? []);
    return operation === undefined || paths.length === 0 ? [] : [claimOf(operation, paths)];
  });
  const values = new Map<string, readonly string[]>();
  const add = (operation: ReadyOperation, more: readonly string[]) =>
    values.set(keyOf(operation), [...(values.get(keyOf(operation)) ?? []), ...more]);
  for (const claim of claims) add(claim.operation, claim.values);
  const stored = claims.filter((claim) => claim.mayFree && othersClaim(claim, claims, values));
  const distinct = [...new Map(stored.map((claim) => [keyOf(claim.operation), claim])).values()];
  for (let start = 0; start < distinct.length; start += sideBySide) {
    const slice = distinct.slice(start, start + sideBySide);
    const documents = await Promise.all(slice.map(({ operation: { type, id } }) => read(type, id)));
    for (const [i, { operation, paths }] of slice.entries()) {
      add(operation, valuesOf(operation.type, paths, documents[i] ?? {}));
    }
  }
  return values;
}

/** A new resource has no value to free, and a PATCH of other attributes frees none. */
function claimOf(operation: ReadyOperation, paths: readonly AttributePath[]): Claim {
  const { method, type, data } = operation;
  if (method === 'DELETE') return { operation, paths, values: [], mayFree: true };
  if (method !== 'PATCH') {
    return { operation, paths, values: valuesOfBody(type, paths, data), mayFree: method !== 'POST' };
  }
  const values = valuesOfPatch(type, paths, data);
  return { operation, paths, values: values ?? [], mayFree: values !== undefined };
}

function othersClaim({ operation: { type, id } }: Claim, claims: readonly Claim[], values: UniqueValues): boolean {
  return claims.some(
    ({ operation: other }) =>
      other.type === type &&
      other.id !== id &&
      other.method !== 'DELETE' &&
      (values.get(keyOf(other)) ?? []).length > 0,
  );
}

function keyOf({ type, id }: ReadyOperation): string {
  return `${type.name}/${id}`;
}
