/** The whole life of a directory as one identity provider plays it; each answer is checked as that provider would. */
import type { Person } from './cast.ts';
import { readAll } from './directory.ts';
import { changeGroups, type Pushed, pushGroups } from './group-steps.ts';
import { inPool } from './pool.ts';
import { probe, testWithObjects } from './probe-steps.ts';
import { plotOf, type Stage } from './stage.ts';
import { deactivate, deleteUser, makeManager, reactivate, synchronizeUser, updateUser } from './user-steps.ts';

/**
 * Connection test, users, updates, groups, membership, deactivation, reactivation, deletion, import. What does not
 * depend on each other is in flight together; failures are in the client's exchanges.
 */
export async function play(stage: Stage): Promise<void> {
  const { player, client, concurrency } = stage;
  for (const one of player.probes) await probe(client, one);
  if (player.testsWithObjects) await testWithObjects(stage);
  const ids = await provisionUsers(stage);
  const pushed = player.groups === undefined ? undefined : await pushGroups(stage, player.groups, ids);
  await changeUsers(stage, ids);
  if (pushed !== undefined && player.groups !== undefined) await changeGroups(stage, player.groups, pushed);
  await endings(stage, ids, pushed);
  await inPool(concurrency, [() => readAll(client, '/Users', player), () => readAll(client, '/Groups', player)]);
}

/** Ids by the places of the people. */
async function provisionUsers(stage: Stage): Promise<readonly string[]> {
  const { player, client, cast, concurrency } = stage;
  const listed = player.users.find === 'list' ? await readAll(client, '/Users', player) : [];
  const known = new Map(listed.map(({ userName, id }) => [String(userName), String(id)]));
  return inPool(
    concurrency,
    cast.people.map((person) => () => synchronizeUser(stage, person, known.get(person.userName))),
  );
}

async function changeUsers(stage: Stage, ids: readonly string[]): Promise<void> {
  const { renamed, leaver, returner } = plotOf(stage.cast);
  const idOf = ({ index }: Person) => ids[index] ?? '';
  const { manager, suspends } = stage.player.users;
  await inPool<unknown>(stage.concurrency, [
    () => updateUser(stage, renamed, idOf(renamed)),
    ...(suspends ? [leaver, returner].map((person) => () => deactivate(stage, person, idOf(person))) : []),
    ...(manager === undefined
      ? []
      : stage.cast.people.slice(2, 5).map((person) => () => makeManager(stage, person, idOf(person), ids[0] ?? ''))),
  ]);
  if (suspends) await reactivate(stage, returner, idOf(returner));
}

async function endings(stage: Stage, ids: readonly string[], pushed: Pushed | undefined): Promise<void> {
  const { deleted } = plotOf(stage.cast);
  if (stage.player.users.deletes) await deleteUser(stage, deleted, ids[deleted.index] ?? '');
  if (pushed !== undefined && stage.player.groups?.deletes) await pushed.deleteExtra();
}
