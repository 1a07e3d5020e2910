/** Cursors as functions seal them, with a key of this process. */
import { randomBytes } from 'node:crypto';
import { deriveKey, openText, sealText } from '#cursors/seal.ts';
import type { CursorSeal } from '#service/service-context.ts';

const secret = randomBytes(32).toString('hex');

export function testCursors(tenant = 'acme'): CursorSeal {
  const key = deriveKey(secret, tenant);
  return {
    seal: async (text, purpose) => sealText(key, text, purpose),
    open: async (sealed, purpose) => openText(key, sealed, purpose),
  };
}
