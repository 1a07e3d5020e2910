/** Whether a request came through the distribution in front, which adds a secret to what it hands on (docs/adr/0131). */
import { createHash, timingSafeEqual } from 'node:crypto';
import { forbidden } from '#scim/errors.ts';
import type { ScimMiddleware } from './scim-middleware.ts';

/** In lower case, as headers are read. The distribution writes over one that a client sends. */
export const originSecretHeader = 'x-origin-secret';

/** Tells of the headers of a request whether it came that way; without a secret every way is as good. */
export function cameThrough(
  secret: string | undefined,
): (headers: Readonly<Record<string, string | undefined>>) => boolean {
  if (secret === undefined || secret === '') return () => true;
  const expected = digestOf(secret);
  return (headers) => timingSafeEqual(digestOf(headers[originSecretHeader] ?? ''), expected);
}

/** Answers 403 to what went around the distribution, before anything is looked up. */
export function originSecret(secret: string | undefined): ScimMiddleware {
  const isWelcome = cameThrough(secret);
  return {
    name: 'originSecret',
    before: ({ event }) => {
      if (!isWelcome(event.headers))
        throw forbidden('This address is not for clients. Use the base URL that the console shows.');
    },
  };
}

/** Of one length, whatever was sent. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
