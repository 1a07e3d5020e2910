/** The PatchOp message (RFC 7644 §3.5.2) as operations bound to the schema, their values in canonical form. */
import { invalidPath, invalidSyntax, invalidValue, mutability, noTarget, unknownAttributes } from '../errors.ts';
import type { Interoperability } from '../interoperability.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type PatchPath, parsePatchPath, printPatchPath, subAttributeOf } from '../path/parse.ts';
import { resolvePath } from '../path/resolve.ts';
import type { OnUnknown } from '../schema/coerce.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { showValue } from '../show-value.ts';
import { patchOpMessage } from '../urns.ts';
import { bindValue } from './bind-value.ts';
import type { PatchOp, PatchOperation } from './operation.ts';

export interface ParsedPatch {
  readonly operations: readonly PatchOperation[];
  /** Names the schema does not have, each once. */
  readonly ignored: readonly string[];
}

/** How a PATCH is read. */
export type PatchReading = Pick<Interoperability, 'unknownAttribute' | 'pathlessPatch' | 'emptyPatch'>;

const liberal: PatchReading = { unknownAttribute: 'ignore', pathlessPatch: 'accept', emptyPatch: 'refuse' };
/** Operations in one PATCH, at most. */
export const maxPatchOperations = 1_000;

/**
 * Reads a PatchOp message. An operation without a path becomes one for each attribute of its value; readOnly and
 * unknown attributes in there are ignored, the unknown ones are reported; `reading` may refuse either. Throws 400
 * `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget`, or `mutability` for a path to a readOnly
 * attribute.
 */
export function parsePatch(body: unknown, type: ResourceType, reading: PatchReading = liberal): ParsedPatch {
  const ignored = new Set<string>();
  const onUnknown: OnUnknown = (path) => ignored.add(path.slice(0, 80));
  const operations = readEnvelope(body, reading).flatMap((operation, index) =>
    parseOperation(operation, `Operations[${index}]`, type, reading, onUnknown),
  );
  if (reading.unknownAttribute === 'refuse' && ignored.size > 0) throw unknownAttributes([...ignored]);
  return { operations, ignored: [...ignored] };
}

/**
 * The operations, one object for a list of one; envelope keys are read in any letter case (`Schemas`, `operations`), and
 * `schemas` may be missing.
 */
function readEnvelope(body: unknown, { emptyPatch }: PatchReading): readonly Json[] {
  if (!isJsonObject(body)) throw invalidSyntax('The body must be a JSON object with "Operations".');
  checkSchemas(memberOf(body, 'schemas') ?? null);
  // As the RFC spells it, or in any letter case.
  const sent = body.Operations ?? memberOf(body, 'operations');
  const operations = isJsonObject(sent) ? [sent] : sent;
  if (!Array.isArray(operations)) throw invalidSyntax('"Operations" is missing; it must be a list of operations.');
  if (operations.length === 0 && emptyPatch === 'refuse') {
    throw invalidValue('Operations is empty; it must hold at least one operation.');
  }
  if (operations.length > maxPatchOperations) {
    throw invalidValue(`Operations has ${operations.length} elements; at most ${maxPatchOperations} are accepted.`);
  }
  return operations as readonly Json[];
}

function checkSchemas(schemas: Json): void {
  if (schemas === null) return;
  const urns = Array.isArray(schemas) ? (schemas as readonly Json[]) : [schemas];
  const isPatchOp = (urn: Json) => typeof urn === 'string' && urn.toLowerCase() === patchOpMessage.toLowerCase();
  if (!urns.some(isPatchOp)) throw invalidSyntax(`schemas must contain "${patchOpMessage}".`);
}

function parseOperation(
  operation: Json,
  at: string,
  type: ResourceType,
  reading: PatchReading,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  if (!isJsonObject(operation)) throw invalidSyntax(`${at} must be an object with "op".`);
  const op = parseOp(memberOf(operation, 'op'), at);
  const path = memberOf(operation, 'path') ?? '';
  const value = memberOf(operation, 'value');
  if (typeof path !== 'string') throw invalidPath(`${at}.path must be a string.`);
  if (path.trim() === '') {
    if (reading.pathlessPatch === 'accept' || op === 'remove') return parsePathless(op, value, at, type, onUnknown);
    throw invalidPath(`${at} has no path; this connection is strict and needs one in each operation.`);
  }
  if (isCoreSchema(path, type)) return parsePathless(op, value, at, type, onUnknown);
  const target = parsePatchPath(path, type);
  if (target === undefined) {
    if (reading.unknownAttribute === 'refuse') {
      throw invalidPath(
        `${at}.path: the schema has no ${JSON.stringify(path.slice(0, 80))}; this connection is strict.`,
      );
    }
    onUnknown(path);
    return [];
  }
  if (!isWritable(target, type)) throw mutability(`${printPatchPath(target)} is readOnly and cannot be changed.`);
  return bindValue(op, target, value, type, onUnknown);
}

function parseOp(op: Json | undefined, at: string): PatchOp {
  const name = typeof op === 'string' ? op.toLowerCase() : '';
  if (name === 'add' || name === 'replace' || name === 'remove') return name;
  throw invalidSyntax(`${at}.op: ${showValue(op ?? null)} is not accepted; it must be "add", "replace" or "remove".`);
}

/** The URN of the core schema alone means the resource, as that of an extension means what the extension adds to it. */
function isCoreSchema(path: string, type: ResourceType): boolean {
  return path.trim().toLowerCase() === type.schema.id.toLowerCase();
}

function parsePathless(
  op: PatchOp,
  value: Json | undefined,
  at: string,
  type: ResourceType,
  onUnknown: OnUnknown,
): readonly PatchOperation[] {
  if (op === 'remove') throw noTarget(`${at}: "remove" needs a path to an attribute (RFC 7644 §3.5.2.2).`);
  if (!isJsonObject(value)) {
    throw invalidValue(`${at}.value: without a path it must be an object of the attributes to ${op}.`);
  }
  return fieldsOf(value, type).flatMap(([name, field]) => {
    const target = name.includes('[') ? parsePatchPath(name, type) : resolvePath(name, type);
    if (target === undefined) onUnknown(name);
    if (target === undefined || !isWritable(target, type)) return [];
    return bindValue(op, target, field, type, onUnknown);
  });
}

/** What a value without a path names; beside it what stands under the URN of the core schema. */
function fieldsOf(value: JsonObject, type: ResourceType): readonly (readonly [name: string, field: Json])[] {
  return Object.entries(value).flatMap(([name, field]) =>
    isCoreSchema(name, type) && isJsonObject(field) ? Object.entries(field) : [[name, field] as const],
  );
}

/** What is said of a member beside its id is derived; clients write it all the same, and it is ignored later. */
function isWritable(path: PatchPath, type: ResourceType): boolean {
  if (path.kind === 'extension') return true;
  const { attribute } = path.path;
  if (attribute.mutability === 'readOnly') return false;
  return attribute.name === type.memberAttribute || subAttributeOf(path)?.mutability !== 'readOnly';
}

/** The member of that name; `name` is in lower case, the member's may be in any. */
function memberOf(object: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : object[key];
}
