/**
 * Measuring several candidates in one run: interleaved, so that what slows the machine slows them all, and by the CPU
 * time of this thread, so that what else the machine does is not counted.
 */

export interface Candidate {
  readonly name: string;
  readonly run: () => unknown;
}

export interface Measured {
  readonly name: string;
  /** CPU microseconds a call, of the fastest round. */
  readonly micros: number;
}

const rounds = 15;
const roundMillis = 20;

/** The best time of each candidate over all rounds; the order changes with each round. */
export function measure(candidates: readonly Candidate[]): readonly Measured[] {
  const best = new Map(candidates.map(({ name }) => [name, Number.POSITIVE_INFINITY]));
  const batches = new Map(candidates.map((candidate) => [candidate.name, calibrate(candidate)]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? candidates : candidates.toReversed();
    for (const { name, run } of order) {
      const micros = timeBatch(run, batches.get(name) ?? 1);
      best.set(name, Math.min(micros, best.get(name) ?? micros));
    }
  }
  return candidates.map(({ name }) => ({ name, micros: best.get(name) ?? Number.NaN }));
}

/** How many calls take about `roundMillis`, once the code is warm. */
function calibrate({ run }: Candidate): number {
  let batch = 1;
  for (;;) {
    const micros = timeBatch(run, batch) * batch;
    if (micros > roundMillis * 1_000) return batch;
    batch *= 2;
  }
}

function timeBatch(run: () => unknown, batch: number): number {
  let sink: unknown;
  const startedAt = cpuMicros();
  for (let call = 0; call < batch; call += 1) sink = run();
  const elapsed = cpuMicros() - startedAt;
  // Used, so that the calls cannot be left out.
  if (sink === measure) throw new Error('impossible');
  return elapsed / batch;
}

function cpuMicros(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
