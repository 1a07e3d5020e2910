/** The search request (RFC 7644 §3.4.3): the parameters of a list in the body of a POST. */
import { invalidSyntax, invalidValue } from '../errors.ts';
import { isJsonObject, type Json } from '../json.ts';
import { showValue } from '../show-value.ts';
import { searchRequestMessage } from '../urns.ts';
import type { ListParameters } from './list-request.ts';

type Read = (name: string, value: Json) => string;

/** Every parameter with the way it is read; in the order of the RFC, then RFC 9865 §2. */
const parameters: readonly (readonly [name: string, read: Read])[] = [
  ['attributes', readNames],
  ['excludedAttributes', readNames],
  ['filter', readText],
  ['sortBy', readText],
  ['sortOrder', readText],
  ['startIndex', readInteger],
  ['count', readInteger],
  ['cursor', readText],
];

const byName = new Map(parameters.map((parameter) => [parameter[0].toLowerCase(), parameter]));

/**
 * The parameters as a query string with the same values would bring them, so that both are read by one parser. No
 * body asks for everything. Keys have no letter case; unknown ones are ignored, null is as good as absent, `schemas`
 * may be missing. Throws 400 `invalidSyntax` for another message, `invalidValue` naming a key with a wrong type.
 */
export function parseSearchRequest(body: unknown): ListParameters {
  if (body === undefined) return {};
  if (!isJsonObject(body)) throw invalidSyntax('The body must be a JSON object with the parameters of the search.');
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(body)) {
    if (key.toLowerCase() === 'schemas') checkSchemas(value);
    const [name, read] = byName.get(key.toLowerCase()) ?? [];
    if (name !== undefined && read !== undefined && value !== null && !found.has(name)) {
      found.set(name, read(name, value));
    }
  }
  return Object.fromEntries(found);
}

function checkSchemas(schemas: Json): void {
  if (schemas === null) return;
  const urns = Array.isArray(schemas) ? (schemas as readonly Json[]) : [schemas];
  const isSearchRequest = (urn: Json) =>
    typeof urn === 'string' && urn.toLowerCase() === searchRequestMessage.toLowerCase();
  if (!urns.some(isSearchRequest)) throw invalidSyntax(`schemas must contain "${searchRequestMessage}".`);
}

function readText(name: string, value: Json): string {
  if (typeof value === 'string') return value;
  throw mismatch(name, value, 'a string');
}

/** What is no integer is refused where the query string's value would be. */
function readInteger(name: string, value: Json): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw mismatch(name, value, 'an integer');
}

/** A list of names, or the comma-separated form of the query string. */
function readNames(name: string, value: Json): string {
  const names = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const isText = (each: Json): each is string => typeof each === 'string';
  if (!names.every(isText)) throw mismatch(name, value, 'a list of attribute names');
  return names.join(',');
}

function mismatch(name: string, value: Json, accepted: string): Error {
  return invalidValue(`${name}: ${showValue(value)} is not accepted; it must be ${accepted}.`);
}
