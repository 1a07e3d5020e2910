/** Members as a client names them (RFC 7643 §4.2): by `value`, with a type that may be known from `type` or `$ref`. */
import { invalidValue } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { showValue } from '../show-value.ts';

export interface MemberReference {
  readonly value: string;
  readonly type?: string;
}

/** `$ref` of a member as it is shown: the URI of its resource. */
export function memberUri({ value, type }: Required<MemberReference>, baseUrl: string): string {
  return `${baseUrl}/${type}s/${value}`;
}

/** Longer than any id; what is longer cannot be a member. */
const maxLength = 512;
const refPattern = /(?:^|\/)(User|Group)s\/[^/]+$/;

/**
 * The members in `value`: a list, one object or a bare id; null means none. Each id once. Throws 400 `invalidValue`
 * for an element without an id.
 */
export function parseMemberReferences(value: Json, at: string): readonly MemberReference[] {
  if (value === null || value === '') return [];
  const elements = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const references = new Map<string, MemberReference>();
  for (const element of elements) {
    const reference = parseReference(element, at);
    if (!references.has(reference.value)) references.set(reference.value, reference);
  }
  return [...references.values()];
}

function parseReference(element: Json, at: string): MemberReference {
  const fields = isJsonObject(element) ? lowerCaseKeys(element) : new Map([['value', element]]);
  const value = fields.get('value');
  if (typeof value !== 'string' || value === '' || value.length > maxLength || !value.isWellFormed()) {
    throw invalidValue(
      `${at}.value: ${showValue(value ?? null)} is not accepted; it must be the id of a user or a group.`,
    );
  }
  const type = typeOf(fields);
  return type === undefined ? { value } : { value, type };
}

function lowerCaseKeys(element: JsonObject): ReadonlyMap<string, Json> {
  return new Map(Object.entries(element).map(([name, field]) => [name.toLowerCase(), field]));
}

function typeOf(fields: ReadonlyMap<string, Json>): string | undefined {
  const type = fields.get('type');
  if (typeof type === 'string') {
    const known = ['User', 'Group'].find((name) => name.toLowerCase() === type.toLowerCase());
    if (known !== undefined) return known;
  }
  const ref = fields.get('$ref');
  return typeof ref === 'string' && ref.length <= 2_048 ? refPattern.exec(ref)?.[1] : undefined;
}
