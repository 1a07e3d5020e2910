/** The resources that an access path leads to, before the rest of the filter is asked. */
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Directory } from './directory.ts';
import { findAmong } from './find-among.ts';
import { entryTest, rangeOf } from './index-range.ts';
import { fromEntryItem, fromResourceItem, toState } from './items.ts';
import { entryPrefix, entryRangeCondition, isEntryOf, isResourceId, type Key, shownByEntry } from './keys.ts';
import type { Access } from './plan.ts';
import { listMemberIds } from './read-groups.ts';
import { isSpent, tooManyToRead } from './walk.ts';

/** The ids that an access path leads to; of `among` at least, where only those are asked for. */
export type Find = (access: Access, among?: readonly string[]) => Promise<readonly string[]>;

/** Entries that one query reads at most: 100 bytes each. */
const maxEntries = 50_000;

/** `findIds` that reads each access path once: what finds the candidates often is what must be known of them. */
export function finder(directory: Directory, type: ResourceType): Find {
  const found = new Map<string, Promise<readonly string[]>>();
  return (access, among) => {
    const name = JSON.stringify(access);
    const ids = found.get(name) ?? findAmong(directory, type, access, among) ?? findIds(directory, type, access);
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
      return items.filter(({ sk }) => isEntryOf(sk, value)).map(fromEntryItem);
    }
    case 'groupsOf': {
      if (!isResourceId(access.member)) return [];
      const found = (await table.queryByMember(keys.member(access.member))).map(({ pk }) => keys.containerOf(pk));
      return found.filter((group) => group.type === type.name).map(({ id }) => id);
    }
    case 'range':
      return findInRange(directory, type, access);
    case 'membersOf':
      return isResourceId(access.group) ? listMemberIds(directory, type, access.group, access.isDirect) : [];
    case 'union': {
      const found = await Promise.all(access.parts.map((part) => findIds(directory, type, part)));
      return [...new Set(found.flat())].sort();
    }
    case 'all':
    case 'walk':
      throw new Error('A walk finds resources, not ids.');
  }
}

/** The ids of the entries in a range that match, each once. Throws 400 `tooMany` beyond 50,000 entries. */
async function findInRange(
  { table, keys }: Directory,
  type: ResourceType,
  { index, operator, value }: Extract<Access, { kind: 'range' }>,
): Promise<readonly string[]> {
  const range = { pk: keys.index(type.name, index.path), ...entryRangeCondition(rangeOf(operator, value)) };
  const matches = entryTest(operator, value);
  const ids = new Set<string>();
  let read = 0;
  let after: Key | undefined;
  do {
    const page = await table.query({ ...range, after });
    for (const item of page.items) {
      if (matches(shownByEntry(item.sk, index.unique))) ids.add(fromEntryItem(item));
    }
    read += page.items.length;
    after = page.last;
    if (after !== undefined && (read >= maxEntries || isSpent(table, 0))) throw tooManyToRead(type);
  } while (after !== undefined);
  return [...ids].sort();
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
