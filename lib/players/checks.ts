/** What an identity provider looks at in an answer; each says what is wrong, or undefined. */
import type { Check, Expectation, Json } from './scim-client.ts';

export const hasId: Check = (body) => {
  if (idOf(body) === '') return 'the answer carries no id';
  return 'password' in body ? 'the answer carries a password' : undefined;
};

export const isList: Check = (body) => {
  const numbers = [body.totalResults, body.startIndex ?? 1, body.itemsPerPage ?? 0];
  const valid = numbers.every((number) => Number.isInteger(number)) && Array.isArray(body.Resources);
  return valid ? undefined : 'the answer is no ListResponse';
};

export const isEmptyList: Check = (body) =>
  isList(body) ?? (body.totalResults === 0 ? undefined : `${String(body.totalResults)} are found where nobody is`);

export const isActive =
  (active: boolean): Check =>
  (body) =>
    body.active === active ? undefined : `active is ${String(body.active)}, not ${active}`;

/** Of a PATCH, whose answer may have no body. */
export const isActiveIfShown =
  (active: boolean): Check =>
  (body) =>
    body.id === undefined ? undefined : isActive(active)(body);

export const supports =
  (...features: readonly string[]): Check =>
  (body) => {
    const missing = features.filter((feature) => (body[feature] as Json | undefined)?.supported !== true);
    return missing.length === 0 ? undefined : `${missing.join(', ')} is not supported`;
  };

export const listed: Expectation = { status: [200], check: isList };
export const nobody: Expectation = { status: [200], check: isEmptyList };
export const shown: Expectation = { status: [200], check: hasId };
export const created: Expectation = { status: [201], check: hasId };
export const patched: Expectation = { status: [200, 204] };
export const deleted: Expectation = { status: [204] };

export function resourcesOf(list: Json): readonly Json[] {
  return Array.isArray(list.Resources) ? (list.Resources as readonly Json[]) : [];
}

export function idOf(resource: Json): string {
  return typeof resource.id === 'string' ? resource.id : '';
}
