/** The query parameters of a list (RFC 7644 §3.4.2, §3.4.2.4). */
import { invalidValue } from '../errors.ts';

export interface ListRequest {
  readonly filter?: string;
  /** 1-based; a smaller value than 1 means 1. */
  readonly startIndex: number;
  /** 0 asks for totals only. */
  readonly count: number;
}

export const defaultCount = 100;
export const maxCount = 500;

type Query = Readonly<Record<string, string | undefined>>;

/** Reads filter and paging; unknown parameters are ignored. Throws 400 `invalidValue` for what is no integer. */
export function parseListRequest(query: Query): ListRequest {
  const startIndex = integer(query, 'startIndex') ?? 1;
  const count = integer(query, 'count') ?? defaultCount;
  return {
    ...(query.filter === undefined || query.filter.trim() === '' ? {} : { filter: query.filter }),
    startIndex: Math.max(1, startIndex),
    count: Math.min(Math.max(0, count), maxCount),
  };
}

function integer(query: Query, name: 'startIndex' | 'count'): number | undefined {
  const text = query[name]?.trim();
  if (text === undefined || text === '') return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw invalidValue(`${name}: "${text.slice(0, 80)}" is not accepted; it must be an integer.`);
  }
  return Number(text);
}
