import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** Whether a request only asks: a search changes nothing, although it is a POST (RFC 7644 §3.4.3). */
export function isQuestion({ routeKey, requestContext }: APIGatewayProxyEventV2): boolean {
  return requestContext.http.method === 'GET' || routeKey.endsWith('/.search');
}
