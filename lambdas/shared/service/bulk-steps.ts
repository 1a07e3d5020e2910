/** Running the steps of a bulk request side by side, with the result of running them one by one (RFC 7644 §3.7). */

/** What a step changes, and what its result depends on without changing it: resources and unique values, by name. */
export interface Footprint {
  readonly changes: readonly string[];
  readonly reads: readonly string[];
}

/**
 * For each step the earlier ones that must be over before it starts: those that change what it reads or changes, and
 * those that read what it changes. Steps that none of this holds for can run at the same time.
 */
export function waitsOf(steps: readonly Footprint[]): readonly (readonly number[])[] {
  const lastChange = new Map<string, number>();
  const readsSince = new Map<string, number[]>();
  return steps.map(({ changes, reads }, step) => {
    const waits = new Set<number>();
    const waitFor = (earlier: number | undefined) => {
      if (earlier !== undefined && earlier !== step) waits.add(earlier);
    };
    for (const name of reads) {
      waitFor(lastChange.get(name));
      const readers = readsSince.get(name);
      if (readers === undefined) readsSince.set(name, [step]);
      else readers.push(step);
    }
    for (const name of changes) {
      waitFor(lastChange.get(name));
      for (const reader of readsSince.get(name) ?? []) waitFor(reader);
      lastChange.set(name, step);
      readsSince.delete(name);
    }
    return [...waits];
  });
}

export interface Step {
  /** How many operations it holds. */
  readonly size: number;
  /** Earlier steps that must be over. */
  readonly waits: readonly number[];
}

export interface StepOptions {
  /** Operations that run at the same time, at most; a step of more runs alone. */
  readonly sideBySide: number;
  /** Errors after which no further step is started. */
  readonly maxErrors: number;
}

/**
 * Runs the steps; `run` answers how many errors a step came to. Those that run are exactly those that would if they
 * ran one by one: a step starts only when even an error of every unfinished operation before it would not stop it.
 */
export async function runSteps(
  steps: readonly Step[],
  run: (step: number) => Promise<number>,
  { sideBySide, maxErrors }: StepOptions,
): Promise<void> {
  const unfinished = new Set(steps.keys());
  const running = new Map<number, Promise<void>>();
  let errors = 0;
  let busy = 0;

  function start(step: number, size: number): void {
    busy += size;
    running.set(
      step,
      run(step).then((failed) => {
        errors += failed;
        busy -= size;
        running.delete(step);
        unfinished.delete(step);
      }),
    );
  }

  function startWhatCan(): void {
    let before = 0;
    for (const step of unfinished) {
      const { size, waits } = steps[step] ?? { size: 0, waits: [] };
      if (errors + before >= maxErrors || busy >= sideBySide) return;
      const fits = busy === 0 || busy + size <= sideBySide;
      if (!running.has(step) && fits && !waits.some((earlier) => unfinished.has(earlier))) start(step, size);
      before += size;
    }
  }

  for (;;) {
    startWhatCan();
    if (running.size === 0) return;
    await Promise.race(running.values());
  }
}
