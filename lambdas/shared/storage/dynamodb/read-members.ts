import { unavailable } from '#scim/errors.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Member, MemberReference, MembershipView } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { idRanges, readRanges } from './id-ranges.ts';
import { fromMembershipItem, fromResourceItem, type StoredResource, toMember, toState } from './items.ts';
import { type Item, isResourceId, type Key, membershipPrefix } from './keys.ts';
import { overlay, readLog } from './staged-change.ts';

/** `ResourceStore.getWithMemberships`: the group, and for each named id its membership and what it may name. */
export async function getWithMemberships(
  directory: Directory,
  type: ResourceType,
  id: string,
  named: readonly MemberReference[],
): Promise<MembershipView | undefined> {
  const { table, keys } = directory;
  const possible = named.filter(({ value }) => isResourceId(value));
  const groupKey = keys.resource(type.name, id);
  const wanted = [
    groupKey,
    ...possible.map(({ value }) => keys.membership(type.name, id, value)),
    ...possible.flatMap((reference) => candidateKeys(directory, reference)),
  ];
  for (;;) {
    const items = await table.batchGet(wanted);
    const item = items.find((candidate) => isAt(candidate, groupKey));
    if (item === undefined) return undefined;
    const group = fromResourceItem(item);
    const partition = keys.members(type.name, id);
    const members = items.filter(({ pk }) => pk === partition).map(fromMembershipItem);
    const current = await withStagedChange(directory, type, group, members);
    if (current === undefined) continue;
    const present = possible.map(({ value }) => value).filter((value) => current.has(value));
    return {
      resource: toState(group),
      present: new Set(present),
      candidates: toCandidates(directory, possible, items),
    };
  }
}

/** One page holds some 4,500 memberships, and a range in one page is read no faster in parts. */
function rangesFor(memberCount: number) {
  return idRanges(memberCount > 40_000 ? 16 : memberCount > 8_000 ? 4 : 1);
}

/** Whether the group has this member now: strongly consistent, and the same for a group of any size. */
export async function hasMember(
  directory: Directory,
  type: ResourceType,
  id: string,
  member: string,
): Promise<boolean> {
  const { table, keys } = directory;
  const groupKey = keys.resource(type.name, id);
  for (;;) {
    const items = await table.batchGet([groupKey, keys.membership(type.name, id, member)]);
    const group = items.find((item) => isAt(item, groupKey));
    if (group === undefined) return false;
    const written = items.filter((item) => item !== group).map(fromMembershipItem);
    const current = await withStagedChange(directory, type, fromResourceItem(group), written);
    if (current !== undefined) return current.has(member);
  }
}

/** `ResourceStore.findCandidates`. */
export async function findCandidates(
  directory: Directory,
  named: readonly MemberReference[],
): Promise<ReadonlyMap<string, Member>> {
  const possible = named.filter(({ value }) => isResourceId(value));
  const items = await directory.table.batchGet(possible.flatMap((reference) => candidateKeys(directory, reference)));
  return toCandidates(directory, possible, items);
}

/**
 * `ResourceStore.listMembers`. The memberships are several items and more than one page: they are read again when a
 * change of more than one of them came between. A change of one is seen or not, which is whole either way. Those of a
 * large group are read in ranges side by side.
 */
export async function listMembers(directory: Directory, type: ResourceType, id: string): Promise<readonly Member[]> {
  const { table, keys } = directory;
  let group = await readGroup(directory, type, id);
  while (table.timeLeft() > 0) {
    if (group === undefined || (group.memberCount === 0 && group.change === undefined)) return [];
    const parts = await readRanges(rangesFor(group.memberCount), ({ from, to }) =>
      table.queryAll({
        pk: keys.members(type.name, id),
        condition: '#sk BETWEEN :from AND :to',
        values: { ':from': membershipPrefix + from, ':to': membershipPrefix + to },
      }),
    );
    const members = await withStagedChange(directory, type, group, parts.flat().map(fromMembershipItem));
    const after = await readGroup(directory, type, id);
    if (members !== undefined && after?.batches === group.batches) {
      return [...members.values()].sort((a, b) => (a.value < b.value ? -1 : 1));
    }
    group = after;
  }
  throw unavailable('The members of this group change faster than they can be read. Try again.', 1);
}

/** The members as they are with a change that is committed; undefined when it was finished meanwhile: read again. */
export async function withStagedChange(
  directory: Directory,
  type: ResourceType,
  group: StoredResource,
  members: readonly Member[],
): Promise<ReadonlyMap<string, Member> | undefined> {
  const written = new Map(members.map((member) => [member.value, member]));
  if (group.change === undefined) return written;
  const operations = await readLog(directory, type, group.id, group.change);
  return operations && overlay(written, operations);
}

export async function readGroup({ table, keys }: Directory, type: ResourceType, id: string) {
  const item = await table.get(keys.resource(type.name, id));
  return item && fromResourceItem(item);
}

function candidateKeys({ keys, memberTypes }: Directory, { value, type }: MemberReference): readonly Key[] {
  return memberTypes
    .filter(({ name }) => type === undefined || name === type)
    .map(({ name }) => keys.resource(name, value));
}

function toCandidates(
  { keys, memberTypes }: Directory,
  named: readonly MemberReference[],
  items: readonly Item[],
): ReadonlyMap<string, Member> {
  const wanted = new Set(named.map(({ value }) => value));
  const candidates = memberTypes.flatMap((type) =>
    items
      .filter(({ pk, sk }) => pk === keys.resources(type.name) && wanted.has(sk))
      .map((item) => toMember(type, fromResourceItem(item))),
  );
  return new Map(candidates.map((member) => [member.value, member]));
}

function isAt(item: Key, { pk, sk }: Key): boolean {
  return item.pk === pk && item.sk === sk;
}
