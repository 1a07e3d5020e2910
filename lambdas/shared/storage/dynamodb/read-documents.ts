/** Documents of resources of several tenants and types at once. */
import type { JsonObject } from '#scim/json.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { fromResourceItem } from './items.ts';
import { isResourceId, tenantKeys } from './keys.ts';
import { Table, type TableOptions } from './table.ts';

export interface ResourceAddress {
  readonly tenant: string;
  readonly type: ResourceType;
  readonly id: string;
}

/** In the order of `addresses`, undefined for what is not there. Eventually consistent: half the price, for what is no decision. */
export async function readDocuments(
  options: TableOptions,
  addresses: readonly ResourceAddress[],
): Promise<readonly (JsonObject | undefined)[]> {
  const keys = addresses.map(({ tenant, type, id }) => tenantKeys(tenant).resource(type.name, id));
  const possible = keys.filter(({ sk }) => isResourceId(sk));
  const items = await new Table(options).batchGet(possible, false);
  const byKey = new Map(items.map((item) => [`${item.pk} ${item.sk}`, fromResourceItem(item).document]));
  return keys.map(({ pk, sk }) => byKey.get(`${pk} ${sk}`));
}
