import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runSteps, waitsOf } from '#service/bulk-steps.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const changes = (...names: string[]) => ({ changes: names, reads: [] });
const reads = (...names: string[]) => ({ changes: [], reads: names });

describe('steps wait', () => {
  test.each([
    ['for nothing when they touch different things', [changes('a'), changes('b'), reads('c')], [[], [], []]],
    ['for the last change of what they change', [changes('a'), changes('a'), changes('a')], [[], [0], [1]]],
    [
      'for the last change of what they read, not for one another',
      [changes('a'), reads('a'), reads('a')],
      [[], [0], [0]],
    ],
    ['with a change for all who read before', [reads('a'), reads('a'), changes('a')], [[], [], [0, 1]]],
    ['not for themselves', [{ changes: ['a'], reads: ['a'] }], [[]]],
  ])('%s', (_, footprints, waits) => {
    expect(waitsOf(footprints)).toEqual(waits);
  });
});

/** Steps that take as long as `ticks` says; answers which ran, and how many operations ran at the same time. */
async function play(
  sizes: readonly number[],
  waits: readonly (readonly number[])[],
  errors: readonly number[],
  maxErrors: number,
  ticks: (step: number) => number = () => 1,
) {
  const started: number[] = [];
  const ended = new Set<number>();
  let [busy, peak] = [0, 0];
  await runSteps(
    sizes.map((size, step) => ({ size, waits: waits[step] ?? [] })),
    async (step) => {
      expect((waits[step] ?? []).every((earlier) => ended.has(earlier))).toBe(true);
      started.push(step);
      busy += sizes[step] ?? 0;
      peak = Math.max(peak, busy);
      for (let i = 0; i < ticks(step); i += 1) await Promise.resolve();
      busy -= sizes[step] ?? 0;
      ended.add(step);
      return errors[step] ?? 0;
    },
    { sideBySide: 4, maxErrors },
  );
  return { started: started.toSorted((a, b) => a - b), peak };
}

describe('running steps', () => {
  const twenty = Array.from({ length: 20 }, () => 1);

  test('runs as many side by side as it may', async () => {
    await expect(play(twenty, [], [], Number.POSITIVE_INFINITY)).resolves.toMatchObject({ peak: 4 });
  });

  test('runs a step of many operations alone', async () => {
    const { started, peak } = await play([1, 6, 1], [], [], Number.POSITIVE_INFINITY);
    expect([started, peak]).toEqual([[0, 1, 2], 6]);
  });

  test('runs one by one when the first error is to be the last', async () => {
    const { started, peak } = await play(twenty, [], [0, 0, 1], 1);
    expect([started, peak]).toEqual([[0, 1, 2], 1]);
  });

  test('runs exactly the steps that would run one by one, whatever takes how long', async () => {
    const step = fc.record({
      error: fc.boolean(),
      ticks: fc.integer({ min: 0, max: 9 }),
      waits: fc.array(fc.nat(30), { maxLength: 3 }),
    });
    const property = fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.integer({ min: 1, max: 6 }),
      async (steps, maxErrors) => {
        let errors = 0;
        const expected: number[] = [];
        for (const [i, { error }] of steps.entries()) {
          if (errors >= maxErrors) break;
          expected.push(i);
          errors += Number(error);
        }
        const { started } = await play(
          steps.map(() => 1),
          steps.map(({ waits }, i) => waits.filter((earlier) => earlier < i)),
          steps.map(({ error }) => Number(error)),
          maxErrors,
          (i) => steps[i]?.ticks ?? 0,
        );
        expect(started).toEqual(expected);
      },
    );
    await fc.assert(property, propertyRuns);
  });
});
