/**
 * The values of PATCH operations in the canonical form of their targets (RFC 7644 §3.5.2.1–3.5.2.3).
 *
 * What holds several attributes becomes one operation for each: that is how attributes which are not named stay.
 */
import { invalidPath, invalidValue } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type AttributePatchPath, type PatchPath, printPatchPath, subAttributeOf } from '../path/parse.ts';
import type { Attribute } from '../schema/attribute.ts';
import { coerceElement, coerceValue, type OnUnknown } from '../schema/coerce.ts';
import { immutablePartsOf } from '../schema/immutable.ts';
import { findAttribute, findExtension } from '../schema/lookup.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { PatchOp, PatchOperation } from './operation.ts';

/**
 * The operations that `op` with `value` comes to: none when there is nothing to do. Unknown names are told to
 * `onUnknown`. Throws 400 `invalidValue` for a value that does not fit or is missing.
 */
export function bindValue(
  op: PatchOp,
  path: PatchPath,
  value: Json | undefined,
  type: ResourceType,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  if (value === undefined && op !== 'remove' && !isDescribed(op, path)) {
    throw invalidValue(`${printPatchPath(path)}: "${op}" needs a value.`);
  }
  if (path.kind === 'extension') return bindExtension(op, path.urn, value, type, onUnknown);
  if (path.path.attribute.name === type.memberAttribute) return bindMembers(op, path, value);
  if (path.path.attribute.returned === 'never' || subAttributeOf(path)?.returned === 'never')
    return checkOnly(path, value, onUnknown);
  if (op === 'remove') return bindRemoval(path, value, onUnknown);
  return isWholeComplex(path)
    ? bindComplex(op, path, value ?? null, type, onUnknown)
    : bindSimple(op, path, value, onUnknown);
}

/** `add` with a path such as `members[value eq "2819c223"]` says all there is to say. */
function isDescribed(op: PatchOp, path: PatchPath): boolean {
  return op === 'add' && path.kind === 'value' && path.subAttribute === undefined;
}

function bindExtension(
  op: PatchOp,
  urn: string,
  value: Json | undefined,
  type: ResourceType,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  const attributes = findExtension(type, urn)?.attributes ?? [];
  if (op === 'remove') {
    // By name, so that one which cannot be taken away refuses the whole.
    const held = attributes.filter((attribute) => attribute.mutability === 'immutable' || hasImmutablePart(attribute));
    const each = held.map((attribute): PatchOperation => {
      return { op, path: { kind: 'attribute', path: { extension: urn, attribute } }, value: undefined };
    });
    return [...each, { op, path: { kind: 'extension', urn }, value: undefined }];
  }
  if (value === null) return op === 'add' ? [] : bindExtension('remove', urn, undefined, type, onUnknown);
  if (!isJsonObject(value)) {
    throw invalidValue(`${urn}: the value must be an object with the attributes of that extension.`);
  }
  return Object.entries(value).flatMap(([name, field]) => {
    const attribute = findAttribute(attributes, name);
    if (attribute === undefined) onUnknown(`${urn}:${name}`);
    if (attribute === undefined || attribute.mutability === 'readOnly') return [];
    return bindValue(op, { kind: 'attribute', path: { extension: urn, attribute } }, field, type, onUnknown);
  });
}

function hasImmutablePart(attribute: Attribute): boolean {
  return !attribute.multiValued && immutablePartsOf(attribute).length > 0;
}

/** A path to a sub-attribute of every member would, read as a path to the members, remove them all. */
function bindMembers(op: PatchOp, path: AttributePatchPath, value: Json | undefined): readonly PatchOperation[] {
  const { name } = path.path.attribute;
  if (path.kind === 'attribute' && path.path.subAttribute !== undefined) {
    throw invalidPath(`path "${printPatchPath(path)}" is not accepted; use ${name} or ${name}[value eq "…"].`);
  }
  return [{ op, path, value }];
}

/** A password is looked at and forgotten. */
function checkOnly(path: AttributePatchPath, value: Json | undefined, onUnknown: OnUnknown): readonly [] {
  if (value !== undefined) coerceForPath(path, value, onUnknown);
  return [];
}

/** A list takes those elements away, an empty one none (Entra, authentik); anywhere else a value means nothing. */
function bindRemoval(
  path: AttributePatchPath,
  value: Json | undefined,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  const isWhole = path.kind === 'attribute' && path.path.subAttribute === undefined && path.path.attribute.multiValued;
  if (!isWhole || value === undefined || value === null) return [{ op: 'remove', path, value: undefined }];
  const elements = coerceForPath(path, value, onUnknown);
  return elements === undefined ? [] : [{ op: 'remove', path, value: elements }];
}

function isWholeComplex({ kind, path }: AttributePatchPath): boolean {
  return (
    kind === 'attribute' &&
    path.attribute.type === 'complex' &&
    !path.attribute.multiValued &&
    path.subAttribute === undefined
  );
}

/** An object, in a list of one as Entra sends it, or what stands for one (a bare string for its `value`). */
function bindComplex(
  op: PatchOp,
  path: AttributePatchPath,
  value: Json,
  type: ResourceType,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  const [first = null] = Array.isArray(value) && value.length === 1 ? (value as readonly Json[]) : [value];
  const { attribute } = path.path;
  if (!isJsonObject(first)) return bindSimple(op, path, first, onUnknown);
  if (findAttribute(attribute.subAttributes ?? [], 'value') === undefined) {
    return bindSubAttributes(op, path, first, type, onUnknown);
  }
  // Entra unassigns a manager by `{"value": ""}`; an object without a value leaves the one there is.
  const unassigns = Object.entries(first).some(([name, field]) => name.toLowerCase() === 'value' && isEmpty(field));
  if (unassigns) return bindSimple(op, path, null, onUnknown);
  const coerced = coerceForPath(path, first, onUnknown);
  return coerced === undefined ? [] : [{ op, path, value: coerced }];
}

function isEmpty(value: Json): boolean {
  return value === null || value === '';
}

/** One operation for each sub-attribute, so that one which is null is unassigned and the others stay (§3.5.2.3). */
function bindSubAttributes(
  op: PatchOp,
  path: AttributePatchPath,
  object: JsonObject,
  type: ResourceType,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  return Object.entries(object).flatMap(([name, field]) => {
    const subAttribute = findAttribute(path.path.attribute.subAttributes ?? [], name);
    if (subAttribute === undefined) onUnknown(`${printPatchPath(path)}.${name}`);
    if (subAttribute === undefined || subAttribute.mutability === 'readOnly') return [];
    return bindValue(op, { kind: 'attribute', path: { ...path.path, subAttribute } }, field, type, onUnknown);
  });
}

function bindSimple(
  op: PatchOp,
  path: AttributePatchPath,
  value: Json | undefined,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  const coerced = value === undefined ? undefined : coerceForPath(path, value, onUnknown);
  // To add nothing changes nothing; to replace by nothing is to unassign.
  if (op === 'add' && coerced === undefined && !isDescribed(op, path)) return [];
  if (coerced === undefined && isRequired(path)) {
    throw invalidValue(`${printPatchPath(path)} is required and must not be empty.`);
  }
  return [{ op, path, value: coerced }];
}

function isRequired(path: AttributePatchPath): boolean {
  return subAttributeOf(path)?.required ?? (path.kind === 'attribute' && path.path.attribute.required);
}

function coerceForPath(path: AttributePatchPath, value: Json, onUnknown: OnUnknown): Json | undefined {
  const at = printPatchPath(path);
  const subAttribute = subAttributeOf(path);
  if (subAttribute !== undefined) return coerceValue(subAttribute, value, at, onUnknown);
  if (path.kind === 'attribute') return coerceValue(path.path.attribute, value, at, onUnknown);
  const elements = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (elements.length > 1) throw invalidValue(`${at}: the value must be one element.`);
  return coerceElement(path.path.attribute, elements[0] ?? null, at, onUnknown);
}
