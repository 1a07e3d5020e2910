/** One JSON line for each request: what was asked, by whom, what came of it and what it cost. No personal value. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ScimError } from '#scim/errors.ts';
import type { ScimInternal, ScimMiddleware } from './scim-middleware.ts';

export type WriteLine = (line: string) => void;

/** Logs to `write` when the answer is known. Must be the first middleware, so that it sees what all others did. */
export function requestLog(write: WriteLine): ScimMiddleware {
  let coldStart = true;
  const writeLine = (
    requestId: string,
    event: APIGatewayProxyEventV2,
    internal: ScimInternal,
    response: APIGatewayProxyStructuredResultV2 | null | undefined,
    error: Error | null | undefined,
  ): void => {
    const scimType = error instanceof ScimError ? error.scimType : undefined;
    write(
      JSON.stringify({
        type: 'request',
        requestId,
        tenant: internal.caller?.tenant,
        tokenId: internal.caller?.tokenId,
        provider: internal.provider,
        method: event.requestContext.http.method,
        route: event.routeKey,
        status: response?.statusCode ?? 500,
        scimType,
        ms: Math.round((performance.now() - (internal.startedAt ?? performance.now())) * 10) / 10,
        coldStart,
        ...internal.notes,
      }),
    );
    coldStart = false;
  };
  return {
    name: 'requestLog',
    before: (request) => {
      request.internal.startedAt = performance.now();
    },
    after: (request) => {
      writeLine(request.context.awsRequestId, request.event, request.internal, request.response, undefined);
    },
    onError: (request) => {
      writeLine(request.context.awsRequestId, request.event, request.internal, request.response, request.error);
    },
  };
}
