/** Where a request came from, also where a distribution stands before the API (docs/adr/0131-origin-secret.md). */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { cameThrough } from './origin-secret.ts';

/** The address of whoever sent the request. */
export type AddressOf = (event: APIGatewayProxyEventV2) => string;

/**
 * The viewer's address where the distribution's secret shows that the request came through it, and the address that the
 * gateway saw everywhere else: `X-Forwarded-For` of somebody who came another way says what they like.
 */
export function viewerAddress(secret: string | undefined): AddressOf {
  if (secret === undefined || secret === '') return ({ requestContext }) => requestContext.http.sourceIp;
  const isOurs = cameThrough(secret);
  return ({ headers, requestContext }) => {
    const { sourceIp } = requestContext.http;
    return (isOurs(headers) ? lastBefore(sourceIp, headers['x-forwarded-for']) : undefined) ?? sourceIp;
  };
}

/**
 * The last of the addresses that is not the edge's own: CloudFront adds the viewer's at the end, and the gateway that of
 * the edge behind it. What stands before them was sent by the viewer.
 */
function lastBefore(edge: string, forwardedFor = ''): string | undefined {
  const addresses = forwardedFor.split(',').map((address) => address.trim());
  if (addresses.at(-1) === edge) addresses.pop();
  return addresses.at(-1) || undefined;
}
