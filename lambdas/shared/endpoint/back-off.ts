/** Waiting between tries: full jitter, within the time a request has. */
import { setTimeout as sleep } from 'node:timers/promises';

const base = 10;
const longest = 1_000;

/**
 * A function that waits before try number `attempt` (from 1) is repeated, up to 10 ms · 2^attempt and never past
 * `deadline` (milliseconds since the epoch); it answers false instead of waiting past it.
 */
export function backOffUntil(deadline: number): (attempt: number) => Promise<boolean> {
  return async (attempt) => {
    const delay = Math.random() * Math.min(longest, base * 2 ** attempt);
    if (Date.now() + delay >= deadline) return false;
    await sleep(delay);
    return true;
  };
}
