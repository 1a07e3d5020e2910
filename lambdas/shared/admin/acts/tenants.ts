/** Tenants: made, changed, suspended and deleted. */
import { defaultLogRetentionDays } from '#storage/provisioning-log.ts';
import type { StoredTenant } from '#storage/tenancy-store.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import type { NewTenant, RateLimit, Tenant, TenantChange } from '../contract/tenant.ts';
import { nextPage, openCursor } from '../cursor.ts';
import { absent, conflict } from '../problem-error.ts';
import { adoptTokens } from './adopt.ts';
import { changeStored, firstVersion, tellStored } from './change.ts';

/**
 * How long a function may still write for a tenant whose tokens are gone, in milliseconds: a minute until it knows, and
 * the time of its last request. Only then is what was found empty empty for good.
 */
const drainTime = 120_000;

export interface OfTenant {
  readonly tenant: string;
}

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** An owner sees all tenants, everybody else the own one. */
export async function listTenants(context: AdminContext, { limit, cursor }: PageQuery): Promise<Answer> {
  const { caller, store } = context;
  if (caller.tenant !== undefined) {
    const own = await store.getTenant(caller.tenant);
    return { status: 200, body: { items: own === undefined ? [] : [toTenant(context, own)] } };
  }
  const after = await openCursor(context, 'tenants', cursor);
  const { items, more } = await store.listTenants({ limit, after });
  const next = await nextPage(context, 'tenants', more ? items.at(-1)?.id : undefined);
  return { status: 200, body: { items: items.map((item) => toTenant(context, item)), ...next } };
}

/**
 * 409 when there is another tenant with this id; the same one is answered with 200, so that a retry does no harm. Tokens
 * that open it already, as those of the deployment's first tenant may, are taken over.
 */
export async function createTenant(context: AdminContext, { id, displayName }: NewTenant): Promise<Answer> {
  const tenant: StoredTenant = {
    id,
    displayName,
    status: 'active',
    ...firstVersion(context.at),
  };
  if (await context.store.createTenant(tenant)) {
    await adoptTokens(context, id);
    context.noteChange({ after: toTenant(context, tenant) });
    return { status: 201, body: toTenant(context, tenant) };
  }
  const existing = await context.store.getTenant(id);
  const isSame = existing?.displayName === displayName && existing.status === 'active';
  if (!isSame) throw conflict(`There is a tenant "${id}" already, and it is not as described; choose another id.`);
  await adoptTokens(context, id);
  return { status: 200, body: toTenant(context, existing) };
}

export async function getTenant(context: AdminContext, { tenant }: OfTenant): Promise<Answer> {
  return { status: 200, body: toTenant(context, await mustBeTenant(context, tenant)) };
}

export async function changeTenant(context: AdminContext, { tenant }: OfTenant, change: TenantChange): Promise<Answer> {
  const after = await changeStoredTenant(context, tenant, (before) => {
    const { displayName = before.displayName } = change;
    const { logRetentionDays = before.settings?.logRetentionDays } = change.settings ?? {};
    const isSame = displayName === before.displayName && logRetentionDays === before.settings?.logRetentionDays;
    if (isSame) return before;
    const settings = { ...before.settings, ...(logRetentionDays === undefined ? {} : { logRetentionDays }) };
    return { ...before, displayName, settings };
  });
  return { status: 200, body: toTenant(context, after) };
}

/** What the tenant may send from now on, in place of what the deployment says. In force within a minute. */
export function setRateLimit(context: AdminContext, of: OfTenant, { requestsPerSecond, burst }: RateLimit) {
  return decideRateLimit(context, of, { requestsPerSecond, burst });
}

/** What the deployment says counts for the tenant again, within a minute. */
export function resetRateLimit(context: AdminContext, of: OfTenant): Promise<Answer> {
  return decideRateLimit(context, of, undefined);
}

/** The functions are told also what was stored before: a call that failed half way is made whole by its repetition. */
async function decideRateLimit(
  context: AdminContext,
  { tenant }: OfTenant,
  limit: RateLimit | undefined,
): Promise<Answer> {
  const after = await changeStoredTenant(context, tenant, (before) => {
    const { rateLimit, ...settings } = mustNotBeDeleting(before).settings ?? {};
    if (rateLimit?.requestsPerSecond === limit?.requestsPerSecond && rateLimit?.burst === limit?.burst) return before;
    return { ...before, settings: { ...settings, ...(limit === undefined ? {} : { rateLimit: limit }) } };
  });
  await tellTenant(context, after, ({ settings }) =>
    context.credentials.setRateLimit(tenant, settings?.rateLimit, context.at),
  );
  return { status: 200, body: toTenant(context, after) };
}

/** The functions are told first: when the rest fails, a retry makes it whole. */
export async function suspendTenant(context: AdminContext, { tenant }: OfTenant): Promise<Answer> {
  mustNotBeDeleting(await mustBeTenant(context, tenant));
  await context.credentials.setSuspended(tenant, true, context.at);
  const after = await changeStoredTenant(context, tenant, (before) => withStatus(before, 'suspended'));
  await tellStatus(context, after);
  return { status: 200, body: toTenant(context, after) };
}

/** The functions are told last: until then the tenant stays suspended. */
export async function resumeTenant(context: AdminContext, { tenant }: OfTenant): Promise<Answer> {
  const after = await changeStoredTenant(context, tenant, (before) => withStatus(before, 'active'));
  await tellStatus(context, after);
  return { status: 200, body: toTenant(context, after) };
}

/**
 * Deletes as much as there is time for; 202 tells how far it is, and 204 that nothing is left. From the first call on
 * nothing can be added to the tenant and no token opens it for long; who calls repeats it, and may stop and go on later.
 */
export async function deleteTenant(context: AdminContext, { tenant }: OfTenant): Promise<Answer> {
  const { at, store, credentials } = context;
  const deleting = await changeStoredTenant(context, tenant, (before) => {
    if (before.status === 'deleting') return before;
    const deletion = { startedAt: at, deletedItems: 0, lastProgressAt: at };
    return { ...before, status: 'deleting', deletion };
  });
  await credentials.remove(tenant);
  const { deletedItems, complete } = await store.purgeTenant(tenant, at.slice(0, 7));
  const isDrained = Date.parse(at) >= Date.parse(deleting.deletion?.startedAt ?? at) + drainTime;
  if (complete && isDrained && (await store.forgetTenant(deleting))) {
    context.noteChange({ before: toTenant(context, deleting) });
    return { status: 204 };
  }
  const { after } = await changeStored(
    () => mustBeTenant(context, tenant),
    (before) => withProgress(before, deletedItems, at),
    (next) => store.replaceTenant(next),
    at,
  );
  return { status: 202, body: toTenant(context, after) };
}

function tellStatus(context: AdminContext, stored: StoredTenant): Promise<void> {
  return tellTenant(context, stored, ({ id, status }) =>
    context.credentials.setSuspended(id, status === 'suspended', context.at),
  );
}

/** Tells the functions, until somebody begins to delete the tenant: then its secret is to stay away. */
function tellTenant(
  context: AdminContext,
  stored: StoredTenant,
  tell: (stored: StoredTenant) => Promise<void>,
): Promise<void> {
  return tellStored(stored, async () => mustNotBeDeleting(await mustBeTenant(context, stored.id)), tell);
}

function withProgress(tenant: StoredTenant, deletedItems: number, at: string): StoredTenant {
  const { deletion = { startedAt: at, deletedItems: 0, lastProgressAt: at } } = tenant;
  const all = deletion.deletedItems + deletedItems;
  return { ...tenant, deletion: { ...deletion, deletedItems: all, lastProgressAt: at } };
}

/** The stored tenant. Throws 404. */
export async function mustBeTenant({ store }: AdminContext, id: string): Promise<StoredTenant> {
  const tenant = await store.getTenant(id);
  if (tenant === undefined) throw absent(`There is no tenant "${id}".`);
  return tenant;
}

/** Throws 409 for a tenant that is going. */
export function mustNotBeDeleting(tenant: StoredTenant): StoredTenant {
  if (tenant.status === 'deleting')
    throw conflict(`The tenant "${tenant.id}" is being deleted; nothing can be changed.`);
  return tenant;
}

async function changeStoredTenant(
  context: AdminContext,
  id: string,
  decide: (before: StoredTenant) => StoredTenant,
): Promise<StoredTenant> {
  const { before, after } = await changeStored(
    () => mustBeTenant(context, id),
    decide,
    (next) => context.store.replaceTenant(next),
    context.at,
  );
  if (after !== before) context.noteChange({ before: toTenant(context, before), after: toTenant(context, after) });
  return after;
}

function withStatus(tenant: StoredTenant, status: 'active' | 'suspended'): StoredTenant {
  return mustNotBeDeleting(tenant).status === status ? tenant : { ...tenant, status };
}

function toTenant({ rateLimit: ofDeployment }: Pick<AdminContext, 'rateLimit'>, stored: StoredTenant): Tenant {
  const { id, displayName, status, settings = {}, createdAt, modifiedAt, deletion } = stored;
  const { logRetentionDays = defaultLogRetentionDays, rateLimit: own } = settings;
  const rateLimit = { ...(own ?? ofDeployment), decidedFor: own === undefined ? 'deployment' : 'tenant' } as const;
  const shown = { id, displayName, status, settings: { logRetentionDays, rateLimit }, createdAt, modifiedAt };
  return deletion === undefined ? shown : { ...shown, deletion };
}
