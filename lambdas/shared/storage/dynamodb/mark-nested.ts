import type { Member } from '../resource-store.ts';
import type { Directory } from './directory.ts';
import { exists } from './write.ts';

/**
 * Notes on each group in `members` that it is about to be one: only of groups with this mark does anybody look for the
 * groups they are in. It is never taken back and demands nothing, so it needs no transaction with the membership; it
 * only must not come after it.
 */
export async function markNested({ table, keys, memberTypes }: Directory, members: readonly Member[]): Promise<void> {
  const containers = memberTypes.filter(({ memberAttribute }) => memberAttribute !== undefined);
  const groups = members.filter(({ type }) => containers.some(({ name }) => name === type));
  await table.updateEach(
    groups.map(({ type, value }) => ({
      kind: 'update',
      key: keys.resource(type, value),
      expression: 'SET #nested = :nested',
      condition: exists,
      values: { ':nested': true },
    })),
  );
}
