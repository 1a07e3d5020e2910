import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  assemble,
  deletion,
  history,
  historyTransactionItems as maxTransactionItems,
  type Step,
} from '../../../../support/arbitrary-history.ts';
import {
  type Intercept,
  interceptClient,
  openStore,
  startTestTable,
  type TestTable,
} from '../../../../support/engine.ts';
import { problemsOf, type RawItem, readItems, restoreItems } from '../../../../support/inspect-table.ts';
import { MemoryStore } from '../../../../support/memory-store.ts';
import { createCrowd, HistoryPlayer } from '../../../../support/play-history.ts';
import { assertInLanes, scaledRuns } from '../../../../support/property-runs.ts';
import { sweepLeftovers } from '../../../../support/sweep-leftovers.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

/** What befalls a function at its nth call: it dies before the call is made, or once it is done, or is held up. */
interface Mishap {
  readonly call: number;
  readonly kind: 'before' | 'after' | 'late';
}

const kinds = ['before', 'after', 'late'] as const;

/** A function that is held up goes on when `retry`, by a client that gave it up, is answered. */
const befalling =
  ({ call: last, kind }: Mishap, onMishap: () => void, retry: () => Promise<unknown>): Intercept =>
  async (send, call) => {
    if (call < last) return send();
    onMishap();
    if (kind === 'late') {
      if (call === last) await retry();
      return send();
    }
    if (call === last && kind === 'after') await send();
    throw new Error('killed');
  };

/** What the directory is like before a step and after it, and its items before it. */
interface Expected {
  readonly old: unknown;
  readonly next: unknown;
  readonly before: readonly RawItem[];
}

interface Listed {
  readonly Resources?: readonly { readonly id: string }[];
}

/** Lists of users and of groups. */
type Glance = readonly [Listed, Listed];

/** All is old, or all is new; after a deletion that is done, each group by itself, until the sweepers came. */
function expectEither(seen: unknown, step: Step, { old, next }: Expected): void {
  const [users, groups] = seen as Glance;
  const [, oldGroups] = old as Glance;
  const [nextUsers, nextGroups] = next as Glance;
  const isDeleted = step.kind === 'delete' && idsIn(users) === idsIn(nextUsers) && idsIn(groups) === idsIn(nextGroups);
  if (!isDeleted) return expect([old, next]).toContainEqual(seen);
  expect(users).toEqual(nextUsers);
  for (const [place, group] of (groups.Resources ?? []).entries()) {
    const before = oldGroups.Resources?.find(({ id }) => id === group.id);
    expect([before, nextGroups.Resources?.[place]]).toContainEqual(group);
  }
}

function idsIn({ Resources = [] }: Listed): string {
  return Resources.map(({ id }) => id).join();
}

/** One function fails, somebody looks, the sweepers and the client come in either order. Whether it did fail. */
async function failOnce(
  tenant: string,
  step: Step,
  mishap: Mishap,
  real: HistoryPlayer,
  { old, next, before }: Expected,
): Promise<boolean> {
  let failed = false;
  const onMishap = () => {
    failed = true;
  };
  const retry = () => real.play(step);
  const client = interceptClient(table.client, befalling(mishap, onMishap, retry));
  await ignoreDeath(real.play(step, openStore(table, { tenant, client, maxTransactionItems })));
  if (failed) {
    expectEither(await real.glance(), step, { old, next, before });
    const clean = () => sweepLeftovers(table, tenant, { since: before, now: real.timeOf(step) });
    for (const act of mishap.call % 2 === 0 ? [clean, retry, clean] : [retry, clean]) await act();
  }
  expect(await real.glance()).toEqual(next);
  return failed;
}

async function playDying(steps: readonly Step[]): Promise<void> {
  const tenant = randomUUID();
  const memory = new MemoryStore();
  const model = new HistoryPlayer(memory);
  const store = openStore(table, { tenant, maxTransactionItems, deadline: Date.now() + 3_600_000 });
  const real = new HistoryPlayer(store);
  for (const each of [memory, store]) await createCrowd(each, steps);
  for (const [place, step] of steps.entries()) {
    const before = await readItems(table, tenant);
    const old = await model.glance();
    await model.play(step);
    const expected = { before, old, next: await model.glance() };
    const isBeginning = place < 3;
    for (let call = isBeginning ? 1_000 : 1, isAlive = false; !isAlive; call += 1) {
      for (const kind of kinds) {
        isAlive = !(await failOnce(tenant, step, { call, kind }, real, expected));
        const items = await readItems(table, tenant);
        expect([step, call, problemsOf(items, tenant)]).toEqual([step, call, []]);
        if (isAlive) break;
        await restoreItems(table, items, before);
      }
    }
  }
  await restoreItems(table, await readItems(table, tenant), []);
}

test('a function that dies at any call leaves the old directory or the new one, and nothing to be repaired by hand', async () => {
  await assertInLanes(fc.asyncProperty(history(3, 2), playDying), scaledRuns(1 / 80));
});

/** A large change is committed and left; the sweepers follow each deletion before they come to the change. */
async function playLeft(steps: readonly Step[], left: Step, deletions: readonly Step[]): Promise<void> {
  const tenant = randomUUID();
  const [memory, store] = [new MemoryStore(), openStore(table, { tenant, maxTransactionItems })];
  const [model, real] = [new HistoryPlayer(memory), new HistoryPlayer(store)];
  for (const each of [memory, store]) await createCrowd(each, [left]);
  for (const step of steps) await Promise.all([real.play(step), model.play(step)]);
  const client = interceptClient(table.client, async (send, _, command) => {
    const answer = await send();
    if (command.constructor.name === 'TransactWriteCommand') throw new Error('killed');
    return answer;
  });
  const dying = real.play(left, openStore(table, { tenant, client, maxTransactionItems }));
  await Promise.all([model.play(left), ignoreDeath(dying)]);
  for (const step of deletions) {
    const since = await readItems(table, tenant);
    await Promise.all([real.play(step), model.play(step)]);
    await sweepLeftovers(table, tenant, { since, kinds: ['resourceDeleted'] });
  }
  await sweepLeftovers(table, tenant, { since: [] });
  const items = await readItems(table, tenant);
  expect(problemsOf(items, tenant)).toEqual([]);
  expect(withoutTimes(await real.glance())).toEqual(withoutTimes(await model.glance()));
  await restoreItems(table, items, []);
}

/** Members that go with a change that is finished late go when it is finished. */
function withoutTimes(glance: unknown): unknown {
  return JSON.parse(JSON.stringify(glance), (name, value: unknown) => (name === 'lastModified' ? undefined : value));
}

async function ignoreDeath(act: Promise<unknown>): Promise<void> {
  await act.catch((error: Error) => {
    if (error.message !== 'killed') throw error;
  });
}

test('a change that is left for later is finished without those who are deleted meanwhile', async () => {
  const deletions = fc.array(deletion, { minLength: 1, maxLength: 3 });
  await assertInLanes(fc.asyncProperty(history(2, 2), assemble, deletions, playLeft), scaledRuns(1 / 80));
});

test('so it is with lists of members that no transaction holds', async () => {
  const staff = { kind: 'assemble', group: 0 } as const;
  const beginning: readonly Step[] = [
    { kind: 'createUser', user: { userName: 'ada', emails: [] } },
    { kind: 'createUser', user: { userName: 'bob', emails: [] } },
    { kind: 'createGroup', name: 'Staff', members: [{ type: 'User', number: 0 }] },
  ];
  await playDying([
    ...beginning,
    { ...staff, size: 15 },
    { ...staff, size: 3 },
    { kind: 'delete', resource: { type: 'Group', number: 0 }, match: 'none' },
  ]);
});

test('and with a member of more groups than a transaction takes it out of', async () => {
  const ada = { type: 'User', number: 0 } as const;
  const groups = Array.from(
    { length: 9 },
    (_, i): Step => ({ kind: 'createGroup', name: `Team ${i}`, members: [ada] }),
  );
  await playDying([
    { kind: 'createUser', user: { userName: 'ada', emails: ['a@example.com'] } },
    { kind: 'createUser', user: { userName: 'bob', emails: [] } },
    ...groups,
    { kind: 'delete', resource: ada, match: 'current' },
  ]);
});
