/** Resources of several types in one order (RFC 7644 §3.4.2.3). */
import { type ResourceState, toResource } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { compileSort, type Position } from '#scim/sort/position.ts';
import type { Sort } from '#scim/sort/sort.ts';

/** A resource of a list, with its type. */
export interface Listed {
  readonly type: ResourceType;
  readonly state: ResourceState;
}

/** Resources of one type, and its view of an order that all types share. */
export interface SortedPart {
  readonly type: ResourceType;
  readonly sort: Sort;
  readonly resources: readonly ResourceState[];
}

export interface Placed extends Listed {
  readonly position: Position;
}

/** All resources of the parts with their positions, in order. */
export function mergeSorted(parts: readonly SortedPart[]): readonly Placed[] {
  const placed = parts.flatMap(({ type, sort, resources }) => {
    const { positionOf } = compileSort(sort);
    return resources.map((state) => ({ type, state, position: positionOf(toResource(state, type, '')) }));
  });
  const [first] = parts;
  if (first === undefined) return [];
  const { compare } = compileSort(first.sort);
  return placed.sort((a, b) => compare(a.position, b.position));
}
