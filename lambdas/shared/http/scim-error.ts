/** The one place where an error becomes an answer (RFC 7644 §3.12). */
import { internalError, ScimError } from '#scim/errors.ts';
import { errorResponse } from '#scim/message/error-response.ts';
import { errorLine } from './error-line.ts';
import type { WriteLine } from './request-log.ts';
import type { ScimMiddleware } from './scim-middleware.ts';
import { toGatewayResult } from './scim-response.ts';

/**
 * Answers a `ScimError` as it says, and anything else as a 500 with a fixed sentence: what went wrong inside is for
 * the log, never for the client.
 */
export function scimError(write: WriteLine): ScimMiddleware {
  return {
    name: 'scimError',
    onError: (request) => {
      const { error, event, context, internal } = request;
      const known = error instanceof ScimError;
      // A client is not told why there is no answer now; whoever is woken by it has to know.
      const reason = known ? (error.status >= 500 ? error.cause : undefined) : error;
      if (reason !== undefined) write(errorLine(context.awsRequestId, reason));
      const answer = known ? error : internalError(error);
      request.response = toGatewayResult(
        { status: answer.status, headers: answer.headers, body: errorResponse(answer) },
        event.headers.accept,
        internal.mediaType,
      );
    },
  };
}
