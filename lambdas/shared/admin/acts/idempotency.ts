/** Requests that are repeated with the same Idempotency-Key make nothing twice. */
import { createHash } from 'node:crypto';
import type { AdminContext } from '../admin-context.ts';
import { conflict } from '../problem-error.ts';

/** How long a key is kept, in seconds. */
const keyAge = 86_400;

export type Claim = { readonly kind: 'free' } | { readonly kind: 'taken'; readonly id: string };

interface KeptClaim {
  readonly id: string;
  readonly request: string;
}

/**
 * Claims the request's key for what will be made as `id`; without a key every request is a new one. Throws 409 when the
 * key was used for another request.
 */
export async function claimKey(
  { store, idempotencyKey, at }: AdminContext,
  tenant: string,
  request: string,
  id: string,
): Promise<Claim> {
  if (idempotencyKey === undefined) return { kind: 'free' };
  const now = Math.floor(Date.parse(at) / 1_000);
  const [digest, wanted] = [digestOf(idempotencyKey), { id, request: digestOf(request) }];
  if (await store.keepAnswer(tenant, digest, wanted, now, now + keyAge)) return { kind: 'free' };
  const kept = (await store.findAnswer(tenant, digest, now)) as KeptClaim | undefined;
  if (kept?.request !== wanted.request) {
    throw conflict('The Idempotency-Key was used for another request; choose another one.');
  }
  return { kind: 'taken', id: kept.id };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
