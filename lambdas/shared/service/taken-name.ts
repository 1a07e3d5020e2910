/** Two groups of one name: the RFC allows them (RFC 7643 §8.7.1, "uniqueness": "none"), some clients do not. */
import { uniqueness } from '#scim/errors.ts';
import type { Filter } from '#scim/filter/ast.ts';
import type { Interoperability } from '#scim/interoperability.ts';
import type { JsonObject } from '#scim/json.ts';
import { findAttribute } from '#scim/schema/lookup.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { ServiceContext } from './service-context.ts';

/** Whether the connection wants to be told when a group of the same name is there already. */
export function refusesTakenName(
  { sameGroupName }: Pick<Interoperability, 'sameGroupName'>,
  { memberAttribute }: ResourceType,
): boolean {
  return sameGroupName === 'refuse' && memberAttribute !== undefined;
}

/**
 * Throws 409 `uniqueness` when a group of this name is there already and the connection wants to be told so: its client
 * adopts the other group then. One indexed lookup; of two creates at the same moment both may succeed.
 */
export async function refuseTakenName(
  { store, interoperability }: ServiceContext,
  type: ResourceType,
  { displayName }: JsonObject,
): Promise<void> {
  if (!refusesTakenName(interoperability, type) || typeof displayName !== 'string') return;
  const attribute = findAttribute(type.schema.attributes, 'displayName');
  if (attribute === undefined) return;
  // As a tree, and not as text: a name may be longer than a filter.
  const filter: Filter = { kind: 'compare', path: { attribute }, operator: 'eq', value: displayName };
  const { totalResults } = await store.query(type, { filter, startIndex: 1, count: 0 });
  if (totalResults > 0) throw uniqueness('displayName', displayName.slice(0, 80));
}
