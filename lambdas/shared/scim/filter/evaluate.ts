/** Whether a resource matches a filter (RFC 7644 §3.4.2.2). */

import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { AttributePath } from '../path/attribute-path.ts';
import type { Attribute } from '../schema/attribute.ts';
import { parseInstant } from '../schema/date-time.ts';
import type { Compare, CompareValue, Filter } from './ast.ts';
import { compareText } from './compare-text.ts';
import { normalizerOf } from './normalize.ts';

export type Predicate = (resource: JsonObject) => boolean;

/** Undefined stands for what is absent. */
type Test = (value: Json | undefined) => boolean;

/**
 * A function that answers whether a resource matches: full resources, with `id`, `meta` and `schemas`, extensions
 * under their URN. Everything that depends on the filter alone is done once, here.
 */
export function compileFilter(filter: Filter): Predicate {
  return compile(filter);
}

/** As `compileFilter`, for the filter of a value path and one element of its attribute. */
export function compileElementFilter(filter: Filter): (element: Json) => boolean {
  return compile(filter);
}

/** `compileFilter` for one resource. */
export function evaluateFilter(filter: Filter, resource: JsonObject): boolean {
  return compile(filter)(resource);
}

function compile(filter: Filter): Test {
  switch (filter.kind) {
    case 'and': {
      const operands = filter.operands.map(compile);
      return (value) => allHold(operands, value);
    }
    case 'or': {
      const operands = filter.operands.map(compile);
      return (value) => anyHolds(operands, value);
    }
    case 'not': {
      const matches = compile(filter.operand);
      return (value) => !matches(value);
    }
    case 'present':
      return at(filter.path, isPresent);
    case 'valuePath': {
      const matches = compile(filter.filter);
      // Without an element there is none that matches, not even `emails[not (type pr)]`.
      return at(filter.path, (element) => element !== undefined && matches(element));
    }
    case 'compare':
      return at(filter.path, compileCompare(filter), (filter.path.subAttribute ?? filter.path.attribute).assumed);
  }
}

function allHold(tests: readonly Test[], value: Json | undefined): boolean {
  for (const test of tests) if (!test(value)) return false;
  return true;
}

function anyHolds(tests: readonly Test[], value: Json | undefined): boolean {
  for (const test of tests) if (test(value)) return true;
  return false;
}

/**
 * Whether `test` holds for the value at the path, or for any of them where there are several; `assumed` stands for what
 * an object at the end of the path does not say.
 */
function at({ extension, attribute, subAttribute }: AttributePath, test: Test, assumed?: boolean): Test {
  const own =
    subAttribute === undefined
      ? within(attribute.name, test, assumed)
      : within(attribute.name, within(subAttribute.name, test, assumed));
  return extension === undefined ? own : within(extension, own);
}

/** No attribute is called like something that every object has (`custom-attribute.ts`), so `holder` need not be asked. */
function within(name: string, test: Test, assumed?: boolean): Test {
  return (holder) => {
    const value = isJsonObject(holder) ? (holder[name] ?? assumed) : asValue(holder, name);
    if (!Array.isArray(value)) return test(value ?? undefined);
    return value.length === 0 ? test(undefined) : isTrueOfAny(value as readonly Json[], test);
  };
}

function isTrueOfAny(elements: readonly Json[], test: Test): boolean {
  for (const element of elements) if (test(element)) return true;
  return false;
}

/** The `value` of an element that is no object is the element itself (RFC 7643 §2.4). */
function asValue(element: Json | undefined, name: string): Json | undefined {
  return name === 'value' ? element : undefined;
}

/** RFC 7644 table 3, "pr": a value that is not empty, or a complex one with something in it. */
function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return (value as readonly Json[]).some(isPresent);
  return !isJsonObject(value) || Object.values(value).some(isPresent);
}

function compileCompare({ path, operator, value }: Compare): Test {
  const attribute = path.subAttribute ?? path.attribute;
  // What is absent differs from every value.
  if (operator === 'ne') return negate(compileTest(attribute, 'eq', value));
  return compileTest(attribute, operator, value);
}

function negate(test: Test): Test {
  return (value) => !test(value);
}

type Operator = Exclude<Compare['operator'], 'ne'>;

function compileTest(attribute: Attribute, operator: Operator, wanted: CompareValue): Test {
  if (typeof wanted === 'boolean') return (value) => value === wanted;
  if (typeof wanted === 'number') {
    const holds = signTest(operator);
    return (value) => typeof value === 'number' && holds(value - wanted);
  }
  if (attribute.type === 'dateTime') {
    const instant = parseInstant(wanted);
    const holds = signTest(operator);
    return (value) => typeof value === 'string' && holds(parseInstant(value) - instant);
  }
  const normalize = normalizerOf(attribute);
  const holds = textTest(operator, normalize(wanted));
  return (value) => typeof value === 'string' && holds(normalize(value));
}

function textTest(operator: Operator, wanted: string): (text: string) => boolean {
  switch (operator) {
    case 'eq':
      return (text) => text === wanted;
    case 'co':
      return (text) => text.includes(wanted);
    case 'sw':
      return (text) => text.startsWith(wanted);
    case 'ew':
      return (text) => text.endsWith(wanted);
    default: {
      const holds = signTest(operator);
      return (text) => holds(compareText(text, wanted));
    }
  }
}

/** From the sign of a comparison to the operator's answer; NaN is in no order. */
function signTest(operator: Operator): (sign: number) => boolean {
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
