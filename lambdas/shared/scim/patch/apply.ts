/** Applying PATCH operations to a document (RFC 7644 §3.5.2): a new document, the old one untouched. */
import { equalJson } from '../equal-json.ts';
import { mutability, noTarget } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { compileFilter } from '../filter/evaluate.ts';
import { printFilter } from '../filter/print.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type AttributePath, printAttributePath } from '../path/attribute-path.ts';
import type { PatchPath } from '../path/parse.ts';
import { findAttribute } from '../schema/lookup.ts';
import { addElements, mapElements, removeElements } from './elements.ts';
import type { PatchOperation } from './parse.ts';

export interface PatchOptions {
  /**
   * Whether a value path that matches no element creates the one it describes, as Entra expects; otherwise that is
   * `noTarget`, as RFC 7644 §3.5.2.3 has it for `replace`.
   */
  readonly createMissing: boolean;
}

/**
 * The document after all operations, in order; the same object when nothing changed. Throws 400 `noTarget` or
 * `mutability`, and the document is then as it was.
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
  switch (path.kind) {
    case 'extension':
      return setField(document, path.urn, undefined);
    case 'attribute':
      return writeAttribute(document, path.path, changeAttribute(operation, path.path));
    case 'value':
      return writeAttribute(document, path.path, (current) => changeMatching(operation, path, current, options));
  }
}

type Change = (current: Json | undefined) => Json | undefined;

function changeAttribute(operation: PatchOperation, path: AttributePath): Change {
  const { attribute, subAttribute } = path;
  if (subAttribute !== undefined) {
    return attribute.multiValued
      ? (current) => changeSubAttributes(operation, subAttribute.name, current)
      : (current) => setSubAttribute(current, subAttribute.name, operation);
  }
  if (operation.op === 'remove') return (current) => removeValue(operation, path, current);
  if (attribute.multiValued) return (current) => changeElements(operation, current);
  if (attribute.type === 'complex') return (current) => mergeComplex(operation, path, current);
  return () => operation.value;
}

function removeValue(
  { value }: PatchOperation,
  { attribute }: AttributePath,
  current: Json | undefined,
): Json | undefined {
  if (value !== undefined && attribute.multiValued) return nonEmpty(removeElements(asList(current), asList(value)));
  if (attribute.required) throw mutability(`${attribute.name} is required and cannot be removed.`);
  return undefined;
}

function changeElements({ op, value }: PatchOperation, current: Json | undefined): Json | undefined {
  if (op === 'replace') return value;
  return nonEmpty(addElements(asList(current), asList(value)));
}

/**
 * Sub-attributes that are not named stay (§3.5.2.3). Where the attribute has a `value`, as a manager has, the others
 * describe it: with a new value comes a new description.
 */
function mergeComplex(
  { value, cleared = [] }: PatchOperation,
  { attribute }: AttributePath,
  current: Json | undefined,
): Json | undefined {
  if (!isJsonObject(value)) return undefined;
  const hasValue = findAttribute(attribute.subAttributes ?? [], 'value') !== undefined;
  if (
    !isJsonObject(current) ||
    (hasValue && value.value !== undefined && !equalJson(value.value, current.value ?? null))
  )
    return value;
  const kept = Object.entries(current).filter(([name]) => !cleared.includes(name));
  return { ...Object.fromEntries(kept), ...value };
}

function setSubAttribute(current: Json | undefined, name: string, { op, value }: PatchOperation): Json | undefined {
  const fields = isJsonObject(current) ? current : {};
  return nonEmptyObject(setField(fields, name, op === 'remove' ? undefined : value));
}

/** `emails.type` without a filter means every element; where there is none, a new one is made of it. */
function changeSubAttributes(operation: PatchOperation, name: string, current: Json | undefined): Json | undefined {
  const elements = asList(current);
  if (elements.length === 0) {
    const created = setSubAttribute(undefined, name, operation);
    return created === undefined ? undefined : [created];
  }
  return nonEmpty(
    mapElements(
      elements,
      () => true,
      (element) => setSubAttribute(element, name, operation),
    ),
  );
}

function changeMatching(
  operation: PatchOperation,
  path: Extract<PatchPath, { kind: 'value' }>,
  current: Json | undefined,
  options: PatchOptions,
): Json | undefined {
  const { attribute } = path.path;
  const elements = asList(current);
  const matches = compileFilter(path.filter);
  const isMeant = (element: Json) => isJsonObject(element) && matches(element);
  const change = (element: Json) => changeElement(operation, path, element);
  if (elements.some(isMeant)) return asValue(attribute.multiValued, mapElements(elements, isMeant, change));
  if (operation.op === 'remove' || operation.value === undefined) return current;
  const created = createElement(operation, path, options);
  return asValue(attribute.multiValued, addElements(attribute.multiValued ? elements : [], [created]));
}

function changeElement(
  operation: PatchOperation,
  { subAttribute }: Extract<PatchPath, { kind: 'value' }>,
  element: Json,
): Json | undefined {
  if (subAttribute !== undefined) return setSubAttribute(element, subAttribute.name, operation);
  if (operation.op === 'remove') return undefined;
  if (operation.op === 'replace' || !isJsonObject(operation.value) || !isJsonObject(element)) return operation.value;
  return { ...element, ...operation.value };
}

/** The element a value path describes: what its filter demands, and the operation's value. */
function createElement(
  { value = null }: PatchOperation,
  { path, filter, subAttribute }: Extract<PatchPath, { kind: 'value' }>,
  { createMissing }: PatchOptions,
): Json {
  const described = createMissing ? describedBy(filter) : undefined;
  if (described === undefined) {
    throw noTarget(`No element of ${printAttributePath(path)} matches [${printFilter(filter).slice(0, 80)}].`);
  }
  if (subAttribute !== undefined) return { ...described, [subAttribute.name]: value };
  return isJsonObject(value) ? { ...described, ...value } : described;
}

/** The values that a filter of `eq` terms joined by `and` demands; undefined for any other filter. */
function describedBy(filter: Filter): JsonObject | undefined {
  if (filter.kind === 'and') {
    const parts = filter.operands.map(describedBy);
    return parts.every((part) => part !== undefined) ? (Object.assign({}, ...parts) as JsonObject) : undefined;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return undefined;
  return { [filter.path.attribute.name]: filter.value };
}

function writeAttribute(document: JsonObject, path: AttributePath, change: Change): JsonObject {
  const { extension, attribute } = path;
  const container = extension === undefined ? document : document[extension];
  const fields = isJsonObject(container) ? container : {};
  const before = fields[attribute.name];
  const after = change(before);
  if (attribute.mutability === 'immutable' && before !== undefined && !equalJson(before, after ?? null)) {
    throw mutability(`${printAttributePath(path)} is immutable and has a value already.`);
  }
  const written = setField(fields, attribute.name, after);
  return extension === undefined ? written : setField(document, extension, nonEmptyObject(written));
}

/** `fields` with one set, or taken away; the same object when that changes nothing. */
function setField(fields: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (fields[name] === value) return fields;
  if (value !== undefined) return { ...fields, [name]: value };
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function asValue(multiValued: boolean, elements: readonly Json[]): Json | undefined {
  return multiValued ? nonEmpty(elements) : elements[0];
}

function nonEmpty(elements: readonly Json[]): readonly Json[] | undefined {
  return elements.length === 0 ? undefined : elements;
}

function nonEmptyObject(fields: JsonObject): JsonObject | undefined {
  return Object.keys(fields).length === 0 ? undefined : fields;
}
