/** Places in the order of a sorted list (RFC 7644 §3.4.2.3), and the comparison that makes the order. */
import { compareText } from '../filter/compare-text.ts';
import { normalizeValue } from '../filter/normalize.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { isPrimary } from '../schema/coerce.ts';
import { boundText } from './bound-text.ts';
import type { Sort } from './sort.ts';

/** Where a resource stands in a list, also after it is gone: a value of bounded length, if it has one, and its id. */
export interface Position {
  readonly value?: string | number | boolean;
  readonly id: string;
}

/** A border between two resources in the order: after `position`, or before it when `inclusive`. */
export interface Boundary {
  readonly position: Position;
  readonly inclusive: boolean;
}

export interface Ordering {
  /** The position of a whole resource, with `id` and `meta`. */
  readonly positionOf: (resource: JsonObject) => Position;
  /** Negative when `a` comes before `b`; 0 for the same resource with the same value only. */
  readonly compare: (a: Position, b: Position) => number;
  /** Whether `position` is beyond the boundary; everything is beyond none. */
  readonly follows: (position: Position, boundary: Boundary | undefined) => boolean;
}

/**
 * The order that `sort` asks for. Values are compared by their type and `caseExact`; resources without a value come
 * last in ascending order. Ids decide between equal values, and descending is ascending backwards, so that the order
 * is total.
 */
export function compileSort({ path, descending }: Sort): Ordering {
  const sign = descending ? -1 : 1;
  // Backwards, equal would be -0.
  const compare = (a: Position, b: Position) =>
    sign * (compareValues(a.value, b.value) || compareText(a.id, b.id)) || 0;
  const follows = (position: Position, boundary: Boundary | undefined) => {
    const order = boundary === undefined ? 1 : compare(position, boundary.position);
    return order > 0 || (order === 0 && boundary?.inclusive === true);
  };
  if (path === undefined) return { positionOf: ({ id }) => ({ id: id as string }), compare, follows };
  const { extension, attribute, subAttribute } = path;
  const positionOf = (resource: JsonObject): Position => {
    const id = resource.id as string;
    const root = extension === undefined ? resource : field(resource, extension);
    const element = decisive(field(root, attribute.name));
    const raw = subAttribute === undefined ? element : decisive(field(element, subAttribute.name));
    const value = typeof raw === 'string' ? boundText(normalizeValue(subAttribute ?? attribute, raw)) : raw;
    return isSortable(value) ? { value, id } : { id };
  };
  return { positionOf, compare, follows };
}

/** Of several values the primary one, or else the first (RFC 7644 §3.4.2.3). */
function decisive(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return value;
  const elements = value as readonly Json[];
  return elements.find(isPrimary) ?? elements[0];
}

function field(holder: Json | undefined, name: string): Json | undefined {
  return isJsonObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
}

function isSortable(value: Json | undefined): value is string | number | boolean {
  return value !== '' && (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean');
}

function compareValues(a: Position['value'], b: Position['value']): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a) - Number(b);
}
