import { unmatchedHandler } from '#http/unmatched.ts';

/** `$default`: what no route took, explained from the list of routes the API was made with. */
export const handler = unmatchedHandler(JSON.parse(process.env.ROUTES ?? '[]') as string[]);
