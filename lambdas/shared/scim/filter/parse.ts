/**
 * The filter parser (RFC 7644 §3.4.2.2): recursive descent, one function for each rule of `grammar.abnf`.
 *
 * Linear in the length of the filter, which is bounded, as is the depth of its parentheses.
 */
import { invalidFilter } from '../errors.ts';
import type { AttributePath } from '../path/attribute-path.ts';
import { elementAttributes } from '../path/element-attributes.ts';
import { resolvePath, resolveSubPath } from '../path/resolve.ts';
import type { Attribute } from '../schema/attribute.ts';
import { findAttribute } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { CompareOperator, Filter, ValuePath } from './ast.ts';
import { coerceCompareValue, type Literal } from './compare-value.ts';
import { type Fail, lex, type Token } from './lex.ts';

/** Characters in a filter, at most. */
export const maxFilterLength = 10_000;
/** Parentheses and brackets within one another, at most. */
export const maxFilterDepth = 100;

const operators = new Set<string>(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);
const operatorNames = 'eq, ne, co, sw, ew, gt, ge, lt, le or pr';

/** Binds a name in the filter to an attribute; undefined when there is none. */
type Resolve = (name: string) => AttributePath | undefined;

/**
 * The tree of a filter over resources of `type`. A name that this type does not have is bound to the attribute of one
 * of `others`, which `restrictFilter` takes out again. Throws 400 `invalidFilter`, naming what was expected and where.
 */
export function parseFilter(text: string, type: ResourceType, others: readonly ResourceType[] = []): Filter {
  return parseWith(text, 'The filter', (name) => {
    for (const candidate of [type, ...others]) {
      const resolved = resolvePath(name, candidate);
      if (resolved?.kind === 'attribute') return resolved.path;
    }
    return undefined;
  });
}

/**
 * The tree of the filter between the brackets of `attribute[…]`, over the elements of that attribute. Throws 400
 * `invalidFilter`; positions count from the bracket.
 */
export function parseValueFilter(text: string, attribute: Attribute): Filter {
  const attributes = elementAttributes(attribute);
  return parseWith(text, `The filter of ${attribute.name}`, (name) => resolveSubPath(name, attributes));
}

function parseWith(text: string, what: string, resolve: Resolve): Filter {
  const fail: Fail = (detail) => invalidFilter(`${what} cannot be read: ${detail}.`);
  if (text.length > maxFilterLength) {
    throw fail(`it has ${text.length} characters, and at most ${maxFilterLength} are accepted`);
  }
  const parser = new FilterParser(lex(text, fail), fail, resolve);
  const filter = parser.filter();
  parser.expectEnd();
  return filter;
}

const end: Token = { kind: 'end', text: '', at: 0 };

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #fail: Fail;
  #resolve: Resolve;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], fail: Fail, resolve: Resolve) {
    this.#tokens = tokens;
    this.#fail = fail;
    this.#resolve = resolve;
  }

  /** FILTER = orExp */
  filter(): Filter {
    return this.#logical('or', () => this.#logical('and', () => this.#term()));
  }

  expectEnd(): void {
    const token = this.#take();
    if (token.kind !== 'end') throw this.#unexpected(token, '"and", "or" or the end');
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? end;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #expect(kind: Token['kind']): void {
    const token = this.#take();
    if (token.kind !== kind) throw this.#unexpected(token, `"${kind}"`);
  }

  /** andExp and orExp: one operand, or several with the same operator between them. */
  #logical(kind: 'and' | 'or', operand: () => Filter): Filter {
    const first = operand();
    if (!isWord(this.#peek(), kind)) return first;
    const operands = [first];
    while (isWord(this.#peek(), kind)) {
      this.#take();
      operands.push(operand());
    }
    return { kind, operands: operands.flatMap((filter) => (filter.kind === kind ? filter.operands : [filter])) };
  }

  /** term = [ "not" ] "(" FILTER ")" / valuePath / attrExp */
  #term(): Filter {
    const token = this.#take();
    if (token.kind === '(') return this.#group();
    if (isWord(token, 'not')) {
      this.#expect('(');
      return { kind: 'not', operand: this.#group() };
    }
    const path = this.#attrPath(token);
    return this.#peek().kind === '[' ? this.#valuePath(path) : this.#attrExp(path);
  }

  #attrPath(token: Token): AttributePath {
    if (token.kind !== 'word') throw this.#unexpected(token, 'an attribute, "not" or "("');
    const path = this.#resolve(token.text);
    if (path === undefined) throw this.#fail(`there is no attribute "${shorten(token.text)}"`);
    if (path.attribute.returned === 'never' || path.subAttribute?.returned === 'never') {
      throw this.#fail(`"${shorten(token.text)}" is never returned, nor can it be asked for`);
    }
    return path;
  }

  #group(): Filter {
    this.#enter();
    const filter = this.filter();
    this.#expect(')');
    this.#depth -= 1;
    return filter;
  }

  /** valuePath = attrPath "[" FILTER "]" [ valPathSub ] */
  #valuePath(path: AttributePath): ValuePath {
    const filter = this.#elementFilter(path);
    const next = this.#peek();
    if (next.kind !== 'word' || !next.text.startsWith('.')) return { kind: 'valuePath', path, filter };
    this.#take();
    const subAttribute = findAttribute(elementAttributes(path.attribute), next.text.slice(1));
    if (subAttribute === undefined) {
      throw this.#fail(`"${path.attribute.name}" has no sub-attribute "${shorten(next.text.slice(1))}"`);
    }
    const compared = this.#attrExp({ attribute: subAttribute });
    const operands = filter.kind === 'and' ? [...filter.operands, compared] : [filter, compared];
    return { kind: 'valuePath', path, filter: { kind: 'and', operands } };
  }

  /** `[ FILTER ]` over what the elements of the attribute have. */
  #elementFilter({ attribute, subAttribute }: AttributePath): Filter {
    const attributes = subAttribute === undefined ? elementAttributes(attribute) : [];
    if (attributes.length === 0) {
      throw this.#fail(`"${subAttribute?.name ?? attribute.name}" has no sub-attributes to filter by`);
    }
    this.#expect('[');
    this.#enter();
    const outer = this.#resolve;
    this.#resolve = (name) => resolveSubPath(name, attributes);
    const filter = this.filter();
    this.#resolve = outer;
    this.#expect(']');
    this.#depth -= 1;
    return filter;
  }

  /** attrExp = attrPath "pr" / attrPath compareOp compValue */
  #attrExp(named: AttributePath): Filter {
    const token = this.#take();
    if (token.kind !== 'word') throw this.#unexpected(token, operatorNames);
    const operator = token.text.toLowerCase();
    if (operator === 'pr') return { kind: 'present', path: named };
    if (!operators.has(operator)) {
      throw this.#fail(`the operator "${shorten(token.text)}" is not supported; use ${operatorNames}`);
    }
    const path = comparedPath(named);
    const literal = this.#compValue();
    const value = coerceCompareValue(path, operator as CompareOperator, literal, this.#fail);
    // What is null is unassigned (RFC 7643 §2.5).
    if (value === null) {
      const present: Filter = { kind: 'present', path: named };
      return operator === 'ne' ? present : { kind: 'not', operand: present };
    }
    return { kind: 'compare', path, operator: operator as CompareOperator, value };
  }

  #compValue(): Literal {
    const token = this.#take();
    if (token.kind !== 'string' && token.kind !== 'word') throw this.#unexpected(token, 'a value');
    return { text: token.text, isQuoted: token.kind === 'string' };
  }

  #enter(): void {
    this.#depth += 1;
    if (this.#depth > maxFilterDepth) {
      throw this.#fail(`its parentheses and brackets are more than ${maxFilterDepth} deep`);
    }
  }

  #unexpected({ kind, text, at }: Token, expected: string): Error {
    const found = kind === 'end' ? 'it ends' : `"${shorten(text)}" stands`;
    return this.#fail(`${found} at character ${at + 1}, where ${expected} is expected`);
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function isWord({ kind, text }: Token, word: string): boolean {
  return kind === 'word' && text.length === word.length && text.toLowerCase() === word;
}

/** A complex attribute alone is compared by its `value` (RFC 7644 §3.4.2.2: "emails co …"). */
function comparedPath(path: AttributePath): AttributePath {
  if (path.subAttribute !== undefined || path.attribute.type !== 'complex') return path;
  const value: Attribute | undefined = findAttribute(path.attribute.subAttributes ?? [], 'value');
  return value === undefined ? path : { ...path, subAttribute: value };
}
