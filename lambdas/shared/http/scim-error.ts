/** The one place where an error becomes an answer (RFC 7644 §3.12). */
import { ScimError } from '#scim/errors.ts';
import { errorResponse } from '#scim/message/error-response.ts';
import type { WriteLine } from './request-log.ts';
import type { ScimMiddleware } from './scim-middleware.ts';
import { toGatewayResult } from './scim-response.ts';

const unexpected = 'The request could not be completed because of an internal error. It is safe to try again.';

/**
 * Answers a `ScimError` as it says, and anything else as a 500 with a fixed sentence: what went wrong inside is for
 * the log, never for the client.
 */
export function scimError(write: WriteLine): ScimMiddleware {
  return {
    name: 'scimError',
    onError: (request) => {
      const { error, event, context } = request;
      const known = error instanceof ScimError;
      if (!known) write(JSON.stringify({ type: 'error', requestId: context.awsRequestId, ...describe(error) }));
      const answer = known ? error : new ScimError(500, unexpected, { cause: error });
      request.response = toGatewayResult(
        { status: answer.status, headers: answer.headers, body: errorResponse(answer) },
        event.headers.accept,
      );
    },
  };
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return { error: error.name, message: error.message, stack: error.stack, ...cause };
}
