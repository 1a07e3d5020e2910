/** The admin API as an operator calls it: signed with the credentials of an IAM principal, typed by the contract. */
import { SignatureV4 } from '@smithy/signature-v4';
import type { Request, Response } from '#admin/contract/call.ts';
import { type Operation, type OperationId, operations } from '#admin/contract/operations.ts';
import type { Problem } from '#admin/contract/problem.ts';
import { Sha256 } from './sha256.ts';

export interface OperatorCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface OperatorConnection {
  /** `https://…/operator/v1`, without a slash at its end. */
  readonly url: string;
  readonly region: string;
  readonly credentials: OperatorCredentials | (() => Promise<OperatorCredentials>);
}

/** An answer of 400 and up, with the problem that the API tells, or what else came. */
export class OperatorError extends Error {
  readonly status: number;
  readonly problem: Problem | undefined;

  constructor(status: number, message: string, problem?: Problem) {
    super(message);
    this.name = 'OperatorError';
    this.status = status;
    this.problem = problem;
  }
}

export interface OperatorClient {
  /** Throws `OperatorError` for an answer of 400 and up, and as `fetch` does when nobody answers. */
  readonly call: <Id extends OperationId>(id: Id, request: Request<Id>) => Promise<Response<Id>>;
}

interface AnyRequest {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

export function operatorClient({ url, region, credentials }: OperatorConnection): OperatorClient {
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  return {
    call: async <Id extends OperationId>(id: Id, request: Request<Id>) => {
      const operation: Omit<Operation, 'id'> = operations[id];
      const { parameters = {}, query = {}, body, idempotencyKey } = request as AnyRequest;
      const target = new URL(url + fill(operation.path, parameters));
      const text = body === undefined ? '' : JSON.stringify(body);
      const { headers } = await signer.sign({
        method: operation.method,
        protocol: target.protocol,
        hostname: target.hostname,
        path: target.pathname,
        query: textsOf(query),
        headers: {
          host: target.host,
          ...(text === '' ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        body: text,
      });
      target.search = new URLSearchParams(textsOf(query)).toString().replaceAll('+', '%20');
      const answer = await fetch(target, { method: operation.method, headers, ...(text === '' ? {} : { body: text }) });
      return (await read(answer)) as Response<Id>;
    },
  };
}

async function read(answer: globalThis.Response): Promise<unknown> {
  const text = await answer.text();
  const json = parse(text);
  if (answer.ok) return text === '' ? undefined : json;
  const problem = answer.headers.get('content-type')?.startsWith('application/problem+json')
    ? (json as Problem)
    : undefined;
  throw new OperatorError(answer.status, problem?.detail ?? `${answer.status} ${text.slice(0, 200)}`, problem);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fill(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

function textsOf(query: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
