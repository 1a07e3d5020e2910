/** The groups of members (RFC 7643 §4.1.2 "groups"), and the members of groups, through groups within groups. */
import { tooMany } from '#scim/errors.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { GroupReference } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { displayOf, fromResourceItem } from './items.ts';
import { isResourceId } from './keys.ts';
import { listMembers } from './read-members.ts';

/** How many groups within groups are looked into for one answer (docs/adr/0100-nested-groups.md). */
export const maxNested = 500;

interface FoundGroup {
  readonly display: string | undefined;
  readonly nested: boolean;
}

/** What was read of who is in which group, by ids. */
interface Graph {
  readonly groupsOf: ReadonlyMap<string, readonly string[]>;
  /** Only groups that exist: a membership outlives its group until it is swept. */
  readonly groups: ReadonlyMap<string, FoundGroup>;
}

/**
 * `ResourceStore.listGroupsOf`. Level by level: one query of `byMember` for each member and one batch for their groups;
 * the next level only for groups that are, or were, members themselves.
 */
export async function listGroupsOf(
  directory: Directory,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly GroupReference[]>> {
  const graph = await readGraph(directory, ids.filter(isResourceId));
  return new Map(ids.map((id) => [id, referencesOf(graph, id)]));
}

async function readGraph(directory: Directory, ids: readonly string[]): Promise<Graph> {
  const groupsOf = new Map<string, readonly string[]>();
  const groups = new Map<string, FoundGroup>();
  let next = [...new Set(ids)];
  let left = maxNested;
  while (next.length > 0) {
    const found = await readLevel(directory, next, groupsOf, groups);
    const nested = found.filter((id) => groups.get(id)?.nested === true && !groupsOf.has(id));
    if (nested.length > left) directory.table.meter.isCut = true;
    next = nested.slice(0, left);
    left -= next.length;
  }
  return { groupsOf, groups };
}

/** Adds the groups of `members` to both maps; answers those that were not known before. */
async function readLevel(
  { table, keys, memberTypes }: Directory,
  members: readonly string[],
  groupsOf: Map<string, readonly string[]>,
  groups: Map<string, FoundGroup>,
): Promise<readonly string[]> {
  const memberships = await table.queryByMembers(members.map(keys.member));
  const containers = memberships.map((each) => each.map(({ pk }) => keys.containerOf(pk)));
  for (const [i, member] of members.entries()) groupsOf.set(member, containers[i]?.map(({ id }) => id) ?? []);
  const unknown = containers.flat().filter(({ id }) => !groups.has(id));
  const items = await table.batchGet(
    unknown.map(({ type, id }) => keys.resource(type, id)),
    false,
  );
  for (const item of items) {
    const type = memberTypes.find(({ name }) => item.pk === keys.resources(name));
    const { id, document, nested } = fromResourceItem(item);
    if (type !== undefined) groups.set(id, { display: displayOf(type, document), nested });
  }
  return items.map(({ sk }) => sk);
}

/** Breadth first, each group once: a group within itself, at any distance, ends there. */
function referencesOf({ groupsOf, groups }: Graph, member: string): readonly GroupReference[] {
  const references = new Map<string, GroupReference>();
  let type: GroupReference['type'] = 'direct';
  let members: readonly string[] = [member];
  while (members.length > 0) {
    const level = members.flatMap((id) => groupsOf.get(id) ?? []);
    members = [...new Set(level)].filter((id) => groups.has(id) && !references.has(id));
    for (const value of members) {
      const display = groups.get(value)?.display;
      references.set(value, { value, type, ...(display === undefined ? {} : { display }) });
    }
    type = 'indirect';
  }
  return [...references.values()];
}

/**
 * The ids of the members of a group that are of `type`; with `isDirect` false also those of the groups within it, each
 * once. Throws 400 `tooMany` when more than 500 groups are within it.
 */
export async function listMemberIds(
  directory: Directory,
  type: ResourceType,
  group: string,
  isDirect: boolean,
): Promise<readonly string[]> {
  const containers = directory.memberTypes.filter(({ memberAttribute }) => memberAttribute !== undefined);
  const ids = new Set<string>();
  const seen = new Set([group]);
  // A set goes on to what is added to it meanwhile.
  for (const each of seen) {
    if (seen.size > maxNested)
      throw tooMany(`The group has more than ${maxNested} groups within it; ask for them one by one.`);
    const lists = await Promise.all(containers.map((container) => listMembers(directory, container, each)));
    for (const member of lists.flat()) {
      if (member.type === type.name) ids.add(member.value);
      if (!isDirect && containers.some(({ name }) => name === member.type)) seen.add(member.value);
    }
  }
  return [...ids].sort();
}
