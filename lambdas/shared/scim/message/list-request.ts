/** The parameters of a list (RFC 7644 §3.4.2, §3.4.2.4). */
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

/** The parameters of a list as text: from the query string, or from the body of a SearchRequest. */
export type ListParameters = Readonly<Record<string, string | undefined>>;

/** Reads filter and paging; unknown parameters are ignored. Throws 400 `invalidValue` for what is no integer. */
export function parseListRequest(parameters: ListParameters): ListRequest {
  const { filter } = parameters;
  const startIndex = integer(parameters, 'startIndex') ?? 1;
  const count = integer(parameters, 'count') ?? defaultCount;
  return {
    ...(filter === undefined || filter.trim() === '' ? {} : { filter }),
    startIndex: Math.max(1, startIndex),
    count: Math.min(Math.max(0, count), maxCount),
  };
}

function integer(parameters: ListParameters, name: 'startIndex' | 'count'): number | undefined {
  const text = parameters[name]?.trim();
  if (text === undefined || text === '') return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw invalidValue(`${name}: "${text.slice(0, 80)}" is not accepted; it must be an integer.`);
  }
  return Number(text);
}
