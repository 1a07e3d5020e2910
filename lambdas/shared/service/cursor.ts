/** Cursors (RFC 9865 §2): what is in one, and what must be true of one that comes back. */
import { expiredCursor, invalidCount, invalidCursor } from '#scim/errors.ts';
import { printFilter } from '#scim/filter/print.ts';
import { cursorTimeout, type ListRequest } from '#scim/message/list-request.ts';
import { printAttributePath } from '#scim/path/attribute-path.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Boundary, Position } from '#scim/sort/position.ts';
import type { Searched } from './searched-types.ts';
import type { ServiceContext } from './service-context.ts';

/** A border in a list, and the side of it that the page is on. */
export interface Cursor {
  readonly boundary: Boundary;
  readonly backward: boolean;
}

/** When it was made, in milliseconds since the epoch, for which count, and the cursor. */
type Content = readonly [
  issued: number,
  count: number,
  backward: boolean,
  inclusive: boolean,
  id: string,
  value: NonNullable<Position['value']> | null,
];

/** What a cursor is bound to: the list that it is a place in. Its tenant is bound by the seal. */
export function purposeOf(types: readonly ResourceType[], searched: readonly Searched[], request: ListRequest): string {
  const parts = searched.map(({ type, filter, sort }) => [
    type.name,
    filter === undefined ? '' : printFilter(filter),
    sort?.path === undefined ? '' : printAttributePath(sort.path),
  ]);
  return JSON.stringify(['list', types.map(({ name }) => name), parts, request.sort?.descending ?? false]);
}

export function sealCursor(
  { cursors, at }: ServiceContext,
  { count }: ListRequest,
  { boundary: { position, inclusive }, backward }: Cursor,
  purpose: string,
): Promise<string> {
  const { id, value } = position;
  const content: Content = [Date.parse(at), count, backward, inclusive, id, value ?? null];
  return cursors.seal(JSON.stringify(content), purpose);
}

/**
 * The cursor of a request; undefined for the first page. Throws 400 `invalidCursor`, which does not tell a forged cursor
 * from another tenant's or another list's (RFC 9865 §5.2), `expiredCursor` or `invalidCount`.
 */
export async function openCursor(
  { cursors, at }: ServiceContext,
  { cursor = '', count }: ListRequest,
  purpose: string,
): Promise<Cursor | undefined> {
  if (cursor === '') return undefined;
  const text = await cursors.open(cursor, purpose);
  if (text === undefined) {
    throw invalidCursor(
      'cursor: this is no cursor of this list. Leave it empty for the first page; then send nextCursor or previousCursor of a page, with all other parameters as they were.',
    );
  }
  const [issued, initialCount, backward, inclusive, id, value] = JSON.parse(text) as Content;
  if (Date.parse(at) - issued > cursorTimeout * 1_000) {
    throw expiredCursor(`cursor: it has expired; a cursor can be used for ${cursorTimeout} seconds. Begin again.`);
  }
  if (count !== initialCount) {
    throw invalidCount(`count: ${count} is not accepted; this list was begun with ${initialCount}.`);
  }
  return { boundary: { position: value === null ? { id } : { value, id }, inclusive }, backward };
}
