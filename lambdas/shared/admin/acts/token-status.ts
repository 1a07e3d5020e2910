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

/** A token is announced when it has so many days left, and again on the day after; the most of them first. */
export const warningDays: readonly number[] = [30, 7, 2];
const day = 86_400_000;

/** Days until a token ends, begun ones whole; undefined for one that does not end, or has. */
export function daysLeft({ expiresAt }: StoredToken, at: string): number | undefined {
  if (expiresAt === undefined || expiresAt <= at) return undefined;
  return Math.ceil((Date.parse(expiresAt) - Date.parse(at)) / day);
}

/** The token that takes over from this one, looked for among `others`; one that does not work takes over nothing. */
export function successorIn(
  others: readonly StoredToken[],
  { tenant, provider, replacedBy }: StoredToken,
  at: string,
): StoredToken | undefined {
  if (replacedBy === undefined) return undefined;
  return others.find(
    (other) => other.id === replacedBy && other.tenant === tenant && other.provider === provider && isLive(other, at),
  );
}

/** Whether somebody should see to it: not where another token, looked for among `others`, takes over already. */
export function isExpiringSoon(token: StoredToken, others: readonly StoredToken[], at: string): boolean {
  const days = daysLeft(token, at);
  const isNear = days !== undefined && days <= (warningDays[0] ?? 0);
  return isNear && isLive(token, at) && successorIn(others, token, at) === undefined;
}
