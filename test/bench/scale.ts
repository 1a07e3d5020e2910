/** What requests cost in directories of several sizes, as the embedded engine reports it, and how long they take. */
import { randomUUID } from 'node:crypto';
import { person, personId } from '#lib/local/population.ts';
import { ScimError } from '#scim/errors.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import type { Boundary } from '#scim/sort/position.ts';
import { resolveSort } from '#scim/sort/sort.ts';
import type { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { toMember } from '#storage/dynamodb/items.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import type { Member } from '#storage/resource-store.ts';
import { seedDirectory } from '../../bin/seed-directory.ts';
import { fullUser, group, later } from '../support/directory.ts';
import { openStore, type TestTable } from '../support/engine.ts';

export interface ScaleRow {
  readonly what: string;
  readonly size: number;
  readonly trips: number;
  readonly rcu: number;
  readonly wcu: number;
  readonly items: number;
  readonly milliseconds: number;
  readonly isRefused: boolean;
}

type Act = (store: DynamoDbStore) => Promise<unknown>;

/** Tries of one kind of request; the shortest time counts, and the cost is that of the last. */
const defaultRounds = 5;
/** What a function has, in milliseconds. */
const functionTime = 29_000;
const page = 100;
/** Ids are evenly spread. */
const middleId = '80000000-0000-4000-8000-000000000000';

/** One row for each kind of request, in a directory of `size` users and one group of all of them. */
export async function measureAt(table: TestTable, size: number, rounds = defaultRounds): Promise<readonly ScaleRow[]> {
  const tenant = randomUUID();
  await seedDirectory({ ...table, tenant }, { users: size, groups: 0, members: 0, seed: 1 });
  const rows: ScaleRow[] = [];
  const tryOut = async (what: string, act: Act) => {
    const measured = await measure(rounds, (meter) =>
      act(openStore(table, { tenant, meter, deadline: Date.now() + functionTime })),
    );
    rows.push({ what, size, ...measured });
  };
  for (const [what, act] of Object.entries(userActs(size))) await tryOut(what, act);
  const staff = group('Everybody');
  const everybody = Array.from({ length: size }, (_, index) => memberOf(index));
  await openStore(table, { tenant, deadline: Date.now() + 3_600_000 }).create(groupType, staff, everybody);
  await tryOut('add a member to a group of this size', addMember(staff.id));
  return rows;
}

function userActs(size: number): Readonly<Record<string, Act>> {
  const some = person(1, Math.floor(size / 2));
  const name = some.document.userName as string;
  const byName = resolveSort({ by: 'userName', descending: false }, userType, [userType]);
  const middle: Boundary = { position: { value: name, id: some.id }, inclusive: false };
  const filter = (text: string) => parseFilter(text, userType);
  return {
    'create a user': (store) => store.create(userType, fullUser(`new-${randomUUID()}`)),
    'get a user': (store) => store.get(userType, some.id),
    '`userName eq`': (store) =>
      store.query(userType, { filter: filter(`userName eq "${name}"`), startIndex: 1, count: page }),
    'list 100, first page': (store) => store.query(userType, { startIndex: 1, count: page }),
    'list 100, last page': (store) => store.query(userType, { startIndex: size - page + 1, count: page }),
    'list 100 by cursor, from the middle': (store) =>
      store.queryFrom(userType, {
        from: { position: { value: middleId, id: middleId }, inclusive: false },
        count: page,
      }),
    'list 100 sorted by `userName`': (store) => store.query(userType, { sort: byName, startIndex: 1, count: page }),
    'sorted by cursor, from the middle': (store) =>
      store.queryFrom(userType, { sort: byName, from: middle, count: page }),
    'filter without an index': (store) =>
      store.query(userType, { filter: filter('nickName eq "nobody"'), startIndex: 1, count: page }),
  };
}

function addMember(id: string): Act {
  return async (store) => {
    const added = fullUser(randomUUID());
    const view = await store.getWithMemberships(groupType, id, [{ value: added.id }]);
    const before = view?.resource as ResourceState;
    const members = { add: [toMember(userType, added)], remove: [] };
    return store.replace(groupType, before, before.document, { at: later, members });
  };
}

function memberOf(index: number): Member {
  const { document } = person(1, index);
  return { value: personId(1, index), type: userType.name, display: document.displayName as string };
}

/** The cost of one, and the shortest time of `rounds`. */
async function measure(
  rounds: number,
  act: (meter: Meter) => Promise<unknown>,
): Promise<Omit<ScaleRow, 'what' | 'size'>> {
  let [milliseconds, isRefused, meter] = [Number.POSITIVE_INFINITY, false, new Meter()];
  for (let round = 0; round < rounds; round += 1) {
    meter = new Meter();
    const startedAt = performance.now();
    try {
      await act(meter);
    } catch (error) {
      if (!(error instanceof ScimError && error.scimType === 'tooMany')) throw error;
      isRefused = true;
    }
    milliseconds = Math.min(milliseconds, performance.now() - startedAt);
  }
  const { trips, readUnits: rcu, writeUnits: wcu, items } = meter;
  return { trips, rcu, wcu, items, milliseconds, isRefused };
}
