/** Keeps a tenant's secret within what Secrets Manager takes, so that a token can be revoked whatever was issued before. */
import type { TenantTokens, TokenRecord } from './tenant-tokens.ts';

type Tokens = TenantTokens['tokens'];

/** How long a token that does not open anything any more is told from one that never was, in milliseconds. */
const remembered = 30 * 24 * 60 * 60 * 1_000;
/** So many dead tokens are remembered at most; the one that ended first is forgotten first. */
const maxDead = 50;
/** So many tokens of a tenant work at the same time, over all its connections. */
const maxLive = 100;
/** What Secrets Manager takes (quota "secret value size"). */
const maxBytes = 65_536;
/** Free for what must always be possible: to mark all tokens as revoked, to suspend, to decide switches and a rate limit. */
const reservedBytes = 8_192;

/** The tenant's secret takes no other token until some are revoked. */
export class TenantFullError extends Error {
  constructor(tenant: string) {
    super(`The tenant "${tenant}" has no room for another token: ${maxLive} that work at most. Revoke some first.`);
    this.name = 'TenantFullError';
  }
}

/**
 * Dead tokens have what a reader needs to refuse them and no more, and are few; those that work stay as they are. A dead
 * token that is forgotten is refused as one that never was. `now` is in milliseconds since the epoch.
 */
export function tidyTokens(tokens: Tokens, now: number): Tokens {
  const all = Object.entries(tokens).map(([id, record]) => ({ id, record, end: endOf(record) }));
  const live = all.filter(({ end }) => end > now);
  const dead = all.filter(({ end }) => end <= now && end > now - remembered).toSorted((a, b) => b.end - a.end);
  const kept = dead.slice(0, maxDead).map(({ id, record }) => ({ id, record: shortened(record) }));
  return Object.fromEntries([...live, ...kept].map(({ id, record }) => [id, record]));
}

/** Whether the tenant can have these tokens, tidied as they are. */
export function isWithinRoom(after: TenantTokens, now: number): boolean {
  const live = Object.values(after.tokens).filter((record) => endOf(record) > now).length;
  return live <= maxLive && Buffer.byteLength(JSON.stringify(after)) <= maxBytes - reservedBytes;
}

/** When the token ended or will end. One with an end that cannot be read opens nothing, and ended first of all. */
function endOf({ expires, revoked }: TokenRecord): number {
  const ends = [expires, revoked].flatMap((end) => (end === undefined ? [] : [Date.parse(end)]));
  return Math.min(Number.POSITIVE_INFINITY, ...ends.map((end) => (Number.isNaN(end) ? 0 : end)));
}

function shortened({ sha256, provider, created, expires, revoked }: TokenRecord): TokenRecord {
  const base = { sha256, provider, created };
  if (revoked !== undefined) return { ...base, revoked };
  return expires === undefined ? base : { ...base, expires };
}
