import { requestLogSettings } from '#endpoint/environment.ts';
import { unmatchedHandler } from '#http/unmatched.ts';
import { findProvider, profileOf } from '#service/providers.ts';

/** `$default`: what no route took, explained from the list of routes the API was made with. */
export const handler = unmatchedHandler(
  JSON.parse(process.env.ROUTES ?? '[]') as string[],
  (name) => profileOf(findProvider(name) ?? '').mediaType,
  requestLogSettings(),
);
