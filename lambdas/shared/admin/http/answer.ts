/** Answers in the form API Gateway takes; errors as problem details (RFC 9457). */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ScimError } from '#scim/errors.ts';
import type { Answer } from '../admin-context.ts';
import type { Problem } from '../contract/problem.ts';
import { ProblemError } from '../problem-error.ts';

export type WriteLine = (line: string) => void;

export interface HttpAnswer extends Answer {
  readonly headers?: Readonly<Record<string, string>>;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** What went wrong inside is for the log, never for the client. */
export function problemAnswer(error: unknown, requestId: string, write: WriteLine): HttpAnswer {
  const known = toProblemError(error);
  if (known === undefined) write(JSON.stringify({ type: 'error', requestId, message: textOf(error) }));
  const { status, detail, fields, headers } =
    known ?? new ProblemError(500, 'The request could not be completed because of an internal error.');
  const body: Problem = {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    detail,
    requestId,
    ...(fields.length === 0 ? {} : { errors: [...fields] }),
  };
  return { status, body, headers };
}

export function toGatewayResult({ status, body, headers }: HttpAnswer): APIGatewayProxyStructuredResultV2 {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  return {
    statusCode: status,
    headers: {
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Strict-Transport-Security': 'max-age=31536000',
      ...(body === undefined ? {} : { 'Content-Type': type }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** What the directory says of a filter or a busy table is as good an answer here. */
function toProblemError(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (!(error instanceof ScimError)) return undefined;
  return new ProblemError(error.status, error.detail, { headers: error.headers ?? {} });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
