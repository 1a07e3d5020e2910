/** The parameters of a list (RFC 7644 §3.4.2, §3.4.2.3 and §3.4.2.4, RFC 9865 §2). */
import { invalidCount, invalidValue } from '../errors.ts';
import { showValue } from '../show-value.ts';
import type { SortRequest } from '../sort/sort.ts';

export interface ListRequest {
  readonly filter?: string;
  readonly sort?: SortRequest;
  /** 1-based; a smaller value than 1 means 1. */
  readonly startIndex: number;
  /** 0 asks for totals only. */
  readonly count: number;
  /** Asks for pages by cursor instead of by number; '' is the first page. */
  readonly cursor?: string;
}

export const defaultCount = 100;
export const maxCount = 500;
/** How long a cursor can be used, in seconds. */
export const cursorTimeout = 3_600;

/** The parameters of a list as text: from the query string, or from the body of a SearchRequest. */
export type ListParameters = Readonly<Record<string, string | undefined>>;

/**
 * Reads filter, order and paging; unknown parameters are ignored. Throws 400 `invalidValue` for a number that is no
 * integer and for another `sortOrder`, and 400 `invalidCount` for a `count` that pages by cursor cannot have: there it
 * must be the same for all pages, so it is not cut to what is accepted.
 */
export function parseListRequest(parameters: ListParameters): ListRequest {
  const { filter, cursor } = parameters;
  if (cursor !== undefined && isGiven(parameters.startIndex)) {
    throw invalidValue('startIndex and cursor exclude each other; send one of the two.');
  }
  const startIndex = integer(parameters, 'startIndex', invalidValue) ?? 1;
  const count = integer(parameters, 'count', cursor === undefined ? invalidValue : invalidCount) ?? defaultCount;
  if (cursor !== undefined && count > maxCount) {
    throw invalidCount(`count: ${count} is not accepted; it must be between 0 and ${maxCount}.`);
  }
  return {
    ...(isGiven(filter) ? { filter } : {}),
    ...sortOf(parameters),
    startIndex: Math.max(1, startIndex),
    count: Math.min(Math.max(0, count), maxCount),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

function sortOf({ sortBy, sortOrder }: ListParameters): Pick<ListRequest, 'sort'> {
  const order = isGiven(sortOrder) ? sortOrder.trim() : 'ascending';
  if (!/^(?:a|de)scending$/i.test(order)) {
    throw invalidValue(`sortOrder: ${showValue(order)} is not accepted; it must be ascending or descending.`);
  }
  return isGiven(sortBy) ? { sort: { by: sortBy.trim(), descending: /^d/i.test(order) } } : {};
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

function integer(
  parameters: ListParameters,
  name: 'startIndex' | 'count',
  refuse: (detail: string) => Error,
): number | undefined {
  const text = parameters[name];
  if (!isGiven(text)) return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text.trim())) {
    throw refuse(`${name}: "${text.trim().slice(0, 80)}" is not accepted; it must be an integer.`);
  }
  return Number(text);
}
