/** The admin API as a signed-in person calls it, typed by the contract. */
import type { Request, Response } from '#admin/contract/call.ts';
import type { OperationId, Role } from '#admin/contract/operations.ts';
import type { Problem } from '#admin/contract/problem.ts';
import { ApiError } from './api-error.ts';

/** What the contract says of an operation, without its schemas. */
export interface OperationFacts {
  readonly method: string;
  readonly path: string;
  readonly role: Role;
}

export type OperationTable = Readonly<Record<OperationId, OperationFacts>>;

export interface ApiOptions {
  /** `/admin/v1`, without a slash at its end. */
  readonly url: string;
  readonly operations: OperationTable;
  /** The bearer token of each request. */
  readonly token: () => Promise<string>;
  readonly fetch: typeof fetch;
}

export interface Api {
  /** Throws `ApiError` for an answer of 400 and up and where nobody answers, and as `fetch` does when it is aborted. */
  readonly call: <Id extends OperationId>(
    id: Id,
    request: Request<Id>,
    signal?: AbortSignal,
  ) => Promise<{ readonly status: number; readonly body: Response<Id> }>;
  /** The body alone, for where one status of success is as good as the other. */
  readonly ask: <Id extends OperationId>(id: Id, request: Request<Id>, signal?: AbortSignal) => Promise<Response<Id>>;
}

interface AnyRequest {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

export function createApi(options: ApiOptions): Api {
  const call = async <Id extends OperationId>(id: Id, request: Request<Id>, signal?: AbortSignal) => {
    const answer = await send(options, options.operations[id], request, signal);
    const body: unknown = answer.status === 204 ? undefined : await bodyOf(answer);
    if (!answer.ok) throw new ApiError(answer.status, detailOf(answer, body), isProblem(body) ? body : undefined);
    return { status: answer.status, body: body as Response<Id> };
  };
  return { call, ask: async (id, request, signal) => (await call(id, request, signal)).body };
}

async function send(
  { url, token, fetch }: ApiOptions,
  { method, path }: OperationFacts,
  { parameters = {}, query = {}, body, idempotencyKey }: AnyRequest,
  signal?: AbortSignal,
): Promise<globalThis.Response> {
  const headers = {
    authorization: `Bearer ${await token()}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
  };
  const target = `${url}${fill(path, parameters)}${searchOf(query)}`;
  try {
    return await fetch(target, {
      method,
      headers,
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'The server cannot be reached. Check your connection, then try again.');
  }
}

function fill(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

function searchOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (given.length === 0) return '';
  return `?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}

async function bodyOf(answer: globalThis.Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && typeof (body as Problem).detail === 'string';
}

/** The gateway in front of the API answers without problem details. */
function detailOf({ status }: globalThis.Response, body: unknown): string {
  if (isProblem(body)) return body.detail;
  if (status === 401) return 'Your sign-in has expired. Sign in again to go on.';
  if (status === 429) return 'Too many requests at the moment. Wait some seconds, then try again.';
  return `The server answered with status ${status}. Try again in a moment.`;
}
