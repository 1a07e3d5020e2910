/** Connections: SCIM activated for one identity provider of a tenant. */
import { providers } from '#service/providers.ts';
import type { StoredConnection } from '#storage/tenancy-store.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import type { Connection, ConnectionChange, NewConnection, ProviderSummary } from '../contract/connection.ts';
import { absent } from '../problem-error.ts';
import { adoptTokens } from './adopt.ts';
import { changeStored, firstVersion, tellStored } from './change.ts';
import { mustBeTenant, mustNotBeDeleting, type OfTenant } from './tenants.ts';
import { isLive } from './token-status.ts';

export interface OfConnection extends OfTenant {
  readonly provider: string;
}

export async function listProviders(): Promise<Answer> {
  const items: readonly ProviderSummary[] = providers.map(({ id, name, aliases = [] }) => ({
    id,
    name,
    aliases: [...aliases],
  }));
  return { status: 200, body: { items } };
}

/** All of them: there are no more than there are providers. */
export async function listConnections(context: AdminContext, { tenant }: OfTenant): Promise<Answer> {
  await mustBeTenant(context, tenant);
  const connections = await context.store.listConnections(tenant);
  const items = await Promise.all(connections.map((connection) => toConnection(context, connection)));
  return { status: 200, body: { items } };
}

/**
 * 200 when it is active already: its name and switches stay as they are, and its tokens go on working. Tokens that open
 * it although they were issued elsewhere are taken over.
 */
export async function activateConnection(
  context: AdminContext,
  { tenant, provider }: OfConnection,
  { displayName, switches = {} }: NewConnection,
): Promise<Answer> {
  mustNotBeDeleting(await mustBeTenant(context, tenant));
  const connection: StoredConnection = {
    tenant,
    provider,
    displayName: displayName ?? providers.find(({ id }) => id === provider)?.name ?? provider,
    switches: decided(switches),
    createdBy: context.caller.actor,
    ...firstVersion(context.at),
  };
  // The functions first: a connection that is shown is as it is shown.
  const existing = await context.store.getConnection(tenant, provider);
  if (existing === undefined) {
    await context.credentials.setSwitches(tenant, provider, connection.switches, context.at);
    const isCreated = await context.store.createConnection(connection);
    await tellSwitches(context, await mustBeConnection(context, { tenant, provider }));
    if (isCreated) {
      await adoptTokens(context, tenant);
      const created = await toConnection(context, connection);
      context.noteChange({ after: created });
      return { status: 201, body: created };
    }
  }
  await adoptTokens(context, tenant);
  return { status: 200, body: await toConnection(context, await mustBeConnection(context, { tenant, provider })) };
}

export async function getConnection(context: AdminContext, of: OfConnection): Promise<Answer> {
  return { status: 200, body: await toConnection(context, await mustBeConnection(context, of)) };
}

/** New switches are in force within a minute. */
export async function changeConnection(
  context: AdminContext,
  of: OfConnection,
  change: ConnectionChange,
): Promise<Answer> {
  const { before, after } = await changeStored(
    () => mustBeConnection(context, of),
    (stored) => ({
      ...stored,
      displayName: change.displayName ?? stored.displayName,
      switches: change.switches === undefined ? stored.switches : decided(change.switches),
    }),
    (next) => context.store.replaceConnection(next),
    context.at,
  );
  await tellSwitches(context, after);
  const [from, to] = [await toConnection(context, before), await toConnection(context, after)];
  context.noteChange({ before: from, after: to });
  return { status: 200, body: to };
}

/**
 * Its tokens are revoked first, also those that the table does not know; what is provisioned stays. They are revoked again
 * when the connection is gone and nothing can be issued for it: one may have come meanwhile.
 */
export async function deactivateConnection(context: AdminContext, of: OfConnection): Promise<Answer> {
  const { store, credentials, at } = context;
  const before = await toConnection(context, await mustBeConnection(context, of));
  await credentials.revokeAllOf(of.tenant, of.provider, at);
  await credentials.setSwitches(of.tenant, of.provider, {}, at);
  await store.deleteConnection(of.tenant, of.provider);
  await credentials.revokeAllOf(of.tenant, of.provider, at);
  context.noteChange({ before });
  return { status: 204 };
}

function tellSwitches(context: AdminContext, stored: StoredConnection): Promise<void> {
  const { tenant, provider } = stored;
  return tellStored(
    stored,
    () => mustBeConnection(context, { tenant, provider }),
    ({ switches }) => context.credentials.setSwitches(tenant, provider, switches, context.at),
  );
}

/** The stored connection. Throws 404, also for a tenant that is not there. */
export async function mustBeConnection(
  context: AdminContext,
  { tenant, provider }: OfConnection,
): Promise<StoredConnection> {
  const connection = await context.store.getConnection(tenant, provider);
  if (connection !== undefined) return connection;
  await mustBeTenant(context, tenant);
  throw absent(`SCIM is not activated for "${provider}" in the tenant "${tenant}".`);
}

/** What is pasted into the identity provider. */
export function baseUrlOf({ origin }: Pick<AdminContext, 'origin'>, provider: string): string {
  return `${origin}/provisioning/${provider}/v2`;
}

/** Throws 409 where a tenant cannot be changed any more. */
export async function mustBeOpen(context: AdminContext, of: OfConnection): Promise<StoredConnection> {
  const [tenant, connection] = [await mustBeTenant(context, of.tenant), await mustBeConnection(context, of)];
  mustNotBeDeleting(tenant);
  return connection;
}

function decided(switches: Readonly<Record<string, boolean | undefined>>): Readonly<Record<string, boolean>> {
  const entries = Object.entries(switches).filter((entry): entry is [string, boolean] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

async function toConnection(context: AdminContext, stored: StoredConnection): Promise<Connection> {
  const { tenant, provider, displayName, switches, createdAt, createdBy, modifiedAt } = stored;
  const tokens = await context.store.listTokens(tenant, provider);
  return {
    provider,
    displayName,
    baseUrl: baseUrlOf(context, provider),
    switches,
    createdAt,
    createdBy,
    modifiedAt,
    ...(stored.firstRequestAt === undefined ? {} : { firstRequestAt: stored.firstRequestAt }),
    ...(stored.lastRequestAt === undefined ? {} : { lastRequestAt: stored.lastRequestAt }),
    ...(stored.skippedMembers === undefined
      ? {}
      : { skippedMembers: { ...stored.skippedMembers, ids: [...stored.skippedMembers.ids] } }),
    tokens: tokens.filter((token) => isLive(token, context.at)).length,
  };
}
