/** Answers to requests that no route took: 400 `invalidVers`, 404, 405 and 501 (RFC 7644 §3.12, §3.13). */
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { invalidVers, methodNotAllowed, notFound, notImplemented, type ScimError } from '#scim/errors.ts';
import type { MediaTypeOf } from './connection.ts';
import type { ScimHandler } from './pipeline.ts';
import { type RequestLogOptions, requestLog, toStandardOutput } from './request-log.ts';
import { scimError } from './scim-error.ts';
import type { ScimContext, ScimInternal, ScimMiddleware } from './scim-middleware.ts';
import { basePath } from './scim-request.ts';

/** Endpoints the RFC names and a service provider may leave out with a 501 (RFC 7644 §3.2, §3.11). */
const optional = /^\/(Bulk|Me)$/i;
const search = /(^|\/)\.search$/i;
const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const connectionPath = new RegExp(`^${basePath.replace('{provider}', '([^/]+)')}(?=/|$)`);
/** A connection's path with a version: `v` and a number right before the endpoint (RFC 7644 §3.13). */
const versionedPath = new RegExp(`^${basePath.replace('{provider}', '[^/]+').replace(/v\d+$/, '(v\\d+)')}(?=/|$)`);

/** Why `method path` was not matched by any of `routes` (`GET /Users/{id}`, relative to a connection's base URL). */
export function explainUnmatched(routes: readonly string[], method: string, path: string): ScimError {
  const shown = path.slice(0, 200);
  if (!connectionPath.test(path)) {
    const version = versionedPath.exec(path)?.[1]?.slice(0, 20);
    if (version !== undefined) {
      return invalidVers(`The version ${version} of SCIM is not supported; a base URL ends in ${basePath}.`);
    }
    return notFound(`There is nothing at ${shown}; a base URL ends in ${basePath}.`);
  }
  const endpoint = path.replace(connectionPath, '');
  const allow = routes
    .filter((key) => matches(key.slice(key.indexOf(' ') + 1), endpoint))
    .map((key) => key.slice(0, key.indexOf(' ')));
  // Where there is no search, `/Schemas/.search` is none either, though it looks like a schema of that name.
  const isSearch = search.test(endpoint) && (method === 'POST' || allow.length === 0);
  if (isSearch || (optional.test(endpoint) && allow.length === 0)) {
    return notImplemented(`${method} ${shown} is not supported by this service provider.`);
  }
  if (allow.length > 0) return methodNotAllowed(method, shown, allow);
  if (!methods.has(method)) return notImplemented(`The method ${method.slice(0, 20)} is not supported.`);
  const known = [...new Set(routes.flatMap((key) => key.split('/')[1] ?? []))].map((name) => `/${name}`);
  return notFound(`There is nothing at ${shown}; the endpoints are ${known.join(', ')}.`);
}

function matches(template: string, path: string): boolean {
  const [expected, actual] = [template.split('/'), path.split('/')];
  return (
    expected.length === actual.length &&
    expected.every((part, index) => (part.startsWith('{') ? actual[index] !== '' : part === actual[index]))
  );
}

/**
 * The handler behind API Gateway's `$default` route. It answers in the media type that `mediaTypeOf` has for the name of
 * the provider in the path: no route has read it there.
 */
export function unmatchedHandler(
  routes: readonly string[],
  mediaTypeOf?: MediaTypeOf,
  { write = toStandardOutput, ...log }: Partial<RequestLogOptions> = {},
): ScimHandler {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, ScimContext, ScimInternal>()
    .use(requestLog({ write, ...log }))
    .use(scimError(write))
    .use(connectionMediaType(mediaTypeOf))
    .handler((event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
      throw explainUnmatched(routes, event.requestContext.http.method, event.rawPath);
    });
}

function connectionMediaType(mediaTypeOf: MediaTypeOf | undefined): ScimMiddleware {
  return {
    name: 'connectionMediaType',
    before: ({ event, internal }) => {
      const provider = connectionPath.exec(event.rawPath)?.[1];
      if (provider !== undefined && mediaTypeOf !== undefined) internal.mediaType = mediaTypeOf(provider);
    },
  };
}
