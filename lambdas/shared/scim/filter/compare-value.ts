/** The value of a comparison in the type of its attribute (RFC 7644 §3.4.2.2, RFC 7643 §2.3). */
import { type AttributePath, printAttributePath } from '../path/attribute-path.ts';
import type { CompareOperator, CompareValue } from './ast.ts';
import type { Fail } from './lex.ts';

/** A value as it stands in the filter. */
export interface Literal {
  readonly text: string;
  readonly isQuoted: boolean;
}

const ordering = new Set<CompareOperator>(['gt', 'ge', 'lt', 'le']);
const substring = new Set<CompareOperator>(['co', 'sw', 'ew']);
const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * The literal as a value of the attribute; null for `null`. Throws what `fail` makes when the attribute cannot be
 * compared in this way, or with a value of this form.
 */
export function coerceCompareValue(
  path: AttributePath,
  operator: CompareOperator,
  literal: Literal,
  fail: Fail,
): CompareValue {
  const { type } = path.subAttribute ?? path.attribute;
  const name = printAttributePath(path);
  if (type === 'complex')
    throw fail(`"${name}" is complex and has no value to compare; name one of its sub-attributes`);
  if (ordering.has(operator) && (type === 'boolean' || type === 'binary')) {
    throw fail(`"${name}" is ${type} and has no order; ${operator} cannot be used`);
  }
  const isText = type === 'string' || type === 'reference' || type === 'binary' || type === 'dateTime';
  if (substring.has(operator) && !isText) throw fail(`"${name}" is no text; ${operator} cannot be used`);
  if (!literal.isQuoted && literal.text === 'null' && (operator === 'eq' || operator === 'ne')) return null;
  const wrong = (accepted: string) => fail(`${show(literal)} is no value of "${name}", which takes ${accepted}`);
  switch (type) {
    case 'boolean':
      return toBoolean(literal) ?? raise(wrong('true or false'));
    case 'integer':
    case 'decimal':
      return number.test(literal.text) ? Number(literal.text) : raise(wrong('a number'));
    case 'dateTime':
      if (!substring.has(operator) && Number.isNaN(Date.parse(literal.text))) throw wrong('a date and time');
      return literal.text;
    case 'string':
    case 'reference':
    case 'binary':
      if (!literal.isQuoted && /^(true|false|null)$/.test(literal.text)) throw wrong('a string in quotation marks');
      if (!literal.text.isWellFormed()) throw wrong('well-formed Unicode text');
      return literal.text;
  }
}

/** Entra writes booleans as strings: `"True"`. */
function toBoolean({ text }: Literal): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}

function show({ text, isQuoted }: Literal): string {
  const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return isQuoted ? `"${shown}"` : shown;
}

function raise(error: Error): never {
  throw error;
}
