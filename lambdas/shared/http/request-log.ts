/** One JSON line for each request: what was asked, by whom, what came of it and what it cost. No personal value. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ScimError } from '#scim/errors.ts';
import { withMetrics } from './metrics.ts';
import type { ScimInternal, ScimMiddleware } from './scim-middleware.ts';

export type WriteLine = (line: string) => void;

/** From the most lines to the fewest. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface RequestLogOptions {
  readonly write: WriteLine;
  /** Name of the stage; without it the lines carry no metrics. */
  readonly stage?: string | undefined;
  /** `info` without it. */
  readonly level?: LogLevel | undefined;
}

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

/** Logs when the answer is known. Must be the first middleware, so that it sees what all others did. */
export function requestLog({ write, stage, level = 'info' }: RequestLogOptions): ScimMiddleware {
  let coldStart = true;
  const writeLine = ({ context, event, internal, response }: Request, error?: Error | null): void => {
    const status = response?.statusCode ?? 500;
    const scimType = error instanceof ScimError ? error.scimType : undefined;
    const isTold = status >= toldFrom[level];
    const now = Date.now();
    const line = {
      type: 'request',
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
      scimType,
      ...(status < 400 ? {} : { errors: 1, kind: internal.kind ?? scimType ?? String(status) }),
      ms: Math.round((performance.now() - (internal.startedAt ?? performance.now())) * 10) / 10,
      coldStart,
      ...(coldStart ? { coldStarts: 1 } : {}),
      ...(isTold ? internal.notes : measuredOf(internal.notes)),
      ...(level === 'debug' ? requestDetail(event) : {}),
    };
    write(JSON.stringify(stage === undefined ? line : withMetrics(line, now)));
    coldStart = false;
  };
  return {
    name: 'requestLog',
    before: (request) => {
      request.internal.startedAt = performance.now();
    },
    after: (request) => writeLine(request),
    onError: (request) => writeLine(request, request.error),
  };
}

function measuredOf(notes: ScimInternal['notes'] = {}) {
  return Object.fromEntries(measured.flatMap((name) => (notes[name] === undefined ? [] : [[name, notes[name]]])));
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
