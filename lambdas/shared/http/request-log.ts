/** One JSON line for each request: what was asked, by whom, what came of it and what it cost. No personal value. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ScimError } from '#scim/errors.ts';
import type { JournalRecord, SealForJournal } from './journal-facts.ts';
import { withMetrics } from './metrics.ts';
import type { ScimMiddleware } from './scim-middleware.ts';
import type { RequestNotes } from './scim-request.ts';
import type { AddressOf } from './viewer-address.ts';

export type WriteLine = (line: string) => void;

/** From the most lines to the fewest. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface RequestLogOptions {
  readonly write: WriteLine;
  /** Name of the stage; without it the lines carry no metrics. */
  readonly stage?: string | undefined;
  /** `info` without it. */
  readonly level?: LogLevel | undefined;
  /** Without it, the provisioning log is told nothing. */
  readonly seal?: SealForJournal | undefined;
  /** Where a request came from: told of those whose token opens nothing, and of nobody else. */
  readonly addressOf?: AddressOf;
}

/** Operations of a bulk request in one line, at most: a line may have 256 KB, and each is told in 1 KB. */
const operationsOfLine = 100;
/** Notes that the provisioning log is told, whatever the level of the line. */
const remarkable = ['operations', 'failed', 'skippedMemberCount', 'ignored'] as const;

/** Answers with this status and above are told in full. */
const toldFrom: Readonly<Record<LogLevel, number>> = { debug: 0, info: 0, warn: 400, error: 500 };
/** Notes that a line has at every level, as they are measured. */
const measured = ['trips', 'rcu', 'wcu', 'skippedMemberCount'] as const;
/** Query parameters that are told by name; what else a client may have sent is its own. */
const parameters = /(?<=^|&)(filter|attributes|excludedAttributes|sortBy|sortOrder|startIndex|count|cursor)(?==)/gi;

/** The line goes straight to standard output: the runtime's `console.log` would put text before it (docs/adr/0013-logs.md). */
export const toStandardOutput: WriteLine = (line) => process.stdout.write(`${line}\n`);

type Middleware = Required<Pick<ScimMiddleware, 'after' | 'onError'>>;
type Request = Parameters<Middleware['after']>[0];

/**
 * Logs when the answer is known. Must be the first middleware, so that it sees what all others did. What the provisioning
 * log is told travels in the same line, sealed, in `journal`; the operations of a bulk request in lines of their own.
 */
export function requestLog({ write, stage, level = 'info', seal, addressOf }: RequestLogOptions): ScimMiddleware {
  let coldStart = true;
  const writeLine = ({ context, event, internal, response }: Request, error?: Error | null): void => {
    const status = response?.statusCode ?? 500;
    const { scimType, detail } = error instanceof ScimError ? error : { scimType: undefined, detail: undefined };
    const isTold = status >= toldFrom[level];
    const now = Date.now();
    const { facts, operations = [], at = new Date(now).toISOString() } = internal;
    const journal = (record: Omit<JournalRecord, 'at'>) =>
      internal.caller && seal?.(internal.caller.tenant, JSON.stringify({ at, ...record }));
    const common = {
      requestId: context.awsRequestId,
      apiRequestId: event.requestContext.requestId,
      trace: traceOf(process.env._X_AMZN_TRACE_ID),
      version: context.functionVersion,
      stage,
      tenant: internal.caller?.tenant,
      tokenId: internal.caller?.tokenId,
      provider: internal.provider,
      method: event.requestContext.http.method,
      route: event.routeKey,
      status,
    };
    const line = {
      type: 'request',
      ...common,
      scimType,
      ...(status === 401 ? { sourceIp: addressOf?.(event) } : {}),
      ...(status < 400 ? {} : { errors: 1, kind: internal.kind ?? scimType ?? String(status) }),
      ...(status < 500 ? {} : { faults: 1, function: context.functionName }),
      ms: Math.round((performance.now() - (internal.startedAt ?? performance.now())) * 10) / 10,
      coldStart,
      ...(coldStart ? { coldStarts: 1 } : {}),
      ...(isTold ? internal.notes : pick(measured, internal.notes)),
      ...(level === 'debug' ? requestDetail(event) : {}),
      journal: journal({ id: event.pathParameters?.id, detail, notes: pick(remarkable, internal.notes), ...facts }),
    };
    write(JSON.stringify(stage === undefined ? line : withMetrics(line, now)));
    for (let first = 0; first < operations.length; first += operationsOfLine) {
      const some = operations.slice(first, first + operationsOfLine);
      write(JSON.stringify({ type: 'operations', ...common, journal: journal({ first, operations: some }) }));
    }
    coldStart = false;
  };
  return {
    name: 'requestLog',
    before: (request) => {
      request.internal.startedAt = performance.now();
      request.internal.at = new Date().toISOString();
    },
    after: (request) => writeLine(request),
    onError: (request) => writeLine(request, request.error),
  };
}

function pick(names: readonly string[], notes: RequestNotes = {}): RequestNotes {
  return Object.fromEntries(Object.entries(notes).filter(([name]) => names.includes(name)));
}

/** What helps to understand a client: the size of the body, and what it asks for without what it asks. */
function requestDetail({ body = '', rawQueryString, headers }: APIGatewayProxyEventV2) {
  return {
    bodyLength: body.length,
    parameters: rawQueryString.match(parameters) ?? [],
    userAgent: headers['user-agent']?.slice(0, 200),
  };
}

/** The trace that X-Ray knows the request by: `Root=1-…;Parent=…;Sampled=1`. */
function traceOf(header: string | undefined): string | undefined {
  return /Root=([\w-]+)/.exec(header ?? '')?.[1];
}
