/** What every access pattern is given: the table, and the keys of the one tenant that it may touch. */
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { TenantKeys } from './keys.ts';
import type { Table } from './table.ts';

export interface Directory {
  readonly table: Table;
  readonly keys: TenantKeys;
  /** The resource types that can be members of others. */
  readonly memberTypes: readonly ResourceType[];
}
