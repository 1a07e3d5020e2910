/** From a batch of log lines to the provisioning logs of the tenants they are about. */
import { nameIn } from '#endpoint/tell.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { resourceTypes } from '#scim/schema/resource-types.ts';
import { defaultLogRetentionDays, type KeptLogEntry, type StoredLogEntry } from '#storage/provisioning-log.ts';
import type { StoredTenant } from '#storage/tenancy-store.ts';
import { readRequestLine } from './request-line.ts';
import { type ToldEntry, toEntries } from './to-entries.ts';

export interface ResourceName {
  readonly tenant: string;
  readonly type: ResourceType;
  readonly id: string;
}

export interface RecordOptions {
  /** Opens what was sealed for a tenant. */
  readonly open: (tenant: string, sealed: string) => string | undefined;
  /** May be a minute old. */
  readonly tenantOf: (id: string) => Promise<StoredTenant | undefined>;
  /** The documents of those resources that exist, in the order of what is asked for. */
  readonly documentsOf: (resources: readonly ResourceName[]) => Promise<readonly (object | undefined)[]>;
  readonly add: (entries: readonly KeptLogEntry[]) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const day = 86_400;

/** Writes what the lines tell; answers how many entries that are. What is told again is written again, as it is. */
export async function recordBatch(messages: readonly string[], options: RecordOptions): Promise<number> {
  const told = messages.flatMap((message) => {
    const line = readRequestLine(message, options.open);
    return line === undefined ? [] : toEntries(line);
  });
  const kept = (await Promise.all(told.map((each) => keep(each, options)))).filter((each) => each !== undefined);
  const named = await withNames(kept, options);
  if (named.length > 0) await options.add(named);
  return named.length;
}

/** Undefined for what nobody can read, or not for long: of a tenant that is gone, or was another one then. */
async function keep({ entry, isIndexed }: ToldEntry, options: RecordOptions): Promise<KeptLogEntry | undefined> {
  const tenant = await options.tenantOf(entry.tenant);
  if (tenant === undefined || tenant.status === 'deleting' || entry.at < tenant.createdAt) return undefined;
  const days = tenant.settings?.logRetentionDays ?? defaultLogRetentionDays;
  const expires = Math.floor(Date.parse(entry.at) / 1_000) + days * day;
  return expires * 1_000 > options.now() ? { entry, expires, isIndexed } : undefined;
}

/** Who asks for a resource by its id, or fails to change it, does not say its name: the directory does. */
async function withNames(
  kept: readonly KeptLogEntry[],
  { documentsOf }: RecordOptions,
): Promise<readonly KeptLogEntry[]> {
  const wanted = new Map(kept.flatMap(({ entry }) => namelessIn(entry)));
  if (wanted.size === 0) return kept;
  const resources = [...wanted.values()];
  const documents = await documentsOf(resources);
  const names = new Map(
    resources.map((resource, index) => [keyOf(resource.tenant, resource.id), nameIn(resource.type, documents[index])]),
  );
  return kept.map((each) => {
    const { entry } = each;
    const name = names.get(keyOf(entry.tenant, entry.resource?.id ?? ''));
    if (name === undefined || entry.resource === undefined || entry.resource.name !== undefined) return each;
    return { ...each, entry: { ...entry, resource: { ...entry.resource, name } } };
  });
}

function namelessIn({ tenant, resource }: StoredLogEntry): readonly (readonly [string, ResourceName])[] {
  const type = resourceTypes.find(({ name }) => name === resource?.type);
  if (type === undefined || resource?.id === undefined || resource.name !== undefined) return [];
  return [[keyOf(tenant, resource.id), { tenant, type, id: resource.id }]];
}

function keyOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}
