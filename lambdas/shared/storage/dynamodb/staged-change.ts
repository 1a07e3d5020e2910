/**
 * Changes of more memberships than one transaction holds, all or nothing to every reader (docs/adr/0003).
 *
 * One transaction commits the change: it puts the log of what is to be done and the mark of the change on the group.
 * Then the memberships are written from the log, each step in a transaction that holds the mark; readers lay the log
 * over the memberships meanwhile, and whoever wants to change memberships finishes it first.
 */
import { isOutOfTime } from '#scim/errors.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Member } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import {
  fromLogItems,
  fromResourceItem,
  type MembershipOperation,
  type StagedChange,
  toMembershipItem,
} from './items.ts';
import { logPrefix } from './keys.ts';
import type { Update, Write } from './write.ts';

/**
 * Finishes the change that the resource is marked with, if it is. Whoever made it may have died long ago, so the members
 * that it adds are looked up again: those that are gone leave as if they had been listed, at `at`.
 */
export async function finishChange(directory: Directory, type: ResourceType, id: string, at: string): Promise<void> {
  const change = await currentChange(directory, type, id);
  if (change === undefined) return;
  const operations = await readLog(directory, type, id, change);
  // Without its log the change was finished between the two reads.
  if (operations !== undefined) await applyChange(directory, type, id, change, operations, at);
}

/**
 * Applies a change that is committed already. Once it is, the request has succeeded: when the time is over the rest is
 * left to the next writer, and no reader sees a difference.
 */
export async function applyInTime(
  directory: Directory,
  type: ResourceType,
  id: string,
  change: StagedChange,
  operations: readonly MembershipOperation[],
): Promise<void> {
  try {
    await applyChange(directory, type, id, change, operations);
  } catch (error) {
    if (!isOutOfTime(error)) throw error;
  }
}

/** The operations of a change; undefined when its log is not there any more, because it is finished. */
export async function readLog(
  { table, keys }: Directory,
  type: ResourceType,
  id: string,
  change: StagedChange,
): Promise<readonly MembershipOperation[] | undefined> {
  const items = await table.queryAll({
    pk: keys.members(type.name, id),
    condition: 'begins_with(#sk, :log)',
    values: { ':log': logPrefix(change.id) },
  });
  return items.length === change.chunks ? fromLogItems(items) : undefined;
}

/** The members once `operations` are done, whether or not some of them are done already. */
export function overlay(
  members: ReadonlyMap<string, Member>,
  operations: readonly MembershipOperation[],
): ReadonlyMap<string, Member> {
  const result = new Map(members);
  for (const operation of operations) {
    if (typeof operation === 'string') result.delete(operation);
    else result.set(operation.value, operation);
  }
  return result;
}

/**
 * Each step moves the mark in the same transaction, so that several functions can work on one change and a late one
 * cannot undo what came after. The last step takes the mark and the log away. With `lookedUpAt` each step looks up whom
 * it adds first.
 */
async function applyChange(
  directory: Directory,
  type: ResourceType,
  id: string,
  change: StagedChange,
  operations: readonly MembershipOperation[],
  lookedUpAt?: string,
): Promise<void> {
  const { table, keys } = directory;
  const log = Array.from({ length: change.chunks }, (_, chunk) => keys.log(type.name, id, change.id, chunk));
  const step = table.maxTransactionItems - 1 - log.length;
  let next = change.next;
  for (;;) {
    const to = next + step;
    const last = to >= operations.length;
    const named = operations.slice(next, to);
    const done = lookedUpAt === undefined ? named : await withoutDeparted(directory, named);
    const departed = named.length - done.length;
    const leaving = lookedUpAt === undefined || departed === 0 ? undefined : { departed, at: lookedUpAt };
    const failed = await table.transact([
      markUpdate(directory, type, id, { ...change, next }, last ? undefined : to, leaving),
      ...done.map((operation) => membershipWrite(directory, type, id, operation)),
      ...(last ? log.map((key): Write => ({ kind: 'delete', key })) : []),
    ]);
    if (failed === undefined && last) return;
    if (failed === undefined) {
      next = to;
      continue;
    }
    const current = await currentChange(directory, type, id);
    if (current?.id !== change.id) return;
    next = current.next;
  }
}

/** The operations but those that add a member that does not exist any more. */
async function withoutDeparted(
  { table, keys }: Directory,
  operations: readonly MembershipOperation[],
): Promise<readonly MembershipOperation[]> {
  const added = operations.filter((operation) => typeof operation !== 'string');
  const items = await table.batchGet(added.map(({ type, value }) => keys.resource(type, value)));
  const present = new Set(items.map(({ sk }) => sk));
  return operations.filter((operation) => typeof operation === 'string' || present.has(operation.value));
}

interface Leaving {
  readonly departed: number;
  readonly at: string;
}

/** The members that departed were counted when the change was committed. */
function markUpdate(
  { keys }: Directory,
  type: ResourceType,
  id: string,
  change: StagedChange,
  to: number | undefined,
  leaving: Leaving | undefined,
): Update {
  const set = [...(to === undefined ? [] : ['#change.#next = :to']), ...(leaving ? ['#lastModified = :at'] : [])];
  const expression = [
    ...(set.length === 0 ? [] : [`SET ${set.join(', ')}`]),
    ...(to === undefined ? ['REMOVE #change'] : []),
    ...(leaving ? ['ADD #version :departed, #memberCount :less'] : []),
  ];
  return {
    kind: 'update',
    key: keys.resource(type.name, id),
    expression: expression.join(' '),
    condition: '#change.#id = :id AND #change.#next = :next',
    values: {
      ':id': change.id,
      ':next': change.next,
      ...(to === undefined ? {} : { ':to': to }),
      ...(leaving ? { ':at': leaving.at, ':departed': leaving.departed, ':less': -leaving.departed } : {}),
    },
  };
}

/** Without conditions: what the change names was checked when it was committed, and the mark keeps others away. */
function membershipWrite({ keys }: Directory, type: ResourceType, id: string, operation: MembershipOperation): Write {
  return typeof operation === 'string'
    ? { kind: 'delete', key: keys.membership(type.name, id, operation) }
    : { kind: 'put', item: toMembershipItem(keys, type, id, operation) };
}

async function currentChange(
  { table, keys }: Directory,
  type: ResourceType,
  id: string,
): Promise<StagedChange | undefined> {
  const item = await table.get(keys.resource(type.name, id));
  return item && fromResourceItem(item).change;
}
