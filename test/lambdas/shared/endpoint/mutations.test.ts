/** Recorded requests, said differently, have the outcome they had. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type IdpRecord, readRecords, recordFolders } from '../../../support/idp-records.ts';
import { memorySend } from '../../../support/memory-send.ts';
import { type Dice, mutations } from '../../../support/mutations.ts';
import { scaledRuns } from '../../../support/property-runs.ts';
import { Replay } from '../../../support/replay.ts';

const files = Object.entries(recordFolders).flatMap(([folder, provider]) =>
  readRecords(folder).map(({ file, records }) => ({ name: `${folder}/${file}`, provider, records })),
);

/** Statuses, answers and resources of a file's records, with placeholders for the ids that each run has of its own. */
async function outcomesOf(
  provider: string,
  records: readonly IdpRecord[],
  change: (record: IdpRecord) => IdpRecord = (record) => record,
): Promise<unknown> {
  const replay = new Replay(memorySend(provider), 'run');
  const seen: string[] = [];
  for (const record of records) {
    const { answer, resource } = await replay.play(record, change);
    const outcome = JSON.stringify([record.name, answer.status, answer.json, resource?.status, resource?.json]);
    seen.push(anonymous(outcome, replay.placeholders));
  }
  return seen.map((outcome) => normalize(JSON.parse(outcome)));
}

function anonymous(text: string, placeholders: Readonly<Record<string, string>>): string {
  const known = Object.entries(placeholders).reduce((all, [name, id]) => all.replaceAll(id, `{${name}}`), text);
  return known.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{id}');
}

/** Elements and keys in one order: no client depends on it. */
function normalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalize).toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]): [string, unknown] => [key, normalize(field)]);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

/** A small generator of its own (mulberry32), so that a failure can be played again from its seed. */
function diceOf(seed: number): Dice {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('requests said differently', () => {
  test.each(files)('$name', async ({ provider, records }) => {
    const wanted = await outcomesOf(provider, records);
    const subsets = fc.subarray(Object.keys(mutations), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(subsets, fc.integer(), async (names, seed) => {
        const dice = diceOf(seed);
        const chosen = names.flatMap((name) => mutations[name] ?? []);
        const change = (record: IdpRecord) => chosen.reduce((changed, mutate) => mutate(changed, dice), record);
        expect(await outcomesOf(provider, records, change)).toEqual(wanted);
      }),
      scaledRuns(1 / 40),
    );
  });

  test.each(Object.entries(mutations))('%s: changes some recorded request', (_, mutate) => {
    const all = files.flatMap(({ records }) => records);
    expect(all.filter((record) => text(mutate(record, diceOf(1))) !== text(record)).length).toBeGreaterThan(0);
  });
});
