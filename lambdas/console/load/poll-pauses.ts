/** How often to ask: each question is a request and an entry of the audit trail, and most waits are either short or long. */
const pauses = [
  { until: 2 * 60_000, pause: 2_000 },
  { until: 10 * 60_000, pause: 10_000 },
] as const;
const longest = 60_000;

/** Milliseconds until the next question, of somebody who has waited for `waited` milliseconds. */
export function pauseAfter(waited: number): number {
  return pauses.find(({ until }) => waited < until)?.pause ?? longest;
}
