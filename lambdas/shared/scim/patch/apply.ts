/** Applying PATCH operations to a document (RFC 7644 §3.5.2): a new document, the old one untouched. */
import { equalJson } from '../equal-json.ts';
import { mutability, noTarget } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { compileElementFilter } from '../filter/evaluate.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { AttributePath } from '../path/attribute-path.ts';
import { type AttributePatchPath, printPatchPath, type ValuePatchPath } from '../path/parse.ts';
import type { Attribute } from '../schema/attribute.ts';
import { immutablePartsOf, keepImmutable } from '../schema/immutable.ts';
import { assign, assignAll, assignSub, without } from './assign.ts';
import { addElements, mapElements, removeElements } from './elements.ts';
import type { PatchOperation } from './operation.ts';

export interface PatchOptions {
  /**
   * Whether a `replace` whose value path matches no element creates the one it describes; otherwise that is `noTarget`
   * (RFC 7644 §3.5.2.3). An `add` creates it in any case: nothing is lost by it.
   */
  readonly createMissing: boolean;
}

/**
 * The document after all operations, in order; the same object when nothing changed. Throws 400 `noTarget`,
 * `mutability` or `invalidValue`, and the document is then as it was.
 */
export function applyPatch(
  document: JsonObject,
  operations: readonly PatchOperation[],
  options: PatchOptions = { createMissing: true },
): JsonObject {
  const patched = operations.reduce((current, operation) => applyOperation(current, operation, options), document);
  return equalJson(patched, document) ? document : patched;
}

function applyOperation(document: JsonObject, operation: PatchOperation, options: PatchOptions): JsonObject {
  const { path } = operation;
  if (path.kind === 'extension') return without(document, path.urn);
  const { extension, attribute } = path.path;
  const holder = extension === undefined ? document : document[extension];
  const fields = isJsonObject(holder) ? holder : {};
  const before = Object.hasOwn(fields, attribute.name) ? fields[attribute.name] : undefined;
  const at = extension === undefined ? attribute.name : `${extension}:${attribute.name}`;
  const after = attribute.multiValued
    ? nonEmpty(changeElements(operation, path, before === undefined ? [] : [before].flat(), options))
    : changeSingular(operation, path.path, before);
  const written = assign(fields, attribute, withImmutableParts(attribute, before, after, at), at);
  if (written === fields) return document;
  if (extension === undefined) return written;
  return Object.keys(written).length === 0 ? without(document, extension) : { ...document, [extension]: written };
}

/** To take a single value away is to unassign what it is made of; of a list each element that stays is held to its own. */
function withImmutableParts(
  attribute: Attribute,
  before: Json | undefined,
  after: Json | undefined,
  at: string,
): Json | undefined {
  if (attribute.multiValued) return keepImmutable(attribute, before, after, at);
  if (after !== undefined || !isJsonObject(before)) return after;
  const part = immutablePartsOf(attribute).find(({ name }) => before[name] !== undefined);
  if (part !== undefined) throw mutability(`${at}.${part.name} is immutable and has a value already.`);
  return undefined;
}

function nonEmpty(elements: readonly Json[]): Json | undefined {
  return elements.length === 0 ? undefined : elements;
}

/** Sub-attributes that are not named stay (§3.5.2.3). */
function changeSingular(
  operation: PatchOperation,
  { attribute, subAttribute }: AttributePath,
  before: Json | undefined,
): Json | undefined {
  if (subAttribute !== undefined) return changeSub(operation, attribute, subAttribute, before);
  const { value } = operation;
  return isJsonObject(value) && isJsonObject(before) ? assignAll(attribute, before, value) : value;
}

function changeSub(
  { op, value }: PatchOperation,
  attribute: Attribute,
  subAttribute: Attribute,
  holder: Json | undefined,
): Json | undefined {
  const fields = isJsonObject(holder) ? holder : {};
  const before = Object.hasOwn(fields, subAttribute.name) ? fields[subAttribute.name] : undefined;
  const isAddition = op === 'add' && subAttribute.multiValued && before !== undefined && value !== undefined;
  const after = isAddition ? addElements(subAttribute, [before].flat(), [value].flat()) : value;
  return assignSub(fields, subAttribute, after, attribute.name);
}

function changeElements(
  operation: PatchOperation,
  path: AttributePatchPath,
  elements: readonly Json[],
  options: PatchOptions,
): readonly Json[] {
  if (path.kind === 'value') return changeMatching(operation, path, elements, options);
  const { attribute, subAttribute } = path.path;
  if (subAttribute !== undefined) return changeEverySub(operation, attribute, subAttribute, elements);
  const given = operation.value === undefined ? undefined : [operation.value].flat();
  switch (operation.op) {
    case 'add':
      return addElements(attribute, elements, given ?? []);
    case 'replace':
      return given ?? [];
    case 'remove':
      return given === undefined ? [] : removeElements(attribute, elements, given);
  }
}

/** `emails.display` without a filter means every element; to write one `value` to several would lose the others. */
function changeEverySub(
  operation: PatchOperation,
  attribute: Attribute,
  subAttribute: Attribute,
  elements: readonly Json[],
): readonly Json[] {
  if (operation.value !== undefined && elements.length > 1 && subAttribute.name === 'value') {
    const path = `${attribute.name}[…].value`;
    throw noTarget(`${attribute.name} has ${elements.length} values; say in a filter which is meant: ${path}.`);
  }
  const change = (element: Json | undefined) => changeSub(operation, attribute, subAttribute, element);
  if (elements.length > 0) return mapElements(attribute, elements, () => true, change);
  const created = change(undefined);
  return created === undefined ? [] : [created];
}

function changeMatching(
  operation: PatchOperation,
  path: ValuePatchPath,
  elements: readonly Json[],
  options: PatchOptions,
): readonly Json[] {
  const matches = compileElementFilter(path.filter);
  if (elements.some(matches)) {
    return mapElements(path.path.attribute, elements, matches, (element) => changeElement(operation, path, element));
  }
  if (operation.op === 'remove') return elements;
  const creates = options.createMissing || operation.op === 'add';
  const described = creates ? describedBy(path.filter) : undefined;
  if (described === undefined || !matches(described)) {
    throw noTarget(`${printPatchPath(path).slice(0, 80)}: no value of ${path.path.attribute.name} matches the filter.`);
  }
  // To unassign what is absent changes nothing.
  if (operation.op === 'replace' && operation.value === undefined) return elements;
  return addElements(path.path.attribute, elements, [createElement(operation, path, described)]);
}

function changeElement(
  operation: PatchOperation,
  { path, subAttribute }: ValuePatchPath,
  element: Json,
): Json | undefined {
  if (subAttribute !== undefined) return changeSub(operation, path.attribute, subAttribute, element);
  const { op, value } = operation;
  if (op === 'remove') return undefined;
  if (op === 'replace') return value;
  if (value === undefined) return element;
  return isJsonObject(value) && isJsonObject(element) ? assignAll(path.attribute, element, value) : value;
}

function createElement({ value }: PatchOperation, { path, subAttribute }: ValuePatchPath, described: JsonObject): Json {
  if (path.attribute.subAttributes === undefined) return described.value ?? null;
  if (subAttribute !== undefined) return value === undefined ? described : { ...described, [subAttribute.name]: value };
  return isJsonObject(value) ? { ...described, ...value } : described;
}

/** The element that a filter of `eq` terms joined by `and` demands; undefined for any other filter. */
function describedBy(filter: Filter): JsonObject | undefined {
  const terms = filter.kind === 'and' ? filter.operands : [filter];
  const entries = terms.map((term) =>
    term.kind === 'compare' && term.operator === 'eq' && term.value !== ''
      ? ([term.path.attribute.name, term.value] as const)
      : undefined,
  );
  return entries.every((entry) => entry !== undefined) ? Object.fromEntries(entries) : undefined;
}
