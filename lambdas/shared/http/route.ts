/** From a route key of API Gateway to the act behind it. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { notFound } from '#scim/errors.ts';
import { errorLine } from './error-line.ts';
import type { WriteLine } from './request-log.ts';
import type { ScimContext, ScimInternal } from './scim-middleware.ts';
import { basePath, baseUrlOf, queryOf, type RequestNotes, type ScimRequest } from './scim-request.ts';
import { type ScimResponse, toGatewayResult } from './scim-response.ts';

export type Act = (request: ScimRequest) => Promise<ScimResponse>;

/** Acts by method and path below the base URL: `GET /Users/{id}`. */
export type RouteTable = Readonly<Record<string, Act>>;

/** Left for the answer to be serialized, logged and sent before the function's time is over, in milliseconds. */
const reserve = 500;
const anonymous = { tenant: '', tokenId: '' };

/** The handler inside the pipeline: finds the act for the route key, and answers what it answers. */
export function route(routes: RouteTable, origin: string | undefined, write: WriteLine) {
  const acts = new Map(Object.entries(routes).map(([key, act]) => [key.replace(' ', ` ${basePath}`), act]));
  return async (event: APIGatewayProxyEventV2, context: ScimContext): Promise<APIGatewayProxyStructuredResultV2> => {
    const act = acts.get(event.routeKey);
    if (act === undefined) throw notFound(`There is nothing at ${event.rawPath.slice(0, 200)}.`);
    const request = toScimRequest(event, context, origin);
    const report = (error: unknown) => write(errorLine(context.awsRequestId, error));
    const response = await act({ ...request, report });
    return toGatewayResult(response, event.headers.accept, context.scim?.mediaType);
  };
}

function toScimRequest(
  event: APIGatewayProxyEventV2,
  context: ScimContext,
  origin: string | undefined,
): Omit<ScimRequest, 'report'> {
  const internal: ScimInternal = context.scim ?? {};
  return {
    caller: internal.caller ?? anonymous,
    provider: internal.provider ?? '',
    baseUrl: baseUrlOf(event, origin),
    parameters: event.pathParameters ?? {},
    query: queryOf(event),
    headers: event.headers,
    body: internal.body,
    at: new Date().toISOString(),
    deadline: Date.now() + context.getRemainingTimeInMillis() - reserve,
    note: (notes: RequestNotes) => {
      internal.notes = { ...internal.notes, ...notes };
    },
    tell: (facts) => {
      internal.facts = { ...internal.facts, ...facts };
    },
    tellOperations: (operations) => {
      internal.operations = operations;
    },
  };
}
