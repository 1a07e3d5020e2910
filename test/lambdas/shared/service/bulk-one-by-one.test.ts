/** A bulk request comes to what its operations come to one by one, each after what it refers to (RFC 7644 §3.7). */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import type { Interoperability } from '#scim/interoperability.ts';
import type { JsonObject } from '#scim/json.ts';
import { parseBulkRequest } from '#scim/message/bulk-request.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { enterpriseUserSchema } from '#scim/urns.ts';
import { performBulk } from '#service/bulk.ts';
import { type BulkActs, bulkActs } from '#service/bulk-acts.ts';
import { profileOf } from '#service/providers.ts';
import { testCursors } from '../../../support/cursors.ts';
import { at, state } from '../../../support/directory.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const idOf = (kind: string, n: number) => `00000000-0000-4000-${kind}-${String(n).padStart(12, '0')}`;
const old = { one: idOf('8000', 1), two: idOf('8000', 2), team: idOf('8000', 3), other: idOf('8000', 4) };

const types: Readonly<Record<'User' | 'Group', ResourceType>> = { User: userType, Group: groupType };

interface Operation {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly type: 'User' | 'Group';
  /** The id of what there is, or for a POST nothing; `#2` is what the operation at place 2 makes. */
  readonly target: string;
  readonly data: JsonObject;
}

/** Placeholders: which operation is meant is chosen when all are known, so that references go in any direction. */
const someone = fc.oneof(
  { arbitrary: fc.nat(99).map((n) => `#${n}`), weight: 4 },
  fc.constantFrom(old.one, old.two, old.team, idOf('8000', 9)),
);
const someUser = fc.oneof(
  { arbitrary: fc.constantFrom(old.one, old.two), weight: 3 },
  fc.nat(99).map((n) => `#${n}`),
);
const someGroup = fc.oneof(
  { arbitrary: fc.constantFrom(old.team, old.other), weight: 3 },
  fc.nat(99).map((n) => `#${n}`),
);
const userName = fc.constantFrom('ada', 'ADA', 'bob', 'cid', 'dan', 'eve', 'one');
const userBody = fc.tuple(userName, fc.option(someone)).map(
  ([name, manager]): JsonObject => ({
    userName: name,
    ...(manager === null ? {} : { [enterpriseUserSchema]: { manager: { value: manager } } }),
  }),
);
const members = fc.uniqueArray(someone, { maxLength: 3 }).map((all) => all.map((value) => ({ value })));
const groupBody = fc.record({ displayName: fc.constantFrom('g', 'h', ''), members });
const userPatch = fc.oneof(
  userName.map((value) => ({ op: 'replace', path: 'userName', value })),
  fc.constantFrom({ op: 'add', path: 'title', value: 't' }, { op: 'remove', path: 'title' }),
);
const groupPatch = fc.oneof(
  fc.constantFrom('g', 'h').map((value) => ({ op: 'replace', path: 'displayName', value })),
  members.map((value) => ({ op: 'add', path: 'members', value })),
  members.map((value) => ({ op: 'replace', path: 'members', value })),
  someone.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
);
const wrap = (Operations: fc.Arbitrary<object>) =>
  fc.array(Operations, { minLength: 1, maxLength: 2 }).map((all) => ({ Operations: all }) as unknown as JsonObject);

const of = (
  method: Operation['method'],
  type: Operation['type'],
  target: fc.Arbitrary<string>,
  data: fc.Arbitrary<JsonObject>,
): fc.Arbitrary<Operation> => fc.record({ method: fc.constant(method), type: fc.constant(type), target, data });
const none = fc.constant('');
const operation = fc.oneof(
  { arbitrary: of('POST', 'User', none, userBody), weight: 3 },
  { arbitrary: of('POST', 'Group', none, groupBody as fc.Arbitrary<JsonObject>), weight: 3 },
  of('PUT', 'User', someUser, userBody),
  of('PUT', 'Group', someGroup, groupBody as fc.Arbitrary<JsonObject>),
  { arbitrary: of('PATCH', 'User', someUser, wrap(userPatch)), weight: 2 },
  { arbitrary: of('PATCH', 'Group', someGroup, wrap(groupPatch)), weight: 2 },
  of('DELETE', 'User', someUser, fc.constant({})),
  of('DELETE', 'Group', someGroup, fc.constant({})),
);

interface Placed extends Operation {
  /** Places that the operation refers to, in the order of the text. */
  readonly references: readonly number[];
}

/** Binds `#n` to a POST of lower rank, whatever its place, so that there are no circles; without one, to a user there is. */
function bind(operations: readonly Operation[], ranks: readonly number[]): readonly Placed[] {
  const rank = (place: number) => (ranks[place] ?? 0) * 1_000 + place;
  return operations.map((given, place) => {
    const references: number[] = [];
    const makers = [...operations.keys()].filter(
      (other) => operations[other]?.method === 'POST' && rank(other) < rank(place),
    );
    const text = JSON.stringify([given.target, given.data]).replace(/#(\d+)/g, (_, n: string) => {
      const maker = makers[Number(n) % makers.length];
      if (maker === undefined) return given.type === 'Group' && given.target.startsWith('#') ? old.team : old.one;
      if (!references.includes(maker)) references.push(maker);
      return `#${maker}`;
    });
    const [target, data] = JSON.parse(text) as [string, JsonObject];
    return { ...given, target, data, references };
  });
}

async function directory(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.create(userType, state({ userName: 'one', title: 'x' }, old.one));
  await store.create(userType, state({ userName: 'two' }, old.two));
  await store.create(groupType, state({ displayName: 'team' }, old.team), [{ value: old.one, type: 'User' }]);
  await store.create(groupType, state({ displayName: 'other' }, old.other), [{ value: old.team, type: 'Group' }]);
  return store;
}

function actsOver(store: MemoryStore, interoperability: Interoperability): BulkActs {
  return bulkActs(
    { store, cursors: testCursors(), interoperability, baseUrl: '', at, backOff: async () => true },
    () => undefined,
  );
}

/** Everything takes as many turns as `ticks` says, so that what may overtake does. */
function slowed(acts: BulkActs, ticks: readonly number[]): BulkActs {
  let begun = 0;
  const slow = Object.entries(acts).map(([name, act]) => [
    name,
    async (...given: readonly unknown[]) => {
      begun += 1;
      for (let turns = ticks[begun % ticks.length] ?? 0; turns > 0; turns -= 1) await Promise.resolve();
      return (act as (...values: readonly unknown[]) => Promise<unknown>)(...given);
    },
  ]);
  return Object.fromEntries(slow) as BulkActs;
}

async function oneByOne(
  store: MemoryStore,
  operations: readonly Placed[],
  interoperability: Interoperability,
): Promise<readonly number[]> {
  const acts = actsOver(store, interoperability);
  const changes: Readonly<Record<'POST' | 'PUT' | 'PATCH', BulkActs['replace']>> = {
    POST: acts.create,
    PUT: acts.replace,
    PATCH: acts.modify,
  };
  const statuses = new Map<number, number>();
  const ids = idsOf(operations);
  const textOf = (value: unknown) => JSON.stringify(value).replace(/#(\d+)/g, (_, n: string) => ids[Number(n)] ?? '');
  const run = async (place: number): Promise<void> => {
    if (statuses.has(place)) return;
    const { method, type: name, target, data, references } = operations[place] as Placed;
    const type = types[name];
    for (const reference of references) await run(reference);
    // §3.7.3: what refers to a failed operation is 409.
    if (references.some((reference) => (statuses.get(reference) ?? 0) >= 400)) {
      statuses.set(place, 409);
      return;
    }
    const [id, body] = JSON.parse(textOf([target === '' ? ids[place] : target, data])) as [string, JsonObject];
    try {
      const { status } =
        method === 'DELETE' ? await acts.remove(type, id, {}) : await changes[method](type, id, body, {});
      statuses.set(place, status);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      statuses.set(place, error.status);
    }
  };
  for (const place of operations.keys()) await run(place);
  return operations.map((_, place) => statuses.get(place) ?? 0);
}

/** Ids in the order of the POSTs. */
function idsOf(operations: readonly Placed[]): readonly string[] {
  let made = 0;
  return operations.map(({ method }) => {
    if (method === 'POST') made += 1;
    return idOf('9000', made);
  });
}

async function atOnce(
  store: MemoryStore,
  operations: readonly Placed[],
  interoperability: Interoperability,
  ticks: readonly number[],
) {
  let made = 0;
  const named = (text: string) => text.replace(/#(\d+)/g, 'bulkId:b$1');
  const sent = operations.map(({ method, type, target, data }, place) => ({
    method,
    path: `${types[type].endpoint}${target === '' ? '' : `/${named(target)}`}`,
    bulkId: `b${place}`,
    ...(method === 'DELETE' ? {} : { data: JSON.parse(named(JSON.stringify(data))) as JsonObject }),
  }));
  const results = await performBulk(parseBulkRequest({ Operations: sent }, resourceTypes), {
    acts: slowed(actsOver(store, interoperability), ticks),
    interoperability,
    baseUrl: '',
    newId: () => {
      made += 1;
      return idOf('9000', made);
    },
    hasTime: () => true,
    onUnexpected: (error) => {
      throw error;
    },
  });
  return results.map(({ status }) => status);
}

/** Apart from versions: a group that a deleted member had left before has one change less, unless somebody checks it. */
async function contentOf(store: MemoryStore): Promise<unknown> {
  const page = { startIndex: 1, count: 1_000 };
  const [users, groups] = [await store.query(userType, page), await store.query(groupType, page)];
  const documents = [...users.resources, ...groups.resources].map(({ id, document }) => [id, document]);
  return [documents, await Promise.all(groups.resources.map(({ id }) => store.listMembers(groupType, id)))];
}

describe('a bulk request', () => {
  test.each(['accept', 'refuse'] as const)(
    'that would %s a second group of one name comes to the same as its operations one by one',
    async (sameGroupName) => {
      const profile = { ...profileOf('generic'), sameGroupName };
      const ranks = fc.array(fc.nat(99), { minLength: 9, maxLength: 9 });
      const ticks = fc.array(fc.nat(40), { minLength: 1, maxLength: 9 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(operation, { minLength: 2, maxLength: 9 }),
          ranks,
          ticks,
          async (given, order, turns) => {
            const operations = bind(given, order);
            const [bulk, single] = [await directory(), await directory()];
            const wanted = await oneByOne(single, operations, profile);
            expect(await atOnce(bulk, operations, profile, turns)).toEqual(wanted);
            expect(await contentOf(bulk)).toEqual(await contentOf(single));
          },
        ),
        propertyRuns,
      );
    },
  );
});
