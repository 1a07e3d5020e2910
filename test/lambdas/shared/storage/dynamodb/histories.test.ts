import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  change,
  deletion,
  history,
  listing,
  historyTransactionItems as maxTransactionItems,
  type Step,
} from '../../../../support/arbitrary-history.ts';
import { interceptClient, openStore, startTestTable, type TestTable } from '../../../../support/engine.ts';
import { problemsOf, readItems, restoreItems } from '../../../../support/inspect-table.ts';
import { MemoryStore } from '../../../../support/memory-store.ts';
import { createCrowd, HistoryPlayer } from '../../../../support/play-history.ts';
import { assertInLanes, scaledRuns } from '../../../../support/property-runs.ts';
import { sweepLeftovers } from '../../../../support/sweep-leftovers.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

/** Plays `first`, and `second` wholly between what `first` reads and what it writes. Whether it came between. */
async function playBetween(real: HistoryPlayer, tenant: string, first: Step, second: Step): Promise<readonly Step[]> {
  let order = [first, second];
  const client = interceptClient(table.client, async (send, _, command) => {
    if (order[0] === first && /^(Transact|Update)/.test(command.constructor.name)) {
      order = [second, first];
      await real.play(second);
    }
    return send();
  });
  await real.play(first, openStore(table, { tenant, client, maxTransactionItems }));
  if (order[0] === first) await real.play(second);
  return order;
}

async function playRaces(steps: readonly Step[], races: readonly (readonly [Step, Step])[]): Promise<void> {
  const tenant = randomUUID();
  const [memory, store] = [new MemoryStore(), openStore(table, { tenant, maxTransactionItems })];
  const [model, real] = [new HistoryPlayer(memory), new HistoryPlayer(store)];
  for (const each of [memory, store]) await createCrowd(each, steps);
  for (const step of steps) await Promise.all([real.play(step), model.play(step)]);
  for (const [first, second] of races) {
    for (const player of [model, real]) player.announce(first, second);
    for (const step of await playBetween(real, tenant, first, second)) await model.play(step);
    expect(problemsOf(await readItems(table, tenant), tenant)).toEqual([]);
    expect([first, second, await real.glance()]).toEqual([first, second, await model.glance()]);
  }
  await restoreItems(table, await readItems(table, tenant), []);
}

/** Somebody is deleted after a request looked its members up and before it lists them; the sweepers follow. */
async function playFarewell(steps: readonly Step[], first: Step, second: Step): Promise<void> {
  const tenant = randomUUID();
  const store = openStore(table, { tenant, maxTransactionItems });
  const real = new HistoryPlayer(store);
  await createCrowd(store, [...steps, first]);
  for (const step of steps) await real.play(step);
  const since = await readItems(table, tenant);
  real.announce(first, second);
  await playBetween(real, tenant, first, second);
  await sweepLeftovers(table, tenant, { since, now: real.timeOf(second) });
  const items = await readItems(table, tenant);
  expect(problemsOf(items, tenant)).toEqual([]);
  const ends = [
    await endOf(steps, [first, second], [first, second]),
    await endOf(steps, [first, second], [second, first]),
  ];
  expect(ends).toContainEqual(await real.glance());
  await restoreItems(table, items, []);
}

/** What the model is like after `steps` and a race that went in this `order`. */
async function endOf(steps: readonly Step[], race: readonly Step[], order: readonly Step[]): Promise<unknown> {
  const memory = new MemoryStore();
  const model = new HistoryPlayer(memory);
  await createCrowd(memory, [...steps, ...race]);
  for (const step of steps) await model.play(step);
  model.announce(...race);
  for (const step of order) await model.play(step);
  return model.glance();
}

async function playBoth(steps: readonly Step[]): Promise<void> {
  const tenant = randomUUID();
  const [memory, store] = [new MemoryStore(), openStore(table, { tenant, maxTransactionItems })];
  const [model, real] = [new HistoryPlayer(memory), new HistoryPlayer(store)];
  for (const each of [memory, store]) await createCrowd(each, steps);
  for (const [place, step] of steps.entries()) {
    expect([place, await real.play(step)]).toEqual([place, await model.play(step)]);
    expect([place, problemsOf(await readItems(table, tenant), tenant)]).toEqual([place, []]);
  }
  expect(await real.look()).toEqual(await model.look());
  // The table stays small, and each history is alone in it.
  await restoreItems(table, await readItems(table, tenant), []);
}

test('a directory answers like its model and stays whole, whatever is asked of it', async () => {
  await assertInLanes(fc.asyncProperty(history(10, 1), playBoth), scaledRuns(1 / 10));
});

test('a change that comes between another’s reading and writing is as if it came first', async () => {
  const races = fc.array(fc.tuple(change, change), { minLength: 1, maxLength: 4 });
  await assertInLanes(fc.asyncProperty(history(3, 2), races, playRaces), scaledRuns(1 / 10));
});

test('a member that is deleted while it is being listed is gone once the sweepers came', async () => {
  await assertInLanes(fc.asyncProperty(history(2, 2), listing, deletion, playFarewell), scaledRuns(1 / 40));
});
