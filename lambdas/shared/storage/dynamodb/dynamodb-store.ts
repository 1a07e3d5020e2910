import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type {
  DeleteOptions,
  GroupReference,
  Member,
  MemberReference,
  MembershipView,
  ReplaceOptions,
  ResourceStore,
  Selection,
  StorePage,
  StoreQuery,
  StoreRange,
  StoreRangePage,
} from '../resource-store.ts';
import { createResource } from './create-resource.ts';
import { deleteResource } from './delete-resource.ts';
import type { Directory } from './directory.ts';
import { fromResourceItem, toState } from './items.ts';
import { isResourceId, tenantKeys } from './keys.ts';
import { describePlan, planQuery } from './plan.ts';
import { describeOrder, planOrder } from './plan-order.ts';
import { listGroupsOf } from './read-groups.ts';
import { readMatches } from './read-matches.ts';
import { findCandidates, getWithMemberships, listMembers } from './read-members.ts';
import { readPage } from './read-page.ts';
import { readRange } from './read-range.ts';
import { readSorted } from './read-sorted.ts';
import { replaceResource } from './replace-resource.ts';
import { Table, type TableOptions } from './table.ts';

export interface DynamoDbStoreOptions extends TableOptions {
  readonly client: DynamoDBDocumentClient;
  /** Tenant id, `[a-z0-9-]{1,36}`: part of every key. */
  readonly tenant: string;
  /** The resource types that can be members of groups. */
  readonly memberTypes: readonly ResourceType[];
}

type Chosen = { readonly [Name in keyof Selection]: Selection[Name] | undefined };

/** One tenant's resources in the table of docs/adr/0001, for the time of one request. */
export class DynamoDbStore implements ResourceStore {
  readonly #directory: Directory;

  constructor({ tenant, memberTypes, ...table }: DynamoDbStoreOptions) {
    if (!/^[a-z0-9-]{1,36}$/.test(tenant)) throw new Error(`"${tenant.slice(0, 80)}" is not the id of a tenant.`);
    this.#directory = { table: new Table(table), keys: tenantKeys(tenant), memberTypes };
  }

  create(type: ResourceType, resource: ResourceState, members: readonly Member[] = []): Promise<void> {
    return createResource(this.#directory, type, resource, members);
  }

  async get(type: ResourceType, id: string): Promise<ResourceState | undefined> {
    const { table, keys } = this.#directory;
    const item = isResourceId(id) ? await table.get(keys.resource(type.name, id)) : undefined;
    return item && toState(fromResourceItem(item));
  }

  async query(type: ResourceType, { startIndex, count, ...selection }: StoreQuery): Promise<StorePage> {
    const page = { startIndex, count };
    const { sort } = selection;
    const { plan, order } = this.#plan(type, selection);
    if (sort !== undefined) return readSorted(this.#directory, type, plan, sort, order, page);
    return plan === undefined
      ? readPage(this.#directory, type, startIndex, count)
      : readMatches(this.#directory, type, plan, page);
  }

  async queryFrom(
    type: ResourceType,
    { filter, baseUrl, sort = { descending: false }, ...range }: StoreRange,
  ): Promise<StoreRangePage> {
    const { plan, order } = this.#plan(type, { filter, baseUrl, sort });
    return readRange(this.#directory, type, plan, sort, order, range);
  }

  /** How the resources are found and in which order they are read; notes it for the log. */
  #plan(type: ResourceType, { filter, baseUrl = '', sort }: Chosen) {
    const found = filter && { ...planQuery(filter, type), baseUrl };
    // What every resource matches is no filter.
    const plan = found?.access.kind === 'all' ? undefined : found;
    const order = planOrder(sort ?? { descending: false }, type);
    this.#directory.table.meter.plan = (plan === undefined ? 'page' : describePlan(plan)) + describeOrder(order);
    return { plan, order };
  }

  replace(
    type: ResourceType,
    before: ResourceState,
    document: JsonObject,
    options: ReplaceOptions,
  ): Promise<ResourceState | undefined> {
    return replaceResource(this.#directory, type, before, document, options);
  }

  delete(type: ResourceType, before: ResourceState, options: DeleteOptions): Promise<boolean> {
    return deleteResource(this.#directory, type, before, options);
  }

  async getWithMemberships(
    type: ResourceType,
    id: string,
    named: readonly MemberReference[],
  ): Promise<MembershipView | undefined> {
    return isResourceId(id) ? getWithMemberships(this.#directory, type, id, named) : undefined;
  }

  findCandidates(named: readonly MemberReference[]): Promise<ReadonlyMap<string, Member>> {
    return findCandidates(this.#directory, named);
  }

  async listMembers(type: ResourceType, id: string): Promise<readonly Member[]> {
    return isResourceId(id) ? listMembers(this.#directory, type, id) : [];
  }

  listGroupsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly GroupReference[]>> {
    return listGroupsOf(this.#directory, ids);
  }
}
