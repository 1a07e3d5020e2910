/** Invocations of functions that answer no request: what Lambda tells of one, and how long there is for it. */

export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** Kept free for the answer, in milliseconds. */
const reserve = 1_000;

/** When everything must be done, in milliseconds since the epoch. */
export function deadlineOf(invocation: Invocation): number {
  return Date.now() + invocation.getRemainingTimeInMillis() - reserve;
}
