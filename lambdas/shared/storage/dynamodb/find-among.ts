/** Memberships of a few resources that are known already, which cost less than all of a group or of a member. */
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Directory } from './directory.ts';
import { isResourceId } from './keys.ts';
import type { Access } from './plan.ts';
import { listGroupsOf } from './read-groups.ts';
import { hasMember } from './read-members.ts';

/** So few that each one is looked at by itself. */
const few = 10;

/** Those of `among` that the access path leads to; undefined where reading all it leads to is the better way. */
export function findAmong(
  directory: Directory,
  type: ResourceType,
  access: Access,
  among: readonly string[] | undefined,
): Promise<readonly string[]> | undefined {
  if (among === undefined || among.length > few) return undefined;
  if (access.kind === 'groupsOf') return groupsAmong(directory, type, access.member, among);
  if (access.kind === 'membersOf') return membersAmong(directory, access, among);
  return undefined;
}

/** Strongly consistent, as `byMember` is not: "is this user in this group?" is asked right after a change. */
async function groupsAmong(
  directory: Directory,
  type: ResourceType,
  member: string,
  groups: readonly string[],
): Promise<readonly string[]> {
  if (!isResourceId(member)) return [];
  const answers = await Promise.all(groups.map((id) => hasMember(directory, type, id, member)));
  return groups.filter((_, i) => answers[i]);
}

async function membersAmong(
  directory: Directory,
  { group, isDirect }: Extract<Access, { kind: 'membersOf' }>,
  members: readonly string[],
): Promise<readonly string[]> {
  const groupsOf = await listGroupsOf(directory, members);
  const isIn = (id: string) =>
    groupsOf.get(id)?.some(({ value, type }) => value === group && (!isDirect || type === 'direct')) === true;
  return members.filter(isIn);
}
