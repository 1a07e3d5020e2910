import type { StoredToken } from '#storage/tenancy-store.ts';
import type { Token } from '../contract/token.ts';

/** Whether a token is expired is seen when it is looked at: nothing happens at that moment. */
export function statusOf({ revokedAt, expiresAt }: StoredToken, at: string): Token['status'] {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt <= at ? 'expired' : 'active';
}

export function isLive(token: StoredToken, at: string): boolean {
  return statusOf(token, at) === 'active';
}
