/** Reading the audit trail, newest first. */
import type { StoredAuditEntry } from '#storage/tenancy-store.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import { nextPage, openCursor } from '../cursor.ts';
import { endOf } from './end-of.ts';
import { mustBeTenant, type OfTenant } from './tenants.ts';

interface TrailPageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export async function listAuditTrail(
  context: AdminContext,
  { tenant }: OfTenant,
  query: TrailPageQuery,
): Promise<Answer> {
  await mustBeTenant(context, tenant);
  return read(context, tenant, query);
}

export function listDeploymentAuditTrail(context: AdminContext, query: TrailPageQuery): Promise<Answer> {
  return read(context, undefined, query);
}

async function read(
  context: AdminContext,
  tenant: string | undefined,
  { limit, cursor, from, to: wanted }: TrailPageQuery,
): Promise<Answer> {
  const to = endOf(wanted, context.at);
  const list = `audit ${JSON.stringify([tenant, from])}`;
  const place = await openCursor(context, list, cursor);
  const after = place === undefined ? undefined : (JSON.parse(place) as Pick<StoredAuditEntry, 'at' | 'id'>);
  const { items, more } = await context.store.listAuditTrail(tenant, { limit, from, to, after });
  const last = more ? items.at(-1) : undefined;
  const next = await nextPage(context, list, last && JSON.stringify({ at: last.at, id: last.id }));
  return { status: 200, body: { items, ...next } };
}
