import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { history, type Step } from '../../../../support/arbitrary-history.ts';
import { openStore, startTestTable, type TestTable } from '../../../../support/engine.ts';
import { problemsOf, readItems, restoreItems } from '../../../../support/inspect-table.ts';
import { MemoryStore } from '../../../../support/memory-store.ts';
import { HistoryPlayer } from '../../../../support/play-history.ts';
import { scaledRuns } from '../../../../support/property-runs.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

async function playBoth(steps: readonly Step[]): Promise<void> {
  const tenant = randomUUID();
  const model = new HistoryPlayer(new MemoryStore());
  const real = new HistoryPlayer(openStore(table, { tenant }));
  for (const [place, step] of steps.entries()) {
    expect([place, await real.play(step)]).toEqual([place, await model.play(step)]);
    expect([place, problemsOf(await readItems(table, tenant), tenant)]).toEqual([place, []]);
  }
  expect(await real.look()).toEqual(await model.look());
  // The table stays small, and each history is alone in it.
  await restoreItems(table, await readItems(table, tenant), []);
}

test('a directory answers like its model and stays whole, whatever is asked of it', async () => {
  await fc.assert(fc.asyncProperty(history(10), playBoth), scaledRuns(1 / 10));
});
