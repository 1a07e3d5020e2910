/** The resources that an access path leads to, before the rest of the filter is asked. */
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Directory } from './directory.ts';
import { fromEntryItem, fromResourceItem, toState } from './items.ts';
import { entryPrefix, isResourceId } from './keys.ts';
import type { Access } from './plan.ts';
import { listMembers } from './read-members.ts';

export type Find = (access: Access) => Promise<readonly string[]>;

/** `findIds` that reads each access path once: what finds the candidates often is what must be known of them. */
export function finder(directory: Directory, type: ResourceType): Find {
  const found = new Map<string, Promise<readonly string[]>>();
  return (access) => {
    const name = JSON.stringify(access);
    const ids = found.get(name) ?? findIds(directory, type, access);
    found.set(name, ids);
    return ids;
  };
}

/** The ids that the access path leads to, each once, in order. Not every one need exist or match. */
async function findIds(directory: Directory, type: ResourceType, access: Access): Promise<readonly string[]> {
  const { table, keys } = directory;
  switch (access.kind) {
    case 'id':
      return [access.id].filter(isResourceId);
    case 'entry': {
      const { index, value } = access;
      if (index.unique) {
        const item = await table.get(keys.uniqueEntry(type.name, index.path, value));
        return item === undefined ? [] : [fromEntryItem(item)];
      }
      const items = await table.queryAll({
        pk: keys.index(type.name, index.path),
        // Ids are hex. A range is binary everywhere; the embedded engine's begins_with ignores letter case.
        condition: '#sk BETWEEN :first AND :last',
        values: { ':first': `${entryPrefix(value)}0`, ':last': `${entryPrefix(value)}g` },
      });
      return items.map(fromEntryItem);
    }
    case 'groupsOf': {
      if (!isResourceId(access.member)) return [];
      const found = (await table.queryByMember(keys.member(access.member))).map(({ pk }) => keys.containerOf(pk));
      return found.filter((group) => group.type === type.name).map(({ id }) => id);
    }
    case 'membersOf':
      return isResourceId(access.group) ? membersOf(directory, type, access.group) : [];
    case 'union': {
      const found = await Promise.all(access.parts.map((part) => findIds(directory, type, part)));
      return [...new Set(found.flat())].sort();
    }
    case 'walk':
      throw new Error('A walk finds resources, not ids.');
  }
}

async function membersOf(directory: Directory, type: ResourceType, group: string): Promise<readonly string[]> {
  const containers = directory.memberTypes.filter(({ memberAttribute }) => memberAttribute !== undefined);
  const lists = await Promise.all(containers.map((container) => listMembers(directory, container, group)));
  return lists
    .flat()
    .filter((member) => member.type === type.name)
    .map(({ value }) => value);
}

/** The resources with these ids that exist, in the order of `ids`. */
export async function readAll(
  { table, keys }: Directory,
  type: ResourceType,
  ids: readonly string[],
): Promise<readonly ResourceState[]> {
  const wanted = ids.map((id) => keys.resource(type.name, id));
  const [only] = wanted;
  const items = only !== undefined && wanted.length === 1 ? [await table.get(only)] : await table.batchGet(wanted);
  const found = items.flatMap((item) => (item === undefined ? [] : [toState(fromResourceItem(item))]));
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}
