/** One person at a time: found, created, updated, deactivated, reactivated, deleted. */
import type { Person } from './cast.ts';
import {
  created,
  deleted,
  hasId,
  idOf,
  isActive,
  isActiveIfShown,
  isList,
  patched,
  resourcesOf,
  shown,
} from './checks.ts';
import type { Expectation, Json } from './scim-client.ts';
import type { Stage } from './stage.ts';
import { patchOp } from './urns.ts';

/** Creates the person or updates who is there already; answers the id. `known` is the id when it is remembered. */
export async function synchronizeUser(stage: Stage, person: Person, known?: string): Promise<string> {
  const { find, body } = stage.player.users;
  const existing = known ?? (find === 'before' ? await findUser(stage, person) : undefined);
  if (existing !== undefined) return updateUser(stage, person, existing);
  const what = `create ${person.userName}`;
  const expected = find === 'afterConflict' ? { status: [201, 409] } : created;
  const answer = await stage.client.send(what, 'POST', '/Users', expected, body(person, true));
  if (idOf(answer) !== '') return idOf(answer);
  const conflicting = find === 'afterConflict' ? await findUser(stage, person) : undefined;
  return conflicting === undefined ? '' : updateUser(stage, person, conflicting);
}

async function findUser({ client, player }: Stage, person: Person): Promise<string | undefined> {
  const { filter, notFound = [] } = player.users;
  const path = `/Users?filter=${encodeURIComponent(filter(person))}&${player.firstPage}`;
  const expected = { status: [200, ...notFound], check: isList };
  const [found] = resourcesOf(await client.send(`look for ${person.userName}`, 'GET', path, expected));
  return found && idOf(found);
}

/** Makes the user this person, active; answers the id. */
export async function updateUser(stage: Stage, person: Person, id: string): Promise<string> {
  const { client, player } = stage;
  const { operations = () => [], update } = player.users;
  const what = `update ${person.userName}`;
  if (update === 'patch') {
    await patch(stage, what, id, operations(person), { ...patched, check: isActiveIfShown(true) });
    return id;
  }
  const read =
    update === 'readThenPut' ? await client.send(`read ${person.userName}`, 'GET', `/Users/${id}`, shown) : {};
  await client.send(what, 'PUT', `/Users/${id}`, active(true), { ...read, ...player.users.body(person, true), id });
  return id;
}

/** Takes access away: the user stays, and is found as inactive. */
export async function deactivate(stage: Stage, person: Person, id: string): Promise<void> {
  await setActive(stage, person, id, false);
  const { client, player } = stage;
  const path = `/Users?filter=${encodeURIComponent(player.users.filter(person))}`;
  await client.send(`look for ${person.userName}, who is inactive`, 'GET', path, {
    status: [200],
    check: (body) => isList(body) ?? isStill(id, false, resourcesOf(body)[0]),
  });
}

/** Gives access back: the same user, at once. */
export async function reactivate(stage: Stage, person: Person, id: string): Promise<void> {
  await setActive(stage, person, id, true);
  await stage.client.send(`read ${person.userName}`, 'GET', `/Users/${id}`, {
    status: [200],
    check: (body) => isStill(id, true, body),
  });
}

async function setActive(stage: Stage, person: Person, id: string, value: boolean): Promise<void> {
  const { activate, body } = stage.player.users;
  const what = `${value ? 'reactivate' : 'deactivate'} ${person.userName}`;
  if (activate === undefined) {
    await stage.client.send(what, 'PUT', `/Users/${id}`, active(value), { ...body(person, value), id });
  } else {
    await patch(stage, what, id, activate(value), { ...patched, check: isActiveIfShown(value) });
  }
}

export async function makeManager(stage: Stage, person: Person, id: string, manager: string): Promise<void> {
  const { manager: operations = () => [] } = stage.player.users;
  await patch(stage, `set the manager of ${person.userName}`, id, operations(manager), patched);
}

/** For good: afterwards nobody has the id. */
export async function deleteUser({ client }: Stage, person: Person, id: string): Promise<void> {
  await client.send(`delete ${person.userName}`, 'DELETE', `/Users/${id}`, deleted);
  await client.send(`read ${person.userName}, who is gone`, 'GET', `/Users/${id}`, {
    status: [404],
    check: ({ status }) => (status === '404' ? undefined : 'the answer is no SCIM error'),
  });
}

function patch({ client }: Stage, what: string, id: string, operations: readonly Json[], expected: Expectation) {
  return client.send(what, 'PATCH', `/Users/${id}`, expected, { schemas: [patchOp], Operations: operations });
}

function active(value: boolean): Expectation {
  return { status: [200], check: (body) => hasId(body) ?? isActive(value)(body) };
}

function isStill(id: string, value: boolean, user: Json = {}): string | undefined {
  if (idOf(user) !== id) return `it is not the same user: ${idOf(user)}`;
  return isActive(value)(user);
}
