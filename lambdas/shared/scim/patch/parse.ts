/** The PatchOp message (RFC 7644 §3.5.2) as operations bound to the schema, their values in canonical form. */
import { invalidSyntax, invalidValue, mutability, noTarget } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type AttributePath, printAttributePath } from '../path/attribute-path.ts';
import { attributeName, type PatchPath, parsePatchPath } from '../path/parse.ts';
import type { Attribute } from '../schema/attribute.ts';
import { coerceElement, coerceValue, type OnUnknown } from '../schema/coerce.ts';
import { findAttribute, findExtension } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { patchOpMessage } from '../urns.ts';

export type PatchOp = 'add' | 'replace' | 'remove';

export interface PatchOperation {
  readonly op: PatchOp;
  readonly path: PatchPath;
  /**
   * In canonical form; undefined where there is none, or where it means "unassigned". Values of the attribute whose
   * elements are stored one by one (`members`) are left as they came.
   */
  readonly value?: Json;
  /** Sub-attributes of a complex value that were sent as null or empty, and so are to be unassigned. */
  readonly cleared?: readonly string[];
}

export interface ParsedPatch {
  readonly operations: readonly PatchOperation[];
  /** Names the schema does not have. */
  readonly ignored: readonly string[];
}

/** Operations in one PATCH, at most. */
const maxOperations = 1_000;

/**
 * Reads a PatchOp message. An operation without a path becomes one for each attribute of its value; readOnly and
 * unknown attributes in there are ignored, the unknown ones are reported. Throws 400 `invalidSyntax`, `invalidPath`,
 * `invalidValue`, `noTarget`, or `mutability` for a path to a readOnly attribute.
 */
export function parsePatch(body: unknown, type: ResourceType): ParsedPatch {
  const ignored: string[] = [];
  const operations = readEnvelope(body).flatMap((operation, index) =>
    parseOperation(operation, `Operations[${index}]`, type, (path) => ignored.push(path)),
  );
  return { operations, ignored };
}

/** The operations; envelope keys are read in any letter case (`Schemas`, `operations`), and `schemas` may be missing. */
function readEnvelope(body: unknown): readonly Json[] {
  if (!isJsonObject(body)) throw invalidSyntax('The body must be a JSON object with "Operations".');
  const envelope = lowerCaseKeys(body);
  const schemas = envelope.get('schemas');
  if (Array.isArray(schemas) && schemas.length > 0 && !schemas.includes(patchOpMessage)) {
    throw invalidSyntax(`schemas must contain "${patchOpMessage}".`);
  }
  const operations = envelope.get('operations');
  if (!Array.isArray(operations)) throw invalidSyntax('"Operations" is missing; it must be a list of operations.');
  if (operations.length === 0) throw invalidValue('Operations is empty; it must hold at least one operation.');
  if (operations.length > maxOperations) {
    throw invalidValue(`Operations has ${operations.length} elements; at most ${maxOperations} are accepted.`);
  }
  return operations as readonly Json[];
}

function parseOperation(
  operation: Json,
  at: string,
  type: ResourceType,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  if (!isJsonObject(operation)) throw invalidSyntax(`${at} must be an object with "op".`);
  const fields = lowerCaseKeys(operation);
  const op = parseOp(fields.get('op'), at);
  const path = fields.get('path') ?? '';
  const value = fields.get('value');
  if (typeof path !== 'string') throw invalidSyntax(`${at}.path must be a string.`);
  if (path.trim() === '') return parsePathless(op, value, at, type, onUnknown);
  const target = parsePatchPath(path, type);
  if (target === undefined) {
    onUnknown(path);
    return [];
  }
  checkWritable(target);
  return bindValue(op, target, value, type, onUnknown);
}

function parseOp(op: Json | undefined, at: string): PatchOp {
  const name = typeof op === 'string' ? op.toLowerCase() : '';
  if (name === 'add' || name === 'replace' || name === 'remove') return name;
  const shown = JSON.stringify(op ?? null).slice(0, 40);
  throw invalidSyntax(`${at}.op: ${shown} is not accepted; it must be "add", "replace" or "remove".`);
}

function parsePathless(
  op: PatchOp,
  value: Json | undefined,
  at: string,
  type: ResourceType,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  if (op === 'remove') throw noTarget(`${at}: "remove" needs a path (RFC 7644 §3.5.2.2).`);
  if (!isJsonObject(value)) {
    throw invalidValue(`${at}.value: without a path it must be an object of the attributes to ${op}.`);
  }
  return Object.entries(value).flatMap(([name, field]) => {
    const target = parsePathlessName(name, type);
    if (target === undefined) onUnknown(name);
    if (target === undefined || !isWritable(target)) return [];
    return bindValue(op, target, field, type, onUnknown);
  });
}

/** `displayName`, `name.givenName`, `urn:…:User:department`, `emails[type eq "work"].value`: each can be a key. */
function parsePathlessName(name: string, type: ResourceType): PatchPath | undefined {
  return name.includes('[') || attributeName.test(name) ? parsePatchPath(name, type) : undefined;
}

function bindValue(
  op: PatchOp,
  path: PatchPath,
  value: Json | undefined,
  type: ResourceType,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  if (path.kind === 'extension') return bindExtension(op, path.urn, value, type, onUnknown);
  const { attribute } = path.path;
  if (attribute.name === type.memberAttribute) return [{ op, path, ...(value === undefined ? {} : { value }) }];
  if (value === undefined && op !== 'remove') {
    throw invalidValue(`${printAttributePath(path.path)}: "${op}" needs a value.`);
  }
  const coerced = value === undefined ? undefined : coerceForPath(op, path, value, onUnknown);
  if (isNeverReturned(path)) return [];
  // `remove` with a list of values takes away those; an empty list takes away none.
  if (op === 'remove' && Array.isArray(value) && coerced === undefined) return [];
  return [{ op, path, ...(coerced === undefined ? {} : { value: coerced }), ...clearedIn(path, value) }];
}

/** An extension's object stands for its attributes; null or `remove` for the whole of it. */
function bindExtension(
  op: PatchOp,
  urn: string,
  value: Json | undefined,
  type: ResourceType,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  if (op === 'remove' || value === null) return [{ op: 'remove', path: { kind: 'extension', urn } }];
  if (!isJsonObject(value))
    throw invalidValue(`${urn}: the value must be an object with the attributes of that extension.`);
  const attributes = findExtension(type, urn)?.attributes ?? [];
  return Object.entries(value).flatMap(([name, field]) => {
    const attribute = findAttribute(attributes, name);
    if (attribute === undefined) onUnknown(`${urn}:${name}`);
    if (attribute === undefined || attribute.mutability === 'readOnly') return [];
    return bindValue(op, { kind: 'attribute', path: { extension: urn, attribute } }, field, type, onUnknown);
  });
}

function coerceForPath(
  op: PatchOp,
  path: Exclude<PatchPath, { kind: 'extension' }>,
  value: Json,
  onUnknown: OnUnknown,
): Json | undefined {
  const subAttribute = subAttributeOf(path);
  const at = printAttributePath({ ...path.path, ...(subAttribute === undefined ? {} : { subAttribute }) });
  if (subAttribute !== undefined) return coerceValue(subAttribute, value, at, onUnknown);
  if (path.kind === 'attribute') return coerceValue(path.path.attribute, value, at, onUnknown);
  const [first = null, ...others] = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (others.length > 0 && op !== 'remove') throw invalidValue(`${at}: the value must be one element.`);
  return coerceElement(path.path.attribute, first, at, onUnknown);
}

function clearedIn(path: PatchPath, value: Json | undefined): { readonly cleared?: readonly string[] } {
  if (path.kind !== 'attribute' || path.path.subAttribute !== undefined || !isJsonObject(value)) return {};
  const subAttributes = path.path.attribute.subAttributes ?? [];
  const cleared = Object.entries(value)
    .filter(([, field]) => field === null || field === '')
    .flatMap(([name]) => findAttribute(subAttributes, name)?.name ?? []);
  return cleared.length === 0 ? {} : { cleared };
}

/** The sub-attribute that a path ends in, if it does. */
export function subAttributeOf(path: Exclude<PatchPath, { kind: 'extension' }>): Attribute | undefined {
  return path.kind === 'value' ? path.subAttribute : path.path.subAttribute;
}

function isWritable(path: PatchPath): boolean {
  if (path.kind === 'extension') return true;
  return path.path.attribute.mutability !== 'readOnly' && subAttributeOf(path)?.mutability !== 'readOnly';
}

function checkWritable(path: PatchPath): void {
  if (path.kind === 'extension' || isWritable(path)) return;
  const subAttribute = subAttributeOf(path);
  const named: AttributePath = { ...path.path, ...(subAttribute === undefined ? {} : { subAttribute }) };
  throw mutability(`${printAttributePath(named)} is readOnly and cannot be changed.`);
}

function isNeverReturned(path: Exclude<PatchPath, { kind: 'extension' }>): boolean {
  return path.path.attribute.returned === 'never' || subAttributeOf(path)?.returned === 'never';
}

function lowerCaseKeys(object: JsonObject): ReadonlyMap<string, Json> {
  return new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
}
