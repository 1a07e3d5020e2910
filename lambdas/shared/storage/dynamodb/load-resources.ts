/** Creating many resources at once, as a bulk load does: with the writes of `createResource`, many to a transaction. */
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Directory } from './directory.ts';
import { type IndexEntry, indexEntries } from './index-entries.ts';
import { putEntries, throwIfTaken } from './index-writes.ts';
import { toCounterName, toResourceItem } from './items.ts';
import { absent, maxTransactionItems, type Update, type Write } from './write.ts';

interface Creation {
  readonly state: ResourceState;
  readonly entries: readonly IndexEntry[];
  readonly writes: readonly Write[];
}

/**
 * Creates resources without members, each whole or not at all; answers how many of them were not there yet. What is
 * there under an id stays as it is, so that a load which was interrupted is begun again, and neither that nor requests
 * at the same time make a counter wrong. Ids that come in order share their counters, which makes it quick. Throws 409
 * `uniqueness` when another resource has one of the unique values; the transactions before it are done then.
 */
export async function loadResources(
  directory: Directory,
  type: ResourceType,
  states: readonly ResourceState[],
): Promise<number> {
  let loaded = 0;
  for (const batch of inTransactions(states.map((state) => creationOf(directory, type, state)))) {
    loaded += await createTogether(directory, type, batch);
  }
  return loaded;
}

function creationOf({ keys }: Directory, type: ResourceType, state: ResourceState): Creation {
  const entries = indexEntries(type, state.document);
  const item = toResourceItem(keys, type, state, 0);
  const writes: Write[] = [{ kind: 'put', item, condition: absent }, ...putEntries(keys, type, state.id, entries)];
  return { state, entries, writes };
}

/** As many as one transaction holds, with a counter for each that may need one of its own. */
function inTransactions(creations: readonly Creation[]): readonly (readonly Creation[])[] {
  const batches: Creation[][] = [];
  let room = 0;
  const counters = new Set<string>();
  for (const creation of creations) {
    const counter = creation.state.id.slice(0, 2);
    const size = () => creation.writes.length + (counters.has(counter) ? 0 : 1);
    if (size() > room) {
      batches.push([]);
      counters.clear();
      room = maxTransactionItems;
    }
    batches.at(-1)?.push(creation);
    room -= size();
    counters.add(counter);
  }
  return batches;
}

async function createTogether(
  directory: Directory,
  type: ResourceType,
  creations: readonly Creation[],
): Promise<number> {
  let left = creations;
  while (left.length > 0) {
    const failed = await directory.table.transact([
      ...left.flatMap(({ writes }) => writes),
      ...countUpAll(
        directory,
        type,
        left.map(({ state }) => state.id),
      ),
    ]);
    if (failed === undefined) return left.length;
    let place = 0;
    const absentOnes: Creation[] = [];
    for (const creation of left) {
      if (!failed.has(place)) {
        throwIfTaken(failed, creation.entries, place + 1);
        absentOnes.push(creation);
      }
      place += creation.writes.length;
    }
    left = absentOnes;
  }
  return 0;
}

/** One update for each counter. */
function countUpAll({ keys }: Directory, type: ResourceType, ids: readonly string[]): readonly Update[] {
  return [...Map.groupBy(ids, (id) => keys.counter(type.name, id).sk).values()].map((together) => {
    const names = [...Map.groupBy(together, toCounterName)];
    return {
      kind: 'update',
      key: keys.counter(type.name, together[0] ?? ''),
      expression: `ADD ${names.map(([name]) => `#${name} :${name}`).join(', ')}`,
      values: Object.fromEntries(names.map(([name, { length }]) => [`:${name}`, length])),
    };
  });
}
