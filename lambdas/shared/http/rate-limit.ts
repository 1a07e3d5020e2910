/** A tenant's share of the deployment (RFC 6585 §4). */
import { tooManyRequests } from '#scim/errors.ts';
import type { ScimMiddleware } from './scim-middleware.ts';
import type { Caller } from './scim-request.ts';

/** Seconds after which the caller's tenant may try again; 0 for a request that is let in. */
export type Admit = (caller: Caller) => number;

/** Answers 429 with `Retry-After` before the body is read. Who has no credential belongs to no tenant, and is let in. */
export function rateLimit(admit: Admit): ScimMiddleware {
  return {
    name: 'rateLimit',
    before: ({ internal }) => {
      const seconds = internal.caller === undefined ? 0 : admit(internal.caller);
      if (seconds === 0) return;
      internal.kind = 'limited';
      throw tooManyRequests(
        `This tenant sends more requests than it may. Nothing was changed; try again in ${seconds} s, more slowly.`,
        seconds,
      );
    },
  };
}
