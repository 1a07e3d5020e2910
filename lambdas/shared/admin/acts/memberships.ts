/** Who is in a group, and in which groups a user is, page by page. */

import { groupType, userType } from '#scim/schema/resource-types.ts';
import { mustExist } from '#service/preconditions.ts';
import type { GroupReference } from '#storage/resource-store.ts';
import type { AdminContext, Answer } from '../admin-context.ts';
import type { GroupMember, GroupOfUser } from '../contract/directory.ts';
import { nextPage, openCursor } from '../cursor.ts';
import type { OfResource } from './directory.ts';
import { mustBeTenant } from './tenants.ts';

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Throws 404, also for a tenant that is not there. */
export async function listMembers(
  context: AdminContext,
  { tenant, id }: OfResource,
  { limit, cursor }: PageQuery,
): Promise<Answer> {
  await mustBeTenant(context, tenant);
  const list = `members ${JSON.stringify([tenant, id])}`;
  const after = await openCursor(context, list, cursor);
  const found = await context.membersOf(tenant)(groupType, id, { after, count: limit });
  const { members, next, total } = mustExist(found, groupType, id);
  const items: readonly GroupMember[] = members.map(toReference);
  return { status: 200, body: { items, total, ...(await nextPage(context, list, next)) } };
}

/**
 * All groups are read for each page: they are known by walking from group to group, and are few beside the members of
 * one. Throws 404, also for a tenant that is not there.
 */
export async function listGroupsOfUser(
  context: AdminContext,
  { tenant, id }: OfResource,
  { limit, cursor }: PageQuery,
): Promise<Answer> {
  await mustBeTenant(context, tenant);
  const list = `groups of user ${JSON.stringify([tenant, id])}`;
  const after = await openCursor(context, list, cursor);
  const { store } = context.directoryOf(tenant);
  mustExist(await store.get(userType, id), userType, id);
  const groups = ((await store.listGroupsOf([id])).get(id) ?? []).toSorted((a, b) =>
    placeOf(a) < placeOf(b) ? -1 : 1,
  );
  const left = after === undefined ? groups : groups.filter((group) => placeOf(group) > after);
  const page = left.slice(0, limit);
  const last = page.length < left.length ? page.at(-1) : undefined;
  const items: readonly GroupOfUser[] = page.map(toReference);
  const next = await nextPage(context, list, last && placeOf(last));
  return { status: 200, body: { items, total: groups.length, ...next } };
}

/** `direct` is before `indirect`; a name is in the order that readers expect, whatever its letter case. */
function placeOf({ type, display = '', value }: GroupReference): string {
  return JSON.stringify([type, display.toLowerCase(), value]);
}

function toReference<Type>({ value, type, display }: { value: string; type: Type; display?: string }) {
  return { id: value, type, ...(display === undefined ? {} : { displayName: display }) };
}
