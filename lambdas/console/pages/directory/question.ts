/** What is looked for in a list of resources: how a name begins, or a SCIM filter. */

export interface Question {
  readonly search?: string;
  readonly filter?: string;
}

/** As the query of an address; empty for everything. */
export function addressOf({ filter, search }: Question): string {
  if (filter) return `?filter=${encodeURIComponent(filter)}`;
  return search ? `?search=${encodeURIComponent(search)}` : '';
}
