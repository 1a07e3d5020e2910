/** The memberships that a group's create, replace or patch comes to. */
import { invalidValue } from '#scim/errors.ts';
import type { Member, MemberReference } from '#storage/resource-store.ts';

/** The named members in the form a membership keeps. Throws 400 `invalidValue` naming those that do not exist. */
export function mustAllExist(
  named: readonly MemberReference[],
  candidates: ReadonlyMap<string, Member>,
  attribute: string,
): readonly Member[] {
  const missing = named.filter(({ value }) => !candidates.has(value)).map(({ value }) => `"${value.slice(0, 64)}"`);
  if (missing.length > 0) {
    const shown = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '');
    throw invalidValue(
      `${attribute}.value: no user or group has the id ${shown}; create it before it becomes a member.`,
    );
  }
  return named.flatMap(({ value }) => candidates.get(value) ?? []);
}
