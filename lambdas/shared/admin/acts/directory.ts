/** A tenant's directory as administrators look at it; identity providers alone change it. */
import { isJsonObject, type Json, type JsonObject } from '#scim/json.ts';
import { type Projection, parseProjection } from '#scim/projection/select.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { queryResources } from '#service/query.ts';
import { retrieveResource } from '#service/retrieve.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import { mostPageBytes } from '../cursor.ts';
import { invalid } from '../problem-error.ts';
import { mustBeTenant, type OfTenant } from './tenants.ts';

export interface OfResource extends OfTenant {
  readonly id: string;
}

interface ResourceQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly filter?: string | undefined;
  readonly search?: string | undefined;
}

/** What people look a resource up by, and the order they see. */
interface Listing {
  readonly type: ResourceType;
  readonly name: string;
  readonly excluded: string;
}

const users: Listing = { type: userType, name: 'userName', excluded: 'groups' };
const groups: Listing = { type: groupType, name: 'displayName', excluded: 'members' };

export const listUsers = (context: AdminContext, of: OfTenant, query: ResourceQuery) => list(context, users, of, query);
export const listGroups = (context: AdminContext, of: OfTenant, query: ResourceQuery) =>
  list(context, groups, of, query);

export const getUser = (context: AdminContext, of: OfResource) => retrieve(context, userType, of, {});
export const getGroup = (context: AdminContext, of: OfResource) =>
  retrieve(context, groupType, of, { excludedAttributes: groups.excluded });

async function list(
  context: AdminContext,
  { type, name, excluded }: Listing,
  { tenant }: OfTenant,
  { limit, cursor = '', filter, search }: ResourceQuery,
): Promise<Answer> {
  await mustBeTenant(context, tenant);
  if (filter !== undefined && search !== undefined) {
    throw invalid('filter and search exclude each other; send one of the two.');
  }
  const wanted = search === undefined || search.trim() === '' ? filter : `${name} sw ${JSON.stringify(search.trim())}`;
  const request = {
    ...(wanted === undefined ? {} : { filter: wanted }),
    sort: { by: name, descending: false },
    startIndex: 1,
    count: limit,
    cursor,
  };
  const projection = parseProjection({ excludedAttributes: excluded }, type);
  const directory = { ...context.directoryOf(tenant), pageBytes: mostPageBytes };
  const page = await queryResources(directory, [type], request, (): Projection => projection);
  return {
    status: 200,
    body: {
      items: resourcesOf(page),
      ...(page.totalResults === undefined ? {} : { total: page.totalResults }),
      ...(page.nextCursor === undefined ? {} : { next: page.nextCursor }),
    },
  };
}

async function retrieve(
  context: AdminContext,
  type: ResourceType,
  { tenant, id }: OfResource,
  selection: Readonly<Record<string, string>>,
): Promise<Answer> {
  await mustBeTenant(context, tenant);
  const projection = parseProjection(selection, type);
  const found = await retrieveResource(context.directoryOf(tenant), type, id, projection);
  return { status: 200, body: found.kind === 'found' ? found.resource : undefined };
}

function resourcesOf({ Resources }: JsonObject): readonly JsonObject[] {
  return Array.isArray(Resources) ? Resources.filter((each: Json) => isJsonObject(each)) : [];
}
