/** Keys of what is administered; those of a tenant's directory are in `../keys.ts`. */
import type { Key } from '../keys.ts';

/** Partition of the list of tenants: one small item each, in the order of their ids. */
export const tenantList = 'Tenants';

export const connectionPrefix = 'Connection#';

/** Tenant ids have no `#`, so no key of one tenant is one of another. */
export function tenancyKeys(tenant: string) {
  const root = `T#${tenant}`;
  return {
    root,
    tenant: { pk: root, sk: 'Tenant' } satisfies Key,
    listed: { pk: tenantList, sk: tenant } satisfies Key,
    connection: (provider: string): Key => ({ pk: root, sk: connectionPrefix + provider }),
    token: (provider: string, id: string): Key => ({ pk: root, sk: tokenPrefix(provider) + id }),
    requestSum: { pk: root, sk: 'Requests' } satisfies Key,
    answer: (digest: string): Key => ({ pk: root, sk: `Answer#${digest}` }),
  };
}

/** Of the tokens of all connections of a tenant. */
export const allTokensPrefix = 'Token#';

export function tokenPrefix(provider: string): string {
  return `${allTokensPrefix}${provider}#`;
}

/** Rollcall's audit trails begin here: no month before it is looked at. */
export const firstMonth = '2026-01';

/** A trail has a partition for each month, so that none grows for ever. `month` is the beginning of an instant: `2026-01`. */
export function trailPartition(tenant: string | undefined, month: string): string {
  return tenant === undefined ? `Audit#${month}` : `T#${tenant}#Audit#${month}`;
}

/** Entries in the order of time; the id tells those of one millisecond apart. */
export function trailKey(at: string, id: string): string {
  return `${at}#${id}`;
}

/** The provisioning log of a tenant in a month. `month` is the beginning of an instant: `2026-01`. */
export function logPartition(tenant: string, month: string): string {
  return `T#${tenant}#Log#${month}`;
}

/** What finds entries of that month by something they have; keys only. */
export function logIndexPartition(tenant: string, month: string): string {
  return `T#${tenant}#LogIndex#${month}`;
}

/** Sorts below every printable character: one name's entries are together, before those of longer names. */
const separator = '\u0001';

/** What an entry can be found by. Names in lower case; ids and the outcome are as they are. */
export type LogIndexValue = `name#${string}` | `id#${string}` | 'failed';

export function logIndexKey(value: LogIndexValue, id: string): string {
  return value + separator + id;
}

export function logIdOf(indexKey: string): string {
  return indexKey.slice(indexKey.lastIndexOf(separator) + 1);
}
