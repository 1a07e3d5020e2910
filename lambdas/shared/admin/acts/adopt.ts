/**
 * Taking over what opens a tenant although nobody issued it here: the tokens that stand in its secret since before there
 * was anything else to know of it, such as those of `npm run token`.
 */
import { providers } from '#service/providers.ts';
import type { StoredConnection } from '#storage/tenancy-store.ts';
import type { AdminContext, KnownToken } from '../admin-context.ts';
import type { Actor } from '../contract/identifier.ts';
import { firstVersion } from './change.ts';

const somebody: Actor = { kind: 'system', id: 'secret', name: 'Issued without the admin API' };

/**
 * From now on the tokens that open the tenant, and their connections, are seen and revoked as all others are. What is
 * known stays as it is; repeating it does no harm.
 */
export async function adoptTokens(context: AdminContext, tenant: string): Promise<void> {
  const { at, credentials } = context;
  const tokens = await credentials.tokensOf(tenant);
  const isToCome = (instant: string) => Date.parse(instant) > Date.parse(at);
  const live = tokens.filter(
    ({ revoked, expires }) => revoked === undefined && (expires === undefined || isToCome(expires)),
  );
  for (const [provider, own] of Map.groupBy(live, (token) => token.provider)) {
    // A provider that there is no more has no path, and so no token that opens anything.
    if (!providers.some(({ id }) => id === provider)) continue;
    await adoptConnection(context, tenant, provider, own);
  }
}

async function adoptConnection(
  { at, store }: AdminContext,
  tenant: string,
  provider: string,
  tokens: readonly KnownToken[],
): Promise<void> {
  const known = new Set((await store.listTokens(tenant, provider)).map(({ id }) => id));
  const unknown = tokens.filter(({ id }) => !known.has(id));
  if (unknown.length === 0) return;
  const connection: StoredConnection = {
    tenant,
    provider,
    displayName: providers.find(({ id }) => id === provider)?.name ?? provider,
    switches: {},
    createdBy: somebody,
    ...firstVersion(at),
  };
  if ((await store.getConnection(tenant, provider)) === undefined) await store.createConnection(connection);
  for (const { id, created, expires, user, scopes } of unknown) {
    await store.createToken({
      tenant,
      provider,
      id,
      label: `Issued ${created.slice(0, 10)}`,
      scopes,
      createdBy: somebody,
      ...firstVersion(toInstant(created) ?? at),
      ...(expires === undefined ? {} : { expiresAt: new Date(expires).toISOString() }),
      ...(user === undefined ? {} : { user }),
    });
  }
}

function toInstant(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
