/** A request as an act sees it: nothing of API Gateway is left but the route. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Switches } from '#scim/interoperability.ts';
import type { JournalFacts, JournalOperation } from './journal-facts.ts';

export interface Caller {
  readonly tenant: string;
  readonly tokenId: string;
  /** Id of the user that the token is bound to. */
  readonly user?: string;
  /** What the operator decided for the tenant and this connection. */
  readonly switches?: Switches;
  /** What the token may do, `scim:read` and `scim:write`; everything without them. */
  readonly scopes?: readonly string[];
  /** Whether the tenant is suspended. */
  readonly suspended?: true;
  /** How many requests the tenant may send, where that was decided for it. */
  readonly rateLimit?: { readonly requestsPerSecond: number; readonly burst: number };
}

/** What an act adds to the request's log line. Numbers and names only: no value of a resource. */
export type RequestNotes = Readonly<Record<string, string | number | readonly string[]>>;

export interface ScimRequest {
  readonly caller: Caller;
  /** Canonical id of the provider whose connection the path names. */
  readonly provider: string;
  /** Absolute, without a slash at its end: `https://…/provisioning/jumpcloud/v2`. */
  readonly baseUrl: string;
  /** Path parameters, decoded. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  /** Query parameters, decoded; the first of several with one name. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed body; undefined where the route has none. */
  readonly body: unknown;
  /** The moment of the request, ISO 8601. */
  readonly at: string;
  /** Milliseconds since the epoch by which the answer must be on its way. */
  readonly deadline: number;
  /** Adds to the request's log line. */
  readonly note: (notes: RequestNotes) => void;
  /** Tells the provisioning log whom the request is about. */
  readonly tell: (facts: JournalFacts) => void;
  /** Tells the provisioning log of the operations of a bulk request. */
  readonly tellOperations: (operations: readonly JournalOperation[]) => void;
  /** Writes an error that the answer does not tell to the log, whole. */
  readonly report: (error: unknown) => void;
}

/** `/provisioning/{provider}/v2`, the part of each route before the SCIM endpoint. */
export const basePath = '/provisioning/{provider}/v2';

/**
 * The origin a client reached us at, e.g. `https://scim.example.com`. A custom domain's origin is given by
 * `configured`; otherwise the gateway's own headers tell (they overwrite what a client may have sent).
 */
export function originOf(event: APIGatewayProxyEventV2, configured: string | undefined): string {
  if (configured !== undefined && configured !== '') return configured.replace(/\/+$/, '');
  const scheme = event.headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  const port = event.headers['x-forwarded-port'] ?? '';
  const isDefaultPort = port === '' || !/^\d{1,5}$/.test(port) || port === (scheme === 'http' ? '80' : '443');
  return `${scheme}://${event.requestContext.domainName}${isDefaultPort ? '' : `:${port}`}`;
}

/** The base URL of the connection that the request names in its path. */
export function baseUrlOf(event: APIGatewayProxyEventV2, configured: string | undefined): string {
  const provider = event.pathParameters?.provider ?? '';
  return originOf(event, configured) + basePath.replace('{provider}', encodeURIComponent(provider));
}

/** Decodes the query as a form (`+` and `%20` are spaces); unknown and repeated parameters do no harm. */
export function queryOf(event: APIGatewayProxyEventV2): Readonly<Record<string, string | undefined>> {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (!query.has(name)) query.set(name, value);
  }
  return Object.fromEntries(query);
}
