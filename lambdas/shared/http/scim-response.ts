/** Answers in SCIM's media type (RFC 7644 §3.1, §8.1). */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Interoperability } from '#scim/interoperability.ts';
import type { JsonObject } from '#scim/json.ts';

export type MediaType = Interoperability['mediaType'];

export interface ScimResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** A resource as it is answered, with the address and the entity tag that go into headers. */
export interface Representation {
  readonly resource: JsonObject;
  readonly location: string;
  readonly version: string;
}

export type ChangedRepresentation = Omit<Representation, 'resource'> & Partial<Pick<Representation, 'resource'>>;

/** 200 with a resource, its `ETag` and its `Content-Location` (RFC 7644 §3.4.1, §3.14). */
export const ok = ({ resource, location, version }: Representation): ScimResponse => ({
  status: 200,
  headers: { ETag: version, 'Content-Location': location },
  body: resource,
});

/** 200 as `ok`, or 204 with the `ETag` alone for a change whose resource cannot be shown (RFC 7644 §3.5.2, RFC 9110 §9.3.4). */
export const changed = ({ resource, location, version }: ChangedRepresentation): ScimResponse =>
  resource === undefined ? noContent(version) : ok({ resource, location, version });

/** 201 with a new resource, its `Location` and `ETag` (RFC 7644 §3.3). */
export const created = ({ resource, location, version }: Representation): ScimResponse => ({
  status: 201,
  headers: { Location: location, ETag: version },
  body: resource,
});

/** 200 with a message or a discovery document. */
export const document = (body: JsonObject): ScimResponse => ({ status: 200, body });

/** 204, with the entity tag of what was changed where there still is one. */
export const noContent = (version?: string): ScimResponse =>
  version === undefined ? { status: 204 } : { status: 204, headers: { ETag: version } };

/** 304 to an If-None-Match that names the current version (RFC 7644 §3.14). */
export const notModified = (version: string): ScimResponse => ({ status: 304, headers: { ETag: version } });

/** The type that a client's `Accept` asks for, and not for the other or for any; else `otherwise` (RFC 7644 §3.8). */
export function mediaTypeFor(accept = '', otherwise: MediaType = 'application/scim+json'): MediaType {
  // Types have no letter case (RFC 9110 §8.3.1).
  const asked = accept.toLowerCase();
  const asksFor = (['application/scim+json', 'application/json'] as const).filter((type) => asked.includes(type));
  const [only, ...others] = asked.includes('*/*') ? [] : asksFor;
  return only === undefined || others.length > 0 ? otherwise : only;
}

const always = {
  // What a directory holds about people is for the client alone, and changes at any time.
  'Cache-Control': 'no-store',
  // For a browser that is led here: it is no page, whatever it looks like, and this host speaks TLS only (RFC 6797 §6.1).
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=31536000',
};

/** The answer in the form API Gateway takes (payload format 2.0). */
export function toGatewayResult(
  response: ScimResponse,
  accept: string | undefined,
  otherwise?: MediaType,
): APIGatewayProxyStructuredResultV2 {
  const headers = { ...always, ...response.headers };
  if (response.body === undefined) return { statusCode: response.status, headers };
  return {
    statusCode: response.status,
    headers: { 'Content-Type': mediaTypeFor(accept, otherwise), ...headers },
    body: JSON.stringify(response.body),
  };
}
