/** What requests tell the provisioning log of the resources they are about: names and ids. */
import type { JournalOperation } from '#http/journal-facts.ts';
import type { BulkRequest } from '#scim/message/bulk-request.ts';
import type { BulkResult } from '#scim/message/bulk-response.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';

const longest = 200;
/** Longer than any that is needed to find the mistake. */
const longestDetail = 500;
/** What identity providers look somebody up by before they create or change them. */
const lookup = /^\s*(?:userName|displayName|externalId)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i;

/** The name of what a body or a document describes, as an administrator knows it: a user by userName. */
export function nameIn(type: ResourceType, body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const values = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value as unknown]));
  const names = ['userName', ...type.displayAttributes].map((name) => values.get(name.toLowerCase()));
  const name = names.find((value) => typeof value === 'string' && value !== '');
  return typeof name === 'string' ? cut(name) : undefined;
}

/** The name that a filter looks for; undefined for every other filter. */
export function soughtName(filter: string | undefined): string | undefined {
  const literal = lookup.exec(filter ?? '')?.[1];
  try {
    return literal === undefined ? undefined : cut(JSON.parse(literal) as string);
  } catch {
    return undefined;
  }
}

/** Each operation with what came of it; what was not performed, or has no path that can be read, is left out. */
export function toldOperations(
  { operations }: BulkRequest,
  results: readonly BulkResult[],
): readonly JournalOperation[] {
  return results.flatMap(({ place, status, error, location }) => {
    const operation = operations[place];
    if (operation?.path === undefined) return [];
    const { type, target } = operation.path;
    const method = operation.method ?? '';
    const id = location === undefined ? target : location.slice(location.lastIndexOf('/') + 1);
    return [
      {
        method,
        endpoint: type.endpoint + (method === 'POST' ? '' : '/{id}'),
        status,
        scimType: error?.scimType,
        detail: error?.detail.slice(0, longestDetail),
        id: id === '' ? undefined : id,
        name: operation.kind === 'operation' ? nameIn(type, operation.data) : undefined,
      },
    ];
  });
}

function cut(name: string): string {
  return name.slice(0, longest).toWellFormed();
}
