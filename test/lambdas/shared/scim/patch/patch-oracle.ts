/**
 * What a PATCH does to a user, from the text of RFC 7644 §3.5.2 alone: one paragraph of it after the other, on plain
 * objects, with nothing of the parser, the schema or the code that applies patches.
 */
import { matchesAsRfc, type OracleFilter } from '../filter/filter-oracle.ts';

export type Fields = Record<string, unknown>;
export type Element = Fields & { readonly value?: string; readonly type?: string; readonly primary?: boolean };

export interface OracleOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly target: OracleTarget;
  readonly value?: unknown;
}

export type OracleTarget =
  | { readonly kind: 'none' }
  /** A path that cannot be carried out, and the `scimType` for it. */
  | { readonly kind: 'wrong'; readonly path: string; readonly scimType: string }
  /** `holder` is the key of an extension. */
  | { readonly kind: 'attribute'; readonly holder?: string; readonly name: string; readonly sub?: string }
  | { readonly kind: 'extension'; readonly name: string }
  | { readonly kind: 'elements'; readonly name: string; readonly filter: OracleFilter; readonly sub?: string };

/** A failure with the `scimType` of RFC 7644 table 9. */
export class OracleError extends Error {
  readonly scimType: string;
  constructor(scimType: string) {
    super(scimType);
    this.scimType = scimType;
  }
}

/** Thrown where the RFC leaves open what is right, so that there is nothing to compare with. */
export class Unsaid extends Error {}

const plural = new Set(['emails']);
const required = new Set(['userName']);
/** Of the type that the test makes: nothing in the RFC's own schemas of users is immutable and singular. */
const immutable = new Set(['nickName']);

export function patchAsRfc(user: Fields, operations: readonly OracleOperation[]): Fields {
  // The RFC gives no order to errors; what is wrong with a request by itself comes before what its target lacks.
  for (const { op, target } of operations) {
    if (target.kind === 'wrong') throw new OracleError(target.scimType);
    // §3.5.2.2: "If 'path' is unspecified, the operation fails with […] noTarget".
    if (target.kind === 'none' && op === 'remove') throw new OracleError('noTarget');
  }
  const document = structuredClone(user);
  for (const operation of operations) carryOut(document, operation);
  return document;
}

function carryOut(document: Fields, { op, target, value }: OracleOperation): void {
  switch (target.kind) {
    case 'wrong':
      return;
    // "If omitted, the target location is assumed to be the resource itself."
    case 'none':
      for (const [name, field] of Object.entries(value as Fields)) {
        const within: OracleTarget = name.startsWith('urn:')
          ? { kind: 'extension', name }
          : { kind: 'attribute', name };
        carryOut(document, { op, target: within, value: field });
      }
      return;
    case 'extension':
      if (op === 'remove') delete document[target.name];
      else
        for (const [name, field] of Object.entries(value as Fields)) {
          carryOut(document, { op, target: { kind: 'attribute', holder: target.name, name }, value: field });
        }
      return;
    case 'attribute': {
      const { holder } = target;
      const fields = holder === undefined ? document : ((document[holder] ?? {}) as Fields);
      changeAttribute(fields, op, target, value);
      if (holder === undefined) return;
      if (Object.keys(fields).length === 0) delete document[holder];
      else document[holder] = fields;
      return;
    }
    case 'elements':
      changeElements(document, op, target, value);
  }
}

function changeAttribute(
  fields: Fields,
  op: string,
  { name, sub }: { name: string; sub?: string },
  value: unknown,
): void {
  if (plural.has(name)) {
    const elements = (fields[name] ?? []) as readonly Element[];
    setElements(fields, name, sub === undefined ? wholeList(op, elements, value) : everySub(op, elements, sub, value));
    return;
  }
  if (sub !== undefined) {
    const complex = { ...((fields[name] ?? {}) as Fields) };
    setOrRemove(complex, sub, op, value);
    // RFC 7643 §2.5: an attribute with nothing in it is unassigned.
    setOrRemove(fields, name, Object.keys(complex).length === 0 ? 'remove' : 'replace', complex);
    return;
  }
  // "If the attribute removed […] is required […] the server SHALL return […] mutability".
  if (op === 'remove' && required.has(name)) throw new OracleError('mutability');
  // "A client MUST NOT modify an attribute that has mutability […] "immutable". However, a client MAY "add" a value to
  // an "immutable" attribute if the attribute had no previous value."
  const isSame = op === 'remove' ? false : value === fields[name] || (op === 'add' && value === null);
  if (immutable.has(name) && fields[name] !== undefined && !isSame) throw new OracleError('mutability');
  const isComplex = typeof value === 'object' && value !== null;
  // "a set of sub-attributes SHALL be specified in the 'value' parameter": those that are not in it stay.
  if (op !== 'remove' && isComplex) {
    for (const [key, field] of Object.entries(value)) changeAttribute(fields, op, { name, sub: key }, field);
  } else setOrRemove(fields, name, op, value);
}

/** RFC 7643 §2.5: null is unassigned; to add it is to add nothing. */
function setOrRemove(fields: Fields, name: string, op: string, value: unknown): void {
  if (op === 'add' && value === null) return;
  if (op === 'remove' || value === null) delete fields[name];
  else fields[name] = value;
}

function setElements(fields: Fields, name: string, elements: readonly Element[]): void {
  if (elements.length === 0) delete fields[name];
  else fields[name] = elements;
}

function wholeList(op: string, elements: readonly Element[], value: unknown): readonly Element[] {
  const given = (value ?? []) as readonly Element[];
  if (op === 'remove') return [];
  if (op === 'replace') return given;
  const result = [...elements];
  const stated: number[] = [];
  for (const element of given) {
    // RFC 7643 §2.4: no two elements have the same type and value. Which of the two says more is kept: see
    // addElements, where a second `add` of an address with a new label gives it that label.
    const index = result.findIndex((other) => isSame(other, element));
    const position = index < 0 ? result.length : index;
    const { value: _, type: __, ...more } = element;
    result[position] = index < 0 ? element : { ...result[index], ...more };
    if (element.primary === true) stated.push(position);
  }
  return handOver(result, stated);
}

function isSame(a: Element, b: Element): boolean {
  return a.value?.toLowerCase() === b.value?.toLowerCase() && a.type?.toLowerCase() === b.type?.toLowerCase();
}

/** §3.5.2: a new element that is primary "SHALL" make the one before it not primary. */
function handOver(elements: readonly Element[], stated: readonly number[]): readonly Element[] {
  const [winner] = stated;
  if (winner === undefined) return elements;
  return elements.map((element, index) =>
    index !== winner && element.primary === true ? { ...element, primary: false } : element,
  );
}

/**
 * RFC 7643 §2.4: "Service providers SHOULD NOT return the same (type, value) combination more than once". What became
 * equal to another element is one with it, and what the request says of it counts more than what was said before.
 */
function oneOfEach(elements: readonly Element[], changed: readonly number[]): readonly Element[] {
  const result: { element: Element; isChanged: boolean }[] = [];
  elements.forEach((element, index) => {
    const isChanged = changed.includes(index);
    const same = result.find(({ element: other }) => other.value !== undefined && isSame(other, element));
    if (same === undefined) result.push({ element, isChanged });
    else {
      const isStronger = isChanged && !same.isChanged;
      same.element = isStronger ? { ...same.element, ...element } : { ...element, ...same.element };
      same.isChanged ||= isChanged;
    }
  });
  return result.map(({ element }) => element);
}

/** "emails.display": of each element; where there is none, it is the first thing said of a new one. */
function everySub(op: string, elements: readonly Element[], sub: string, value: unknown): readonly Element[] {
  if (elements.length === 0 && op !== 'remove' && value !== null) return [{ [sub]: value }];
  return withSub(op, elements, () => true, sub, value);
}

function withSub(
  op: string,
  elements: readonly Element[],
  isMeant: (element: Element) => boolean,
  sub: string,
  value: unknown,
): readonly Element[] {
  const stated: number[] = [];
  const written: number[] = [];
  const changed: Element[] = [];
  for (const element of elements) {
    const copy: Fields = { ...element };
    if (isMeant(element)) setOrRemove(copy, sub, op, value);
    if (copy[sub] !== element[sub]) written.push(changed.length);
    if (Object.keys(copy).length > 0) changed.push(copy);
  }
  if (sub === 'primary' && value === true && op !== 'remove') {
    changed.forEach((element, index) => {
      if (isMeant(elements[index] as Element)) stated.push(index);
    });
    // "primary" can be true of one only (RFC 7643 §2.4): the request asks for what cannot be.
    if (stated.length > 1) throw new Unsaid();
  }
  return oneOfEach(handOver(changed, stated), written);
}

function changeElements(
  document: Fields,
  op: string,
  { name, filter, sub }: Extract<OracleTarget, { kind: 'elements' }>,
  value: unknown,
): void {
  const elements = (document[name] ?? []) as readonly Element[];
  const isMeant = (element: Element) => matchesAsRfc(filter, element);
  if (!elements.some(isMeant)) {
    // §3.5.2.3: "the service provider SHALL indicate failure by returning […] noTarget". For a `remove` no such
    // sentence is there, and the elements are gone as it asks; for an `add` it says nothing of a filter at all, and
    // what we do is for clients that mean the element to be created (test/lambdas/shared/scim/patch/apply.test.ts).
    if (op === 'replace') throw new OracleError('noTarget');
    if (op === 'add') throw new Unsaid();
    return;
  }
  // What is added to a complex value is added to what it has; what replaces it stands in its place.
  const changed = (element: Element) => ({ ...(op === 'add' ? element : {}), ...(value as Element) });
  if (sub !== undefined) {
    setElements(document, name, withSub(op, elements, isMeant, sub, value));
  } else if (op === 'remove') {
    setElements(
      document,
      name,
      elements.filter((element) => !isMeant(element)),
    );
  } else {
    const stated = elements.flatMap((element, index) =>
      (value as Element).primary && isMeant(element) ? [index] : [],
    );
    if (stated.length > 1) throw new Unsaid();
    const after = elements.map((element) => (isMeant(element) ? changed(element) : element));
    const written = elements.flatMap((element, index) => (isMeant(element) ? [index] : []));
    setElements(document, name, oneOfEach(handOver(after, stated), written));
  }
}

/** The path as a client writes it; undefined for the resource itself. */
export function writeTarget(target: OracleTarget, writeFilter: (filter: OracleFilter) => string): string | undefined {
  switch (target.kind) {
    case 'none':
      return undefined;
    case 'wrong':
      return target.path;
    case 'extension':
      return target.name;
    case 'attribute':
      return [target.holder, [target.name, target.sub].filter((part) => part !== undefined).join('.')]
        .filter((part) => part !== undefined)
        .join(':');
    case 'elements':
      return `${target.name}[${writeFilter(target.filter)}]${target.sub === undefined ? '' : `.${target.sub}`}`;
  }
}
