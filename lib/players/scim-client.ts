/** The identity provider's side of the wire: sends a request, notes it, and holds the answer against what is needed. */

export interface Exchange {
  readonly what: string;
  readonly method: string;
  /** Relative to the base URL, with the query as it travelled. */
  readonly path: string;
  readonly requestBody: unknown;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly responseBody: unknown;
  readonly milliseconds: number;
  /** Why the answer does not do; undefined when it does. */
  readonly failure: string | undefined;
}

export interface Connection {
  /** Ends in `/provisioning/{provider}/v2`. */
  readonly baseUrl: string;
  readonly token: string;
}

export type Json = Record<string, unknown>;

/** Says what is wrong with a body; undefined when nothing is. */
export type Check = (body: Json) => string | undefined;

export interface Expectation {
  /** Statuses the identity provider accepts. */
  readonly status: readonly number[];
  readonly check?: Check;
}

export interface ScimClientOptions extends Connection {
  /** Of every request, instead of `Accept` and `Content-Type: application/scim+json` or beside them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A query parameter of every request. */
  readonly parameter?: string | undefined;
  /** The media type that answers must have; without it either will do. */
  readonly mediaType?: string | undefined;
  /** Milliseconds after which it gives up; 5,000 without. */
  readonly patience?: number;
  readonly onExchange?: (exchange: Exchange) => void;
}

/** How long the least patient identity provider waits, in milliseconds (Okta: 60 s, Keycloak: 5 s). */
const leastPatience = 5_000;

export class ScimClient {
  readonly #options: ScimClientOptions;
  readonly #exchanges: Exchange[] = [];

  constructor(options: ScimClientOptions) {
    this.#options = options;
  }

  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  /** Sends one request and answers its parsed body ({} without one). Never throws: a failure is part of the exchange. */
  async send(
    what: string,
    method: string,
    target: string,
    expected: Expectation,
    requestBody?: unknown,
  ): Promise<Json> {
    const { parameter } = this.#options;
    const path = parameter === undefined ? target : `${target}${target.includes('?') ? '&' : '?'}${parameter}`;
    const startedAt = performance.now();
    const { status, body, mediaType, problem } = await this.#fetch(method, path, requestBody);
    const exchange: Exchange = {
      what,
      method,
      path,
      requestBody,
      status,
      responseBody: body,
      milliseconds: performance.now() - startedAt,
      failure: problem ?? judge(status, body, expected) ?? this.#misread(body, mediaType),
    };
    this.#exchanges.push(exchange);
    this.#options.onExchange?.(exchange);
    return body ?? {};
  }

  async #fetch(
    method: string,
    path: string,
    requestBody: unknown,
  ): Promise<{ status: number; body?: Json; mediaType?: string; problem?: string }> {
    const { baseUrl, headers, token } = this.#options;
    try {
      const response = await fetch(baseUrl + path, {
        method,
        headers: {
          accept: 'application/scim+json',
          ...(requestBody === undefined ? {} : { 'content-type': 'application/scim+json' }),
          ...headers,
          authorization: `Bearer ${token}`,
        },
        ...(requestBody === undefined ? {} : { body: JSON.stringify(requestBody) }),
        signal: AbortSignal.timeout(this.#options.patience ?? leastPatience),
      });
      const text = await response.text();
      const mediaType = response.headers.get('content-type') ?? '';
      return { status: response.status, mediaType, ...(text === '' ? {} : { body: JSON.parse(text) as Json }) };
    } catch (error) {
      return { status: 0, problem: reasonOf(error) };
    }
  }

  #misread(body: Json | undefined, mediaType = ''): string | undefined {
    const wanted = this.#options.mediaType;
    if (body === undefined || wanted === undefined || mediaType.startsWith(wanted)) return undefined;
    return `the answer is ${mediaType}, where ${wanted} is read`;
  }
}

function judge(status: number, body: Json | undefined, expected: Expectation): string | undefined {
  if (!expected.status.includes(status)) {
    const detail = typeof body?.detail === 'string' ? `: ${body.detail}` : '';
    return `answered ${status} where ${expected.status.join(' or ')} is needed${detail}`;
  }
  return expected.check?.(body ?? {});
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
