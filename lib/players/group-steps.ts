/** One group at a time: found or created, filled, renamed, emptied of who left, deleted. */
import type { Team } from './cast.ts';
import { created, deleted, idOf, isList, patched, resourcesOf, shown } from './checks.ts';
import type { GroupDialect, MembershipByPatch } from './player.ts';
import { inPool } from './pool.ts';
import type { Json } from './scim-client.ts';
import { plotOf, type Stage } from './stage.ts';
import { patchOp } from './urns.ts';

/** What the provider remembers of its groups. */
export interface Pushed {
  /** Ids of users, by the places of the people. */
  readonly userIds: readonly string[];
  /** Ids of groups, by the places of the teams. */
  readonly groupIds: readonly string[];
  /** Deletes the group that was made to be deleted. */
  deleteExtra(): Promise<void>;
}

/** Brings every group over, with its members: several requests for one group may be in flight. */
export async function pushGroups(stage: Stage, dialect: GroupDialect, userIds: readonly string[]): Promise<Pushed> {
  const { cast, client, concurrency } = stage;
  const extra: Team = { name: `${cast.teams[0]?.name ?? ''} interns`, members: [0, 1] };
  const teams = [...cast.teams, extra];
  const groupIds = await inPool(
    concurrency,
    teams.map((team) => () => takeOrCreate(stage, dialect, team, userIds)),
  );
  const tasks = teams.flatMap((team, n) => fill(stage, dialect, team, groupIds[n] ?? '', userIds));
  await inPool(concurrency, tasks);
  const extraId = groupIds[cast.teams.length] ?? '';
  return {
    userIds,
    groupIds: groupIds.slice(0, cast.teams.length),
    deleteExtra: async () => {
      await client.send(`delete group ${extra.name}`, 'DELETE', `/Groups/${extraId}`, deleted);
    },
  };
}

/** Takes over the group that has the team's name, old or new, or creates it; answers the id. */
async function takeOrCreate(
  stage: Stage,
  dialect: GroupDialect,
  team: Team,
  userIds: readonly string[],
): Promise<string> {
  const { client } = stage;
  for (const name of [team.name, team.renamedTo]) {
    const existing = name === undefined ? undefined : await findGroup(stage, dialect, name);
    if (existing === undefined) continue;
    await rename(stage, dialect, team, team.name, existing, userIds);
    return existing;
  }
  const members = dialect.createWith === 'members' ? membersOf(stage, dialect, team.members, userIds) : undefined;
  const body = { ...dialect.body(team.name), ...(members && { members }) };
  return idOf(await client.send(`create group ${team.name}`, 'POST', '/Groups', created, body));
}

/** Without a filter of its own a provider reads all groups and looks for itself. */
async function findGroup({ client, player }: Stage, dialect: GroupDialect, name: string): Promise<string | undefined> {
  const { filter, lookupQuery = '' } = dialect;
  const search = filter === undefined ? player.firstPage : `${lookupQuery}filter=${encodeURIComponent(filter(name))}`;
  const expected = { status: [200], check: isList };
  const answer = await client.send(`look for group ${name}`, 'GET', `/Groups?${search}`, expected);
  const found = resourcesOf(answer).find(({ displayName }) => displayName === name);
  return found && idOf(found);
}

/** Requests that make the team the group's members, each on its own. */
function fill(
  stage: Stage,
  dialect: GroupDialect,
  team: Team,
  id: string,
  userIds: readonly string[],
): readonly (() => Promise<unknown>)[] {
  const { change } = dialect;
  const members = membersOf(stage, dialect, team.members, userIds);
  if (change === 'put' || change.alwaysWhole) return [() => setWhole(stage, dialect, team, team.name, id, members)];
  return chunksOf(members, change.chunk).map(
    (chunk) => () => patchGroup(stage, `add to ${team.name}`, id, withName(change, team.name, id, change.add(chunk))),
  );
}

/**
 * What an ordinary week brings: an add that is repeated, a removal, a push of everything, a rename. Each of the first
 * three has a member or a group of its own, so that they commute.
 */
export async function changeGroups(stage: Stage, dialect: GroupDialect, pushed: Pushed): Promise<void> {
  const { cast, concurrency } = stage;
  const { leaver } = plotOf(cast);
  const tasks = cast.teams.flatMap((team, n) => {
    const id = pushed.groupIds[n] ?? '';
    const rest = team.members.filter((index) => index !== leaver.index);
    return changeOne(stage, dialect, { ...team, members: rest }, id, pushed, rest.length < team.members.length);
  });
  await inPool(concurrency, tasks);
  for (const [n, team] of cast.teams.entries()) {
    const { renamedTo } = team;
    if (renamedTo === undefined) continue;
    const members = team.members.filter((index) => index !== leaver.index);
    await rename(stage, dialect, { ...team, members }, renamedTo, pushed.groupIds[n] ?? '', pushed.userIds);
  }
}

function changeOne(
  stage: Stage,
  dialect: GroupDialect,
  team: Team,
  id: string,
  { userIds }: Pushed,
  isLeft: boolean,
): readonly (() => Promise<unknown>)[] {
  const { change } = dialect;
  const members = membersOf(stage, dialect, team.members, userIds);
  if (change === 'put' || change.alwaysWhole) return [() => setWhole(stage, dialect, team, team.name, id, members)];
  const gone = userIds[plotOf(stage.cast).leaver.index] ?? '';
  const again = () => patchGroup(stage, `add to ${team.name} again`, id, change.add(members.slice(0, 1)));
  const leave = () => patchGroup(stage, `remove from ${team.name}`, id, change.remove([gone]));
  const push = () => setWhole(stage, dialect, team, team.name, id, members);
  if (isLeft) return [again, leave];
  return change.replace === undefined ? [again] : [again, push];
}

/** All members at once, by whatever the provider has for it. */
async function setWhole(
  stage: Stage,
  { body, change }: GroupDialect,
  team: Team,
  name: string,
  id: string,
  members: readonly Json[],
): Promise<void> {
  const what = `push ${team.name}`;
  if (change === 'put') {
    await stage.client.send(what, 'PUT', `/Groups/${id}`, shown, { ...body(name), id, members });
  } else if (change.replace !== undefined) {
    await patchGroup(stage, what, id, change.replace(members));
  }
}

async function rename(
  stage: Stage,
  dialect: GroupDialect,
  team: Team,
  name: string,
  id: string,
  userIds: readonly string[],
): Promise<void> {
  const { change } = dialect;
  if (change === 'put') {
    await setWhole(stage, dialect, team, name, id, membersOf(stage, dialect, team.members, userIds));
  } else {
    await patchGroup(stage, `name group ${name}`, id, change.rename(name, id));
  }
}

function withName(
  { rename: renameTo, renamesAlways = false }: MembershipByPatch,
  name: string,
  id: string,
  operations: readonly Json[],
): readonly Json[] {
  return renamesAlways ? [...renameTo(name, id), ...operations] : operations;
}

function membersOf(
  { cast }: Stage,
  { member }: GroupDialect,
  indexes: readonly number[],
  userIds: readonly string[],
): readonly Json[] {
  return indexes.flatMap((index) => {
    const person = cast.people[index];
    return person === undefined ? [] : [member(userIds[index] ?? '', person)];
  });
}

function chunksOf<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, n) => values.slice(n * size, (n + 1) * size));
}

function patchGroup({ client }: Stage, what: string, id: string, operations: readonly Json[]): Promise<Json> {
  const body = { schemas: [patchOp], Operations: operations };
  return client.send(what, 'PATCH', `/Groups/${id}`, patched, body);
}
