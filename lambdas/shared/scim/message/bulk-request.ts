/** The BulkRequest message (RFC 7644 §3.7). */
import { invalidSyntax, invalidValue, notFound, payloadTooLarge, ScimError } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { showValue } from '../show-value.ts';
import { bulkRequestMessage } from '../urns.ts';
import { findReferences, referenceIn } from './bulk-references.ts';

/** Operations in one request, at most (RFC 7644 §3.7.4). */
export const maxOperations = 1_000;
/** Bytes of the body of one request, at most. */
export const maxPayloadSize = 1_048_576;

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type BulkMethod = (typeof methods)[number];

/** The resource that a path means, or with an empty `target` the endpoint where new ones are made. */
export interface BulkPath {
  readonly type: ResourceType;
  /** An id, or `bulkId:` with the bulkId of a resource that the same request creates. */
  readonly target: string;
}

export interface BulkOperation {
  readonly kind: 'operation';
  readonly method: BulkMethod;
  /** Never missing from a POST. */
  readonly bulkId?: string;
  /** The version that the resource must have, as in If-Match. */
  readonly version?: string;
  readonly path: BulkPath;
  /** As it came, references and all; empty for a DELETE. */
  readonly data: JsonObject;
  /** Places, in the list of operations, of the POSTs whose new resources this one refers to; it may be its own. */
  readonly references: readonly number[];
}

/** An operation that cannot be performed, with as much of it as could be read. */
export interface RefusedOperation {
  readonly kind: 'refused';
  readonly method?: string;
  readonly bulkId?: string;
  readonly path?: BulkPath;
  readonly error: ScimError;
}

export interface BulkRequest {
  /** Errors after which no further operation is started. */
  readonly failOnErrors?: number;
  readonly operations: readonly (BulkOperation | RefusedOperation)[];
}

/** Longer than any id, and than any bulkId has to be. */
const maxIdLength = 512;
const pathPattern = /^\/?([^/?#]+)(?:\/([^/?#]+))?\/?$/;

/**
 * Reads a BulkRequest; keys in any letter case, and `schemas` may be missing. What is wrong with one operation refuses
 * that operation alone. Throws 400 `invalidSyntax` or `invalidValue` when the message as a whole cannot be understood,
 * and 413 for more than `maxOperations`.
 */
export function parseBulkRequest(body: unknown, types: readonly ResourceType[]): BulkRequest {
  if (!isJsonObject(body)) throw invalidSyntax('The body must be a JSON object with "Operations".');
  const envelope = lowerCaseKeys(body);
  const schemas = envelope.get('schemas');
  if (Array.isArray(schemas) && schemas.length > 0 && !schemas.includes(bulkRequestMessage)) {
    throw invalidSyntax(`schemas must contain "${bulkRequestMessage}".`);
  }
  const failOnErrors = parseFailOnErrors(envelope.get('failonerrors') ?? null);
  const read = readOperations(envelope.get('operations')).map((fields, i) => readOperation(fields, at(i), types));
  const creators = creatorsIn(read);
  return {
    ...(failOnErrors === undefined ? {} : { failOnErrors }),
    operations: read.map((operation, i) => bindReferences(operation, at(i), creators)),
  };
}

const at = (index: number): string => `Operations[${index}]`;

function parseFailOnErrors(value: Json): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw invalidValue(`failOnErrors: ${showValue(value)} is not accepted; it must be an integer of at least 1.`);
}

function readOperations(operations: Json | undefined): readonly ReadonlyMap<string, Json>[] {
  if (!Array.isArray(operations)) throw invalidSyntax('"Operations" is missing; it must be a list of operations.');
  if (operations.length === 0) throw invalidValue('Operations is empty; it must hold at least one operation.');
  if (operations.length > maxOperations) {
    throw payloadTooLarge(
      `The number of operations (${operations.length}) exceeds the maxOperations (${maxOperations}).`,
    );
  }
  return (operations as readonly Json[]).map((operation, i) => {
    if (!isJsonObject(operation)) throw invalidSyntax(`${at(i)} must be an object with "method" and "path".`);
    return lowerCaseKeys(operation);
  });
}

/** An operation before it is known what its references refer to. */
type ReadOperation = Omit<BulkOperation, 'references'> | RefusedOperation;

function readOperation(fields: ReadonlyMap<string, Json>, name: string, types: readonly ResourceType[]): ReadOperation {
  const [method, bulkId] = [fields.get('method'), fields.get('bulkid')];
  let known: Omit<RefusedOperation, 'kind' | 'error'> = {
    ...(typeof method === 'string' ? { method: method.slice(0, 20).toUpperCase().toWellFormed() } : {}),
    // What is no well-formed text would not be the same id when the client reads it.
    ...(typeof bulkId === 'string' && bulkId.isWellFormed() ? { bulkId } : {}),
  };
  try {
    const verb = parseMethod(method, name);
    const path = parsePath(fields.get('path'), verb, name, types);
    known = { ...known, path };
    return {
      kind: 'operation',
      method: verb,
      ...optional('bulkId', parseBulkId(bulkId, verb, name)),
      ...optional('version', parseVersion(fields.get('version'), verb, name)),
      path,
      data: parseData(fields.get('data'), verb, name),
    };
  } catch (error) {
    return refuse(known, error);
  }
}

function refuse(known: Omit<RefusedOperation, 'kind' | 'error'>, error: unknown): RefusedOperation {
  if (!(error instanceof ScimError)) throw error;
  return { kind: 'refused', ...known, error };
}

function parseMethod(method: Json | undefined, name: string): BulkMethod {
  if (method === undefined || method === null) throw invalidSyntax(`${name}.method is missing.`);
  const found = typeof method === 'string' ? methods.find((known) => known === method.toUpperCase()) : undefined;
  if (found !== undefined) return found;
  throw invalidValue(`${name}.method: ${showValue(method, 20)} is not accepted; it must be ${methods.join(', ')}.`);
}

function parsePath(path: Json | undefined, method: BulkMethod, name: string, types: readonly ResourceType[]): BulkPath {
  if (path === undefined || path === null) throw invalidSyntax(`${name}.path is missing.`);
  const fail = (wanted: string) =>
    invalidValue(`${name}.path: ${showValue(path)} is not accepted for ${method}; it must be ${wanted}.`);
  if (typeof path !== 'string' || !path.isWellFormed()) throw fail('such as "/Users"');
  const [, first = '', rest = ''] = pathPattern.exec(path) ?? [];
  const type = types.find(({ endpoint }) => endpoint.toLowerCase() === `/${first.toLowerCase()}`);
  if (type === undefined) {
    const endpoints = types.map(({ endpoint }) => endpoint).join(', ');
    throw notFound(`${name}.path: there is nothing at ${showValue(path)}; the endpoints are ${endpoints}.`);
  }
  const target = decode(rest);
  if ((method === 'POST') !== (target === '') || target.length > maxIdLength) {
    throw fail(`"${type.endpoint}${method === 'POST' ? '' : '/{id}'}"`);
  }
  return { type, target };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parseBulkId(bulkId: Json | undefined, method: BulkMethod, name: string): string | undefined {
  if (bulkId === undefined || bulkId === null) {
    if (method === 'POST') throw invalidValue(`${name}.bulkId is missing; a POST needs one.`);
    return undefined;
  }
  const isText = typeof bulkId === 'string' && bulkId !== '' && bulkId.isWellFormed();
  if (isText && bulkId.length <= maxIdLength) return bulkId;
  throw invalidValue(
    `${name}.bulkId: ${showValue(bulkId)} is not accepted; it must be 1 to ${maxIdLength} characters.`,
  );
}

/** Nothing that is created has a version yet. */
function parseVersion(version: Json | undefined, method: BulkMethod, name: string): string | undefined {
  if (version === undefined || version === null || method === 'POST') return undefined;
  if (typeof version === 'string') return version;
  throw invalidValue(`${name}.version: ${showValue(version)} is not accepted; it must be an entity tag.`);
}

function parseData(data: Json | undefined, method: BulkMethod, name: string): JsonObject {
  if (method === 'DELETE') return {};
  // The list alone is how RFC 7644 §3.7.3 prints it; erratum 5050 puts the PatchOp message around it.
  if (method === 'PATCH' && Array.isArray(data)) return { Operations: data as readonly Json[] };
  if (isJsonObject(data)) return data;
  throw invalidSyntax(`${name}.data must be the object that a single ${method} would have as its body.`);
}

/** The place of the POST that has each bulkId. */
function creatorsIn(operations: readonly ReadOperation[]): ReadonlyMap<string, number> {
  const creators = new Map<string, number>();
  for (const [i, { method, bulkId }] of operations.entries()) {
    if (method !== 'POST' || bulkId === undefined) continue;
    const other = creators.get(bulkId);
    if (other !== undefined) {
      throw invalidValue(
        `${at(i)}.bulkId: ${showValue(bulkId)} is the bulkId of ${at(other)} already; each POST needs one of its own.`,
      );
    }
    creators.set(bulkId, i);
  }
  return creators;
}

function bindReferences(
  operation: ReadOperation,
  name: string,
  creators: ReadonlyMap<string, number>,
): BulkOperation | RefusedOperation {
  if (operation.kind === 'refused') return operation;
  const { method, bulkId, path } = operation;
  try {
    const inPath = referenceIn(path.target);
    const found = findReferences(operation.data, (candidate) => creators.has(candidate));
    const references = new Set(
      [...(inPath === undefined ? [] : [inPath]), ...found].map((reference) => {
        const creator = creators.get(reference);
        if (creator !== undefined) return creator;
        throw invalidValue(
          `${name} refers to ${showValue(`bulkId:${reference}`)}, and no POST in this request has that bulkId.`,
        );
      }),
    );
    return { ...operation, references: [...references] };
  } catch (error) {
    return refuse({ method, ...optional('bulkId', bulkId), path }, error);
  }
}

function optional<K extends string>(name: K, value: string | undefined): { readonly [N in K]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: string };
}

function lowerCaseKeys(object: JsonObject): ReadonlyMap<string, Json> {
  return new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
}
