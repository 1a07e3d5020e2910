/** Listing and finding resources, of one type or of several (RFC 7644 §3.4.2, RFC 9865). */
import { tooMany } from '#scim/errors.ts';
import type { JsonObject } from '#scim/json.ts';
import { type ListRequest, maxCount } from '#scim/message/list-request.ts';
import { cursorResponse, listResponse } from '#scim/message/list-response.ts';
import { type Projection, wantsAttribute } from '#scim/projection/select.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { GroupReference } from '#storage/resource-store.ts';
import { openCursor, purposeOf } from './cursor.ts';
import { type Listed, mergeSorted } from './merge-sorted.ts';
import { readCursorPage } from './query-by-cursor.ts';
import { represent } from './represent.ts';
import { type Searched, searchedTypes } from './searched-types.ts';
import type { ServiceContext } from './service-context.ts';

/** How many resources of a page have their derived attributes read at the same time. */
const sideBySide = 20;
/** How far into a sorted list of several types a page can begin: all before it are read. */
const maxMerged = 4 * maxCount;

interface Page {
  readonly totalResults: number;
  readonly listed: readonly Listed[];
}

/**
 * A ListResponse with one page of all `types`: by number, or by cursor when the request has one. Without an order one
 * type comes after the other, by cursor they come mixed. Throws 400 `invalidFilter` (for an attribute that none of the
 * types has, too), `invalidValue`, `tooMany`, `invalidCursor`, `expiredCursor` or `invalidCount`.
 */
export async function queryResources(
  context: ServiceContext,
  types: readonly ResourceType[],
  request: ListRequest,
  projectionFor: (type: ResourceType) => Projection,
): Promise<JsonObject> {
  const searched = searchedTypes(context, types, request);
  if (request.cursor !== undefined && request.count > 0) {
    const { listed, ...page } = await readCursorPage(context, types, searched, request);
    return cursorResponse(await representAll(context, listed, projectionFor), page);
  }
  const isMerged = request.sort !== undefined && searched.length > 1;
  const page = await (isMerged ? readMerged : readInTurn)(context, searched, request);
  if (request.cursor !== undefined) {
    await openCursor(context, request, purposeOf(types, searched, request));
    // A page without resources has no neighbours: every cursor would lead to the same.
    return cursorResponse([], { totalResults: page.totalResults });
  }
  const resources = await representAll(context, page.listed, projectionFor);
  return listResponse(resources, page.totalResults, request.startIndex);
}

/**
 * One type after the other. Each store query reads the part of the page that lies in its type, and no more than the
 * number of matches where none does.
 */
async function readInTurn(
  { store }: ServiceContext,
  searched: readonly Searched[],
  { startIndex, count }: ListRequest,
): Promise<Page> {
  const listed: Listed[] = [];
  let totalResults = 0;
  for (const { type, ...selection } of searched) {
    const page = await store.query(type, {
      ...selection,
      startIndex: Math.max(1, startIndex - totalResults),
      count: count - listed.length,
    });
    listed.push(...page.resources.map((state) => ({ type, state })));
    totalResults += page.totalResults;
  }
  return { totalResults, listed };
}

/** All types in one order: of each, whatever could be on the page or before it. */
async function readMerged(
  { store }: ServiceContext,
  searched: readonly Searched[],
  { startIndex, count }: ListRequest,
): Promise<Page> {
  const end = startIndex - 1 + count;
  if (count > 0 && end > maxMerged) {
    throw tooMany(
      `startIndex: a sorted list of several resource types is numbered up to ${maxMerged}; page through it with the cursor parameter.`,
    );
  }
  const parts = await Promise.all(
    searched.map(async ({ type, sort = { descending: false }, ...filtered }) => {
      const page = await store.query(type, { ...filtered, sort, startIndex: 1, count: count === 0 ? 0 : end });
      return { type, sort, ...page };
    }),
  );
  return {
    totalResults: parts.reduce((sum, { totalResults }) => sum + totalResults, 0),
    listed: mergeSorted(parts).slice(startIndex - 1, end),
  };
}

async function representAll(
  context: ServiceContext,
  listed: readonly Listed[],
  projectionFor: (type: ResourceType) => Projection,
): Promise<readonly JsonObject[]> {
  const groups = await groupsOfAll(context, listed, projectionFor);
  const resources: JsonObject[] = [];
  for (let start = 0; start < listed.length; start += sideBySide) {
    const slice = listed.slice(start, start + sideBySide);
    const represented = await Promise.all(
      slice.map(({ type, state }) => {
        const known = groups?.get(state.id);
        return represent(context, type, state, projectionFor(type), known && { groups: known });
      }),
    );
    resources.push(...represented.map(({ resource }) => resource));
  }
  return resources;
}

/** The groups of all that show them, read together: they have many groups in common. */
async function groupsOfAll(
  { store }: ServiceContext,
  listed: readonly Listed[],
  projectionFor: (type: ResourceType) => Projection,
): Promise<ReadonlyMap<string, readonly GroupReference[]> | undefined> {
  const showing = listed.filter(
    ({ type: { memberOfAttribute }, type }) =>
      memberOfAttribute !== undefined && wantsAttribute(projectionFor(type), memberOfAttribute),
  );
  return showing.length === 0 ? undefined : store.listGroupsOf(showing.map(({ state }) => state.id));
}
