/** Members of a group page by page, for people who look at it: SCIM itself has no pages within a resource. */
import { unavailable } from '#scim/errors.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Member, MemberPage, MemberRange } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { fromMembershipItem, type StoredResource } from './items.ts';
import { isResourceId, membershipPrefix } from './keys.ts';
import { findCandidates, readGroup, withStagedChange } from './read-members.ts';

/** `ReadMemberPage`. A change of several members is seen whole or not at all by one page, and not by two. */
export async function pageMembers(
  directory: Directory,
  type: ResourceType,
  id: string,
  range: MemberRange,
): Promise<MemberPage | undefined> {
  if (!isResourceId(id)) return undefined;
  let group = await readGroup(directory, type, id);
  while (directory.table.timeLeft() > 0) {
    if (group === undefined) return undefined;
    const { memberCount, batches } = group;
    const page = await readPart(directory, type, group, range);
    group = await readGroup(directory, type, id);
    if (page !== undefined && group?.batches === batches) {
      return { ...page, members: await present(directory, page.members), total: memberCount };
    }
  }
  throw unavailable('The members of this group change faster than they can be read. Try again.', 1);
}

/** Undefined when a change was finished meanwhile. */
async function readPart(
  directory: Directory,
  type: ResourceType,
  group: StoredResource,
  { after = '', count }: MemberRange,
): Promise<Omit<MemberPage, 'total'> | undefined> {
  const { table, keys } = directory;
  // One more than asked for tells whether more follow.
  const { items, last } = await table.query({
    pk: keys.members(type.name, group.id),
    // `g` is above all ids.
    condition: '#sk BETWEEN :from AND :to',
    values: { ':from': membershipPrefix, ':to': `${membershipPrefix}g` },
    after: after === '' ? undefined : keys.membership(type.name, group.id, after),
    limit: count + 1,
  });
  const current = await withStagedChange(directory, type, group, items.map(fromMembershipItem));
  if (current === undefined) return undefined;
  // What the change names beyond the last membership that was read belongs to another page.
  const end = last?.sk.slice(membershipPrefix.length);
  const here = [...current.values()]
    .filter(({ value }) => value > after && (end === undefined || value <= end))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
  const members = here.slice(0, count);
  const next = here.length > count ? members.at(-1)?.value : end;
  return { members, ...(next === undefined ? {} : { next }) };
}

/**
 * With the names that they have now: a membership keeps the one that its member had when it was added. Without those
 * that are gone, and have not left the group yet.
 */
async function present(directory: Directory, members: readonly Member[]): Promise<readonly Member[]> {
  const found = await findCandidates(directory, members);
  return members.flatMap((member) => found.get(member.value) ?? []);
}
