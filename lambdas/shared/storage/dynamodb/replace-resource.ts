import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Member, MembershipChange, ReplaceOptions } from '../resource-store.ts';
import { changeManyMembers, changeMembers } from './change-members.ts';
import type { Directory } from './directory.ts';
import { formats, markOf } from './document-format.ts';
import { throwIfTaken } from './index-writes.ts';
import { markNested } from './mark-nested.ts';
import { type Replacement, workOutReplacement } from './replacement.ts';
import type { Update } from './write.ts';

const mark = markOf(formats);

/** `ResourceStore.replace`: one conditional write, or one transaction when an index entry or a membership changes. */
export async function replaceResource(
  directory: Directory,
  type: ResourceType,
  before: ResourceState,
  document: JsonObject,
  options: ReplaceOptions,
): Promise<ResourceState | undefined> {
  const replacement = workOutReplacement(directory, type, before, document, options);
  const members = distinct(options.members);
  if (members.add.length + members.remove.length === 0) return replaceDocument(directory, before, replacement);
  await markNested(directory, members.add);
  const size = 1 + replacement.entryWrites.length + members.add.length + members.remove.length;
  return size <= directory.table.maxTransactionItems
    ? changeMembers(directory, replacement, members)
    : changeManyMembers(directory, replacement, members);
}

async function replaceDocument(
  { table, keys }: Directory,
  before: ResourceState,
  { type, after, doc = JSON.stringify(after.document), added, entryWrites }: Replacement,
): Promise<ResourceState | undefined> {
  const update: Update = {
    kind: 'update',
    key: keys.resource(type.name, before.id),
    expression: `SET ${['#doc = :doc', ...mark.set].join(', ')}, #lastModified = :at ADD #version :one${mark.clause}`,
    condition: '#version = :version',
    values: { ...mark.values, ':doc': doc, ':at': after.lastModified, ':one': 1, ':version': before.version },
  };
  const failed = entryWrites.length === 0 ? await table.update(update) : await table.transact([update, ...entryWrites]);
  if (failed === undefined) return after;
  if (failed.has(0)) {
    const stored = failed.get(0);
    // A single write is repeated when its answer is lost, and then meets itself. Another's may be the same to the
    // millisecond, and is no success of this one.
    const own = failed.isRepeated && stored?.doc?.S === doc && stored.version?.N === String(after.version);
    return own && stored.lastModified?.S === after.lastModified ? after : undefined;
  }
  throwIfTaken(failed, added, 1);
  return undefined;
}

function distinct(members: MembershipChange = { add: [], remove: [] }): MembershipChange {
  const add = new Map(members.add.map((member): [string, Member] => [member.value, member]));
  return { add: [...add.values()], remove: [...new Set(members.remove)] };
}
