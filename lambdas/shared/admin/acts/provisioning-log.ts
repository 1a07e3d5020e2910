/** Reading the provisioning log, newest first. */
import { defaultLogRetentionDays, type StoredLogEntry } from '#storage/provisioning-log.ts';
import type { StoredTenant } from '#storage/tenancy-store.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import type { LogEntry, LogQuery } from '../contract/provisioning-log.ts';
import { nextPage, openCursor } from '../cursor.ts';
import { absent } from '../problem-error.ts';
import { endOf } from './end-of.ts';
import { mustBeTenant, type OfTenant } from './tenants.ts';

interface OfEntry extends OfTenant {
  readonly entry: string;
}

const day = 86_400_000;

export async function listLog(
  context: AdminContext,
  { tenant }: OfTenant,
  { limit, cursor, ...filters }: LogQuery,
): Promise<Answer> {
  const kept = keptSince(await mustBeTenant(context, tenant), context.at);
  const { since = kept, until, ...others } = filters;
  const list = `log ${JSON.stringify([tenant, filters])}`;
  const before = await openCursor(context, list, cursor);
  const span = { since: since > kept ? since : kept, until: endOf(until, context.at) };
  const query = { ...others, ...span, before, limit };
  const { items, next } = await context.log.list(tenant, query);
  return { status: 200, body: { items: items.map(toEntry), ...(await nextPage(context, list, next)) } };
}

export async function getLogEntry(context: AdminContext, { tenant, entry: id }: OfEntry): Promise<Answer> {
  const kept = keptSince(await mustBeTenant(context, tenant), context.at);
  const entry = await context.log.get(tenant, id);
  if (entry === undefined || entry.at < kept) throw absent(`The log has no entry "${id}", or not any more.`);
  return { status: 200, body: toEntry(entry) };
}

/** Entries stay in the table until their own time is over, or somewhat longer; what is older is shown to nobody. */
function keptSince({ settings }: StoredTenant, at: string): string {
  const days = settings?.logRetentionDays ?? defaultLogRetentionDays;
  return new Date(Date.parse(at) - days * day).toISOString();
}

function toEntry(stored: StoredLogEntry): LogEntry {
  const { tenant: _, ...entry } = stored;
  return entry;
}
