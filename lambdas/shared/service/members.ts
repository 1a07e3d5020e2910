/** The memberships that a group's create, replace or patch comes to. */
import { invalidValue } from '#scim/errors.ts';
import type { Interoperability } from '#scim/interoperability.ts';
import type { Member, MemberReference } from '#storage/resource-store.ts';

export interface ExistingMembers {
  readonly members: readonly Member[];
  /** Ids that were named and are left out, as nothing in the tenant's directory has them. */
  readonly skipped: readonly string[];
}

/**
 * The named members in the form a membership keeps. Throws 400 `invalidValue` naming those that do not exist, unless
 * the connection is one that skips them.
 */
export function existingMembers(
  { unknownMember }: Interoperability,
  named: readonly MemberReference[],
  candidates: ReadonlyMap<string, Member>,
  attribute: string,
): ExistingMembers {
  const missing = named.filter(({ value }) => !candidates.has(value)).map(({ value }) => value);
  if (missing.length > 0 && unknownMember === 'refuse') {
    const quoted = missing.slice(0, 5).map((value) => `"${value.slice(0, 64)}"`);
    const shown = quoted.join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '');
    throw invalidValue(
      `${attribute}.value: no user or group has the id ${shown}; create it before it becomes a member.`,
    );
  }
  return { members: named.flatMap(({ value }) => candidates.get(value) ?? []), skipped: missing };
}
