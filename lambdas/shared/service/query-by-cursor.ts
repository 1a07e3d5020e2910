/** One page of a list, from a cursor on (RFC 9865). */
import type { ListRequest } from '#scim/message/list-request.ts';
import type { CursorPage } from '#scim/message/list-response.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { type Boundary, compileSort, type Position } from '#scim/sort/position.ts';
import type { Sort } from '#scim/sort/sort.ts';
import type { ResourceStore, StoreRangePage } from '#storage/resource-store.ts';
import { type Cursor, openCursor, purposeOf, sealCursor } from './cursor.ts';
import { type Listed, mergeSorted, type Placed } from './merge-sorted.ts';
import { takeWithin } from './page-bytes.ts';
import type { Searched } from './searched-types.ts';
import type { ServiceContext } from './service-context.ts';

export interface ListedPage extends CursorPage {
  readonly listed: readonly Listed[];
}

/** What lies between a boundary and the next one, in the direction of reading. */
interface Stretch {
  readonly listed: readonly Listed[];
  /** The last position that was reached; undefined at the end. */
  readonly next: Position | undefined;
  readonly totalResults: number | undefined;
}

/** The page that the request's cursor leads to, with the cursors of its neighbours. */
export async function readCursorPage(
  context: ServiceContext,
  types: readonly ResourceType[],
  searched: readonly Searched[],
  request: ListRequest,
): Promise<ListedPage> {
  const purpose = purposeOf(types, searched, request);
  const cursor = await openCursor(context, request, purpose);
  const backward = cursor?.backward ?? false;
  const { listed, next, totalResults } = await readStretch(context, searched, request, cursor);
  const ahead = next && { boundary: { position: next, inclusive: backward }, backward };
  // The border the page was reached by leads back from it.
  const behind = cursor && { boundary: cursor.boundary, backward: !backward };
  const seal = async (other: Cursor | undefined) => other && sealCursor(context, request, other, purpose);
  const [nextCursor, previousCursor] = await Promise.all((backward ? [behind, ahead] : [ahead, behind]).map(seal));
  return {
    listed: backward ? listed.toReversed() : listed,
    ...(totalResults === undefined ? {} : { totalResults }),
    ...(nextCursor === undefined ? {} : { nextCursor }),
    ...(previousCursor === undefined ? {} : { previousCursor }),
  };
}

/** Backward is forward in the opposite order. */
async function readStretch(
  { store, pageBytes }: ServiceContext,
  searched: readonly Searched[],
  { sort, count }: ListRequest,
  cursor: Cursor | undefined,
): Promise<Stretch> {
  const backward = cursor?.backward ?? false;
  const descending = (sort?.descending ?? false) !== backward;
  const from = cursor && {
    position: cursor.boundary.position,
    inclusive: cursor.boundary.inclusive !== backward,
  };
  const pages = await Promise.all(
    searched.map(async ({ type, sort: own, ...filtered }) => {
      const inOrder: Sort = { ...own, descending };
      const page = await readPart(store, { type, sort: inOrder, ...filtered }, from, count);
      return { type, sort: inOrder, ...page };
    }),
  );
  const { compare } = compileSort({ descending });
  const ends = pages.flatMap(({ next }) => next ?? []);
  // What lies beyond the place that one type was read up to may not be next in line.
  const [end] = ends.sort(compare);
  const placed = mergeSorted(pages).filter(({ position }) => end === undefined || compare(position, end) <= 0);
  const wanted = placed.slice(0, count);
  const listed = pageBytes === undefined ? wanted : takeWithin(wanted, pageBytes, shownOf);
  const next = placed.length > listed.length ? listed.at(-1)?.position : end;
  const totals = pages.map(({ totalResults }) => totalResults);
  const isCounted = totals.every((total) => total !== undefined);
  return { listed, next, totalResults: isCounted ? totals.reduce((sum, total) => sum + total, 0) : undefined };
}

/** About what is shown of a resource: its `meta` is somewhat longer. */
function shownOf({ state }: Placed): unknown {
  return state;
}

async function readPart(
  store: ResourceStore,
  { type, sort, ...filtered }: Searched & { readonly sort: Sort },
  from: Boundary | undefined,
  count: number,
): Promise<StoreRangePage> {
  const selection = { ...filtered, sort, count };
  const isAmongValues = from?.position.value !== undefined;
  // All resources of a type that does not have the attribute are before or after those with a value.
  if (sort.path === undefined && isAmongValues)
    return sort.descending ? { resources: [] } : store.queryFrom(type, selection);
  return store.queryFrom(type, { ...selection, ...(from && { from }) });
}
