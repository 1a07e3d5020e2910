/** Tells of tokens that end soon, before the provisioning of their tenants does. */
import { daysLeft, isExpiringSoon, isLive, warningDays } from '#admin/acts/token-status.ts';
import { type EventEntry, toEntry } from '#events/event-entry.ts';
import { withMetrics } from '#http/metrics.ts';
import type { StoredTenant, StoredToken, TenancyStore } from '#storage/tenancy-store.ts';

export interface AnnounceOptions {
  readonly store: Pick<TenancyStore, 'listTenants' | 'listAllTokens'>;
  /** Puts events on the bus; resolves to how many were not taken. */
  readonly publish: (entries: readonly EventEntry[]) => Promise<number>;
  readonly stage: string;
  /** ISO 8601. */
  readonly at: string;
  readonly write: (line: string) => void;
}

/** A connection that was in use and has sent nothing for so long is stale, in milliseconds: providers look in every day. */
const staleAfter = 7 * 24 * 60 * 60 * 1_000;
const pageSize = 100;
const sideBySide = 10;

/**
 * Looks at the tokens of all tenants, once a day: one read for each tenant. Writes a line with how many end within 30
 * days, and puts an event on the bus for each that has 30, 7 or 2 days left, and for each that had yesterday: nothing is
 * kept of what was announced, and a day may have been missed. Throws when an event was not taken, so that it is tried
 * again; the same event has the same id.
 */
export async function announceExpiry({ store, publish, stage, at, write }: AnnounceOptions): Promise<void> {
  let expiringTokens = 0;
  let staleConnections = 0;
  let announced = 0;
  let refused = 0;
  for await (const tenants of pagesOf(store)) {
    for (let start = 0; start < tenants.length; start += sideBySide) {
      const some = tenants.slice(start, start + sideBySide).filter(({ status }) => status !== 'deleting');
      const tokens = (await Promise.all(some.map(({ id }) => store.listAllTokens(id)))).flat();
      const expiring = tokens.filter((token) => isExpiringSoon(token, tokens, at));
      const entries = expiring.flatMap((token) => eventOf(token, at) ?? []);
      expiringTokens += expiring.length;
      staleConnections += countStale(tokens, at);
      announced += entries.length;
      if (entries.length > 0) refused += await publish(entries);
    }
  }
  write(
    JSON.stringify(
      withMetrics({ type: 'expiry', stage, expiringTokens, staleConnections, announced, refused }, Date.parse(at)),
    ),
  );
  if (refused > 0) throw new Error(`${refused} of ${announced} events were not taken by the bus.`);
}

/** Connections with a token that could be used, of which none was for long. One that nobody has used yet is not finished. */
function countStale(tokens: readonly StoredToken[], at: string): number {
  const live = tokens.filter((token) => isLive(token, at));
  const connections = Map.groupBy(live, ({ tenant, provider }) => `${tenant} ${provider}`);
  const before = new Date(Date.parse(at) - staleAfter).toISOString();
  return [...connections.values()].filter((own) => {
    const used = own.flatMap(({ lastUsedAt }) => lastUsedAt ?? []);
    return used.length > 0 && used.every((last) => last < before);
  }).length;
}

async function* pagesOf(store: AnnounceOptions['store']): AsyncGenerator<readonly StoredTenant[]> {
  let after: string | undefined;
  do {
    const { items, more } = await store.listTenants({ limit: pageSize, after });
    yield items;
    after = more ? items.at(-1)?.id : undefined;
  } while (after !== undefined);
}

/** On the two days of a warning. Its id is that of the warning, by which whoever listens knows the second. */
function eventOf(token: StoredToken, at: string): EventEntry | undefined {
  const { expiresAt, id, label, provider, tenant } = token;
  const days = daysLeft(token, at);
  const warning = warningDays.find((first) => days === first || days === first - 1);
  if (expiresAt === undefined || days === undefined || warning === undefined) return undefined;
  const event = {
    id: `${id}-${warning}`,
    type: 'Token.ExpiresSoon',
    tenant,
    time: at,
    subject: `/connections/${provider}/tokens/${id}`,
    provider,
    token: { id, label },
    expiresAt,
    days,
  };
  return toEntry(event);
}
