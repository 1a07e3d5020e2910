/** Changes that read, decide and write: repeated as a whole when another change came between. */
import { unavailable } from '#scim/errors.ts';
import type { ServiceContext } from './service-context.ts';

/**
 * Runs `attempt` until it answers something. `attempt` reads the resource anew each time and answers undefined when
 * what it read is not current any more; nothing is written then. Throws 503 with `Retry-After` when the time is over.
 */
export async function untilCurrent<T>(context: ServiceContext, attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    if (!(await context.backOff(tries))) {
      throw unavailable('Other changes to this resource came first, again and again. Try again.', 1);
    }
  }
}
