/** What a directory holds, by names, and what it should hold when a player has played. */
import type { Cast } from './cast.ts';
import { readAll } from './directory.ts';
import type { Player } from './player.ts';
import type { Json, ScimClient } from './scim-client.ts';
import { plotOf } from './stage.ts';
import { enterpriseUser } from './urns.ts';

export interface Outcome {
  /** By userName. */
  readonly users: Readonly<Record<string, UserOutcome>>;
  /** userNames of the members, sorted, by displayName. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

export interface UserOutcome {
  readonly active: boolean;
  readonly familyName: string;
  /** userName of the manager. */
  readonly manager?: string;
  /** Names of the groups, sorted. */
  readonly groups: readonly string[];
}

/** The part of the directory that is the company's: people of its cast, and groups that begin with its name. */
export async function outcomeOf(client: ScimClient, { people, teams }: Cast): Promise<Outcome> {
  const users = await readAll(client, '/Users');
  const groups = await readAll(client, '/Groups');
  const names = new Map(users.map(({ id, userName }) => [id, String(userName)]));
  const ours = new Set(people.map(({ userName }) => userName));
  const [company = ''] = teams[0]?.name.split(' ') ?? [];
  return {
    users: Object.fromEntries(
      users
        .filter(({ userName }) => ours.has(String(userName)))
        .map((user) => [String(user.userName), shown(user, names)]),
    ),
    groups: Object.fromEntries(
      groups
        .filter(({ displayName }) => String(displayName).startsWith(company))
        .map(({ displayName, members }) => [
          String(displayName),
          sorted(list(members).map(({ value }) => names.get(value) ?? String(value))),
        ]),
    ),
  };
}

function shown(user: Json, names: ReadonlyMap<unknown, string>): UserOutcome {
  const { manager } = (user[enterpriseUser] ?? {}) as { readonly manager?: Json };
  return {
    active: user.active === true,
    familyName: String((user.name as Json | undefined)?.familyName),
    ...(manager === undefined ? {} : { manager: names.get(manager.value) ?? String(manager.value) }),
    groups: sorted(list(user.groups).map(({ display }) => String(display))),
  };
}

/** The outcome of a run that went as it should. */
export function expectedOutcome(player: Player, cast: Cast): Outcome {
  const { deleted, leaver, renamed } = plotOf(cast);
  const { deletes, manager, suspends } = player.users;
  const stays = cast.people.filter((person) => !deletes || person !== deleted);
  const teams = player.groups === undefined ? [] : cast.teams;
  const groups = teams.map(({ name, renamedTo = name, members }) => ({
    name: renamedTo,
    members: stays.filter((person) => members.includes(person.index) && person !== leaver),
  }));
  const interns = player.groups !== undefined && !player.groups.deletes ? cast.people.slice(0, 2) : [];
  const all =
    interns.length === 0 ? groups : [...groups, { name: `${cast.teams[0]?.name ?? ''} interns`, members: interns }];
  return {
    users: Object.fromEntries(
      stays.map((person) => [
        person.userName,
        {
          active: !(suspends && person === leaver),
          familyName: person.index === renamed.index ? renamed.familyName : person.familyName,
          ...(manager !== undefined && person.index >= 2 && person.index < 5
            ? { manager: cast.people[0]?.userName ?? '' }
            : {}),
          groups: sorted(all.filter(({ members }) => members.includes(person)).map(({ name }) => name)),
        },
      ]),
    ),
    groups: Object.fromEntries(all.map(({ name, members }) => [name, sorted(members.map(({ userName }) => userName))])),
  };
}

/** What is not as it should be, one sentence each. */
export function differences(expected: Outcome, found: Outcome): readonly string[] {
  return [...compare('user', expected.users, found.users), ...compare('group', expected.groups, found.groups)];
}

function compare(
  what: string,
  expected: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].flatMap((name) => {
    const [wanted, is] = [JSON.stringify(expected[name]), JSON.stringify(found[name])];
    return wanted === is ? [] : [`${what} ${name} is ${is ?? 'not there'} and should be ${wanted ?? 'gone'}`];
  });
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function sorted(names: readonly string[]): readonly string[] {
  return names.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
}
