import * as fc from 'fast-check';

/** How often each property is tried: 200 times, or as often as `PROPERTY_RUNS` says (`npm run test:nightly`). */
const defaultRuns = 200;

function readRuns(given: string | undefined): number {
  if (given === undefined || given === '') return defaultRuns;
  const runs = Number(given);
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Error(`PROPERTY_RUNS is "${given}"; it must be a count.`);
  return runs;
}

/** The second argument of an `fc.assert`. */
export const propertyRuns = { numRuns: readRuns(process.env.PROPERTY_RUNS) };

/**
 * The same for a property that is tried `factor` times as often: more than 1 where a run costs little and has much to
 * find, less where a run is a whole history or all the requests of a provider, so that 10,000 of them would take hours.
 */
export function scaledRuns(factor: number): { readonly numRuns: number } {
  return { numRuns: Math.max(1, Math.round(propertyRuns.numRuns * factor)) };
}

/**
 * Asserts a property `numRuns` times in four lanes side by side, so that one history is worked on while another waits for
 * the engine. Each lane reports its own seed.
 */
export async function assertInLanes<T>(
  property: fc.IAsyncProperty<T>,
  { numRuns }: { readonly numRuns: number },
): Promise<void> {
  const lanes = Math.min(numRuns, 4);
  const share = (lane: number) => Math.floor((numRuns + lane) / lanes);
  await Promise.all(Array.from({ length: lanes }, (_, lane) => fc.assert(property, { numRuns: share(lane) })));
}
