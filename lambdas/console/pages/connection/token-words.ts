/** What is said of a token. */
import type { Scope, Token } from '#admin/contract/token.ts';
import type { Tone } from '../../parts/badge.tsx';

/** `all` are the tokens of the connection: what a token replaces may be gone, and then the rotation is over. */
export function describeToken(token: Token, all: readonly Token[]): { readonly tone: Tone; readonly text: string } {
  const { status, replacedBy, expiresSoon } = token;
  if (status === 'revoked') return { tone: 'neutral', text: 'Revoked' };
  if (status === 'expired') return { tone: 'bad', text: 'Expired' };
  if (replacedBy !== undefined) return { tone: 'waiting', text: 'Being replaced' };
  if (isTakingOver(token, all)) return { tone: 'waiting', text: 'Taking over' };
  if (expiresSoon === true) return { tone: 'waiting', text: 'Expires soon' };
  return { tone: 'good', text: 'Active' };
}

export function describeScopes(scopes: readonly Scope[]): string {
  if (scopes.includes('scim:write')) return scopes.includes('scim:read') ? 'read and write' : 'write only';
  return 'read only';
}

/** The end of a token that lasts some days from now on; undefined for one that lasts until it is revoked. */
export function endAfter(days: string, now: number): string | undefined {
  return days === '' ? undefined : new Date(now + Number(days) * 86_400_000).toISOString();
}

/** How long the token lasts that takes over from this one. */
export function lifetimeOf({ createdAt, expiresAt }: Token): string {
  if (expiresAt === undefined) return 'The new token lasts until it is revoked, as this one does.';
  const days = Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / 86_400_000);
  const time = days === 0 ? 'less than a day' : days === 1 ? 'one day' : `${days} days`;
  return `The new token lasts ${time} from now on, as long as this one was to last.`;
}

export const lifetimes = [
  ['', 'Until it is revoked'],
  ['30', '30 days'],
  ['90', '90 days'],
  ['180', '180 days'],
  ['365', '1 year'],
] as const;

export type TokenAct = 'rotate' | 'complete' | 'cancel' | 'revoke';

/** A rotation that is under way is ended at the token that is replaced. Whatever is under way, a token can be revoked. */
export function offeredFor(token: Token, all: readonly Token[]): readonly TokenAct[] {
  if (token.replacedBy !== undefined) return ['complete', 'cancel', 'revoke'];
  return isTakingOver(token, all) ? ['revoke'] : ['rotate', 'revoke'];
}

export function isTakingOver({ id, replaces }: Token, all: readonly Token[]): boolean {
  return all.some((old) => old.id === replaces && old.status === 'active' && old.replacedBy === id);
}
