/**
 * Work counted in steps instead of in time, so that no busy machine decides a test. V8 counts only in functions that
 * are compiled after it was told to: the module that is measured must not have run before this one is imported.
 */
import { type Profiler, Session } from 'node:inspector';
import { afterAll } from '@jest/globals';

const session = new Session();
session.connect();
ask('Profiler.enable');
ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
// Counting slows down whatever the process does next.
afterAll(() => session.disconnect());

/**
 * How many pieces of the source under `lambdas/` are run by `work`: calls of functions, turns of loops, branches taken.
 * The source knows nothing of it; what builtins do by themselves is no step.
 */
export function countSteps(work: () => void): number {
  takeSteps();
  work();
  return takeSteps();
}

/** The steps since the last time. */
function takeSteps(): number {
  const { result } = ask('Profiler.takePreciseCoverage') as Profiler.TakePreciseCoverageReturnType;
  const own = result.filter(({ url }) => url.includes('/lambdas/'));
  const ranges = own.flatMap(({ functions }) => functions).flatMap((each) => each.ranges);
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

/** A session with its own thread has the answer before `post` returns. */
function ask(method: string, parameters: object = {}): unknown {
  let answer: unknown;
  session.post(method, parameters, (error, result) => {
    if (error !== null) throw error;
    answer = result;
  });
  return answer;
}
