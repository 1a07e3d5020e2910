/** Whether a resource matches a filter (RFC 7644 §3.4.2.2). */
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { AttributePath } from '../path/attribute-path.ts';
import type { Attribute } from '../schema/attribute.ts';
import type { Compare, Filter, ValuePath } from './ast.ts';
import { normalizeValue } from './normalize.ts';

export type Predicate = (resource: JsonObject) => boolean;

/**
 * A function that answers whether a resource matches: full resources, with `id`, `meta` and `schemas`, extensions
 * under their URN. Everything that depends on the filter alone is done once, here.
 */
export function compileFilter(filter: Filter): Predicate {
  switch (filter.kind) {
    case 'and': {
      const operands = filter.operands.map(compileFilter);
      return (resource) => operands.every((matches) => matches(resource));
    }
    case 'or': {
      const operands = filter.operands.map(compileFilter);
      return (resource) => operands.some((matches) => matches(resource));
    }
    case 'not': {
      const operand = compileFilter(filter.operand);
      return (resource) => !operand(resource);
    }
    case 'present':
      return compilePath(filter.path, isPresent);
    case 'valuePath':
      return compileValuePath(filter);
    case 'compare':
      return compileCompare(filter);
  }
}

/** `compileFilter` for one resource. */
export function evaluateFilter(filter: Filter, resource: JsonObject): boolean {
  return compileFilter(filter)(resource);
}

function compileValuePath({ path, filter }: ValuePath): Predicate {
  const matches = compileFilter(filter);
  return compilePath(path, (element) => isJsonObject(element) && matches(element));
}

function compileCompare({ path, operator, value }: Compare): Predicate {
  const attribute = path.subAttribute ?? path.attribute;
  if (operator === 'ne') {
    // No element is equal; what is absent differs from every value.
    const equal = compilePath(path, compileTest(attribute, 'eq', value));
    return (resource) => !equal(resource);
  }
  return compilePath(path, compileTest(attribute, operator, value));
}

type Test = (value: Json) => boolean;

/** Tests the value, or any element of a multi-valued one; absent matches nothing. */
function compilePath({ extension, attribute, subAttribute }: AttributePath, test: Test): Predicate {
  const own =
    subAttribute === undefined ? anyOf(test) : anyOf((element) => testField(element, subAttribute.name, test));
  if (extension === undefined) return (resource) => testField(resource, attribute.name, own);
  return (resource) => testField(resource, extension, (fields) => testField(fields, attribute.name, own));
}

function testField(fields: Json, name: string, test: Test): boolean {
  if (!isJsonObject(fields) || !Object.hasOwn(fields, name)) return false;
  const value = fields[name];
  return value !== undefined && value !== null && test(value);
}

function anyOf(test: Test): Test {
  return (value) => (Array.isArray(value) ? (value as readonly Json[]).some(test) : test(value));
}

/** A value that is not empty (RFC 7644 table 3: "pr"; RFC 7643 §2.5). */
function isPresent(value: Json): boolean {
  if (value === null || value === '') return false;
  if (Array.isArray(value)) return (value as readonly Json[]).some(isPresent);
  return !isJsonObject(value) || Object.values(value).some(isPresent);
}

function compileTest(
  attribute: Attribute,
  operator: Exclude<Compare['operator'], 'ne'>,
  wanted: Compare['value'],
): Test {
  if (attribute.type === 'dateTime' && !isSubstring(operator)) return compileInstant(operator, String(wanted));
  if (typeof wanted !== 'string') {
    const order = compileOrder(operator);
    return (value) => typeof value === typeof wanted && order(compareScalars(value, wanted));
  }
  const text = normalizeValue(attribute, wanted);
  const test = compileText(operator, text);
  return (value) => typeof value === 'string' && test(normalizeValue(attribute, value));
}

/** Date-times are compared as instants, whatever their offsets (RFC 7644 §3.4.2.2, "gt"). */
function compileInstant(operator: Compare['operator'], wanted: string): Test {
  const instant = Date.parse(wanted);
  const order = compileOrder(operator);
  return (value) => typeof value === 'string' && order(Date.parse(value) - instant);
}

function isSubstring(operator: Compare['operator']): boolean {
  return operator === 'co' || operator === 'sw' || operator === 'ew';
}

function compileText(operator: Exclude<Compare['operator'], 'ne'>, wanted: string): (text: string) => boolean {
  switch (operator) {
    case 'eq':
      return (text) => text === wanted;
    case 'co':
      return (text) => text.includes(wanted);
    case 'sw':
      return (text) => text.startsWith(wanted);
    case 'ew':
      return (text) => text.endsWith(wanted);
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le': {
      const order = compileOrder(operator);
      return (text) => order(compareScalars(text, wanted));
    }
  }
}

/** From the sign of a comparison to the operator's answer; NaN is never in order. */
function compileOrder(operator: Compare['operator']): (sign: number) => boolean {
  switch (operator) {
    case 'gt':
      return (sign) => sign > 0;
    case 'ge':
      return (sign) => sign >= 0;
    case 'lt':
      return (sign) => sign < 0;
    case 'le':
      return (sign) => sign <= 0;
    default:
      return (sign) => sign === 0;
  }
}

/** Negative, 0 or positive as `a` comes before, with or after `b`; both are of one type. */
function compareScalars(a: Json, b: Json): number {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return typeof a === 'string' && typeof b === 'string' && a < b ? -1 : 1;
}
