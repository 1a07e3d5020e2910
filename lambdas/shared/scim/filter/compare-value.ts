/** The value of a comparison in the type of its attribute (RFC 7644 §3.4.2.2, RFC 7643 §2.3). */

import { type AttributePath, printAttributePath } from '../path/attribute-path.ts';
import type { AttributeType } from '../schema/attribute.ts';
import { parseInstant } from '../schema/date-time.ts';
import { showValue } from '../show-value.ts';
import type { CompareOperator, CompareValue } from './ast.ts';
import type { Fail } from './lex.ts';

/** A value as it stands in the filter. */
export interface Literal {
  readonly text: string;
  readonly isQuoted: boolean;
}

const ordering = new Set<CompareOperator>(['gt', 'ge', 'lt', 'le']);
const substring = new Set<CompareOperator>(['co', 'sw', 'ew']);
const operators: readonly CompareOperator[] = ['eq', 'ne', ...substring, ...ordering];
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const jsonWord = /^(?:true|false|null)$/;

/**
 * The literal as a value of the attribute; null for `null`. Throws what `fail` makes when the attribute cannot be
 * compared in this way, or with a value of this form.
 */
export function coerceCompareValue(
  path: AttributePath,
  operator: CompareOperator,
  literal: Literal,
  fail: Fail,
): CompareValue | null {
  const { type } = path.subAttribute ?? path.attribute;
  const name = () => printAttributePath(path);
  if (type === 'complex') throw fail(`"${name()}" has no value of its own to compare; name one of its sub-attributes`);
  if (!isComparable(type, operator)) {
    const accepted = operators.filter((each) => isComparable(type, each)).join(', ');
    throw fail(`"${name()}" is of type ${type}, which ${operator} cannot compare; use ${accepted} or pr`);
  }
  if (!literal.isQuoted && literal.text === 'null' && (operator === 'eq' || operator === 'ne')) return null;
  const value = toType(type, literal);
  if (value !== undefined) return value;
  throw fail(`${show(literal)} is no value of "${name()}", which is compared with ${acceptedBy[type]}`);
}

/** RFC 7644 table 3: Boolean and Binary have no order; `co`, `sw` and `ew` look into strings. */
function isComparable(type: AttributeType, operator: CompareOperator): boolean {
  if (ordering.has(operator)) return type !== 'boolean' && type !== 'binary';
  if (substring.has(operator)) return type === 'string' || type === 'reference';
  return true;
}

const acceptedBy: Readonly<Record<AttributeType, string>> = {
  string: 'well-formed text in quotation marks',
  reference: 'well-formed text in quotation marks',
  binary: 'base64 in quotation marks',
  boolean: 'true or false',
  integer: 'a number',
  decimal: 'a number',
  dateTime: 'a date and time such as "2026-01-31T12:00:00Z"',
  complex: 'nothing',
};

function toType(type: AttributeType, literal: Literal): string | number | boolean | undefined {
  switch (type) {
    case 'boolean':
      return toBoolean(literal);
    case 'integer':
    case 'decimal':
      return toNumber(literal);
    case 'dateTime':
      return Number.isNaN(parseInstant(literal.text)) ? undefined : literal.text;
    default:
      return toText(literal);
  }
}

/** Entra writes booleans as strings: `"True"`. */
function toBoolean({ text }: Literal): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}

function toNumber({ text, isQuoted }: Literal): number | undefined {
  const number = !isQuoted && jsonNumber.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** authentik leaves the quotation marks away; a number or a word of JSON without them is still no text. */
function toText({ text, isQuoted }: Literal): string | undefined {
  if (!isQuoted && (jsonNumber.test(text) || jsonWord.test(text) || text.startsWith("'"))) return undefined;
  return text.isWellFormed() ? text : undefined;
}

function show({ text, isQuoted }: Literal): string {
  const shown = showValue(text, 40);
  return isQuoted ? shown : shown.slice(1, -1);
}
