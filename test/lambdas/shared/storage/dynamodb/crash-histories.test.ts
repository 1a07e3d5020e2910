import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { sweepLeftover } from '#storage/dynamodb/sweep.ts';
import { Table } from '#storage/dynamodb/table.ts';
import {
  history,
  historyTransactionItems as maxTransactionItems,
  type Step,
} from '../../../../support/arbitrary-history.ts';
import { at } from '../../../../support/directory.ts';
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

function directoryOf(tenant: string) {
  const options = { client: table.client, tableName: table.tableName, meter: new Meter(), maxTransactionItems };
  const deadline = Date.now() + 60_000;
  return { table: new Table({ ...options, deadline }), keys: tenantKeys(tenant), memberTypes: resourceTypes };
}

/** What the sweepers do with the records that the table's stream has of what changed. */
async function sweep(tenant: string, before: readonly RawItem[], after: readonly RawItem[]): Promise<void> {
  const keys = tenantKeys(tenant);
  const directory = directoryOf(tenant);
  for (const { name } of resourceTypes) {
    const resourcesIn = (items: readonly RawItem[]) => items.filter(({ pk }) => pk === keys.resources(name));
    const present = new Set(resourcesIn(after).map(({ sk }) => sk));
    const record = (kind: 'changeStaged' | 'resourceDeleted', id: string) =>
      sweepLeftover(directory, { kind, tenant, type: name, id, at: 0 }, at);
    for (const { sk, change } of resourcesIn(after)) if (change !== undefined) await record('changeStaged', sk);
    for (const { sk } of resourcesIn(before)) if (!present.has(sk)) await record('resourceDeleted', sk);
  }
}

/** What the directory is like before a step and after it, and its items before it. */
interface Expected {
  readonly old: unknown;
  readonly next: unknown;
  readonly before: readonly RawItem[];
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
  await real.play(step, openStore(table, { tenant, client, maxTransactionItems })).catch((error: Error) => {
    if (error.message !== 'killed') throw error;
  });
  if (failed) {
    expect([old, next]).toContainEqual(await real.glance());
    const clean = async () => sweep(tenant, before, await readItems(table, tenant));
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
  await assertInLanes(fc.asyncProperty(history(3, 2), playDying), scaledRuns(1 / 40));
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
    { ...staff, size: 20 },
    { ...staff, size: 3 },
    { kind: 'delete', resource: { type: 'Group', number: 0 }, match: 'none' },
  ]);
});
