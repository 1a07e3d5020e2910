/** What a list is sorted by (RFC 7644 §3.4.2.3). */
import { invalidValue } from '../errors.ts';
import type { AttributePath } from '../path/attribute-path.ts';
import { resolvePath } from '../path/resolve.ts';
import { findAttribute } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { showValue } from '../show-value.ts';

/** An order of resources; without a path, that of their ids. */
export interface Sort {
  readonly path?: AttributePath;
  readonly descending: boolean;
}

/** `sortBy` as the client wrote it, and what `sortOrder` means. */
export interface SortRequest {
  readonly by: string;
  readonly descending: boolean;
}

/**
 * The order that `sortBy` means for resources of `type`: a complex multi-valued attribute stands for its `value`. Where
 * the type has no such attribute but another of `types` has, none of its resources has a value and ids decide.
 * Throws 400 `invalidValue` when none of `types` has the attribute, or it has no value of its own to sort by.
 */
export function resolveSort({ by, descending }: SortRequest, type: ResourceType, types: readonly ResourceType[]): Sort {
  const path = findPath(by, type);
  if (path === undefined && types.every((other) => findPath(by, other) === undefined)) {
    throw invalidValue(`sortBy: there is no attribute ${showValue(by)} to sort by.`);
  }
  return path === undefined || isId(path) ? { descending } : { path, descending };
}

function findPath(by: string, type: ResourceType): AttributePath | undefined {
  const resolved = resolvePath(by, type);
  if (resolved === undefined) return undefined;
  if (resolved.kind === 'extension') throw notSortable(by, 'it is a schema; name one of its attributes');
  const { path } = resolved;
  const { name, multiValued, subAttributes } = path.attribute;
  if (path.extension === undefined && [type.memberAttribute, type.memberOfAttribute].includes(name)) {
    throw notSortable(by, 'memberships have no order');
  }
  if ((path.subAttribute ?? path.attribute).returned === 'never') throw notSortable(by, 'its values are never told');
  if (path.subAttribute !== undefined || subAttributes === undefined) return path;
  const value = multiValued ? findAttribute(subAttributes, 'value') : undefined;
  if (value !== undefined) return { ...path, subAttribute: value };
  throw notSortable(by, `it is complex; name one of ${subAttributes.map((sub) => `${name}.${sub.name}`).join(', ')}`);
}

function isId({ extension, attribute }: AttributePath): boolean {
  return extension === undefined && attribute.name === 'id';
}

function notSortable(by: string, reason: string): Error {
  return invalidValue(`sortBy: ${showValue(by)} cannot be sorted by: ${reason}.`);
}
