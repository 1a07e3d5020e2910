/** What an HTTP API makes of a function's result (payload format 2.0), and of a function that gave none. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Outcome } from './execution-environment.ts';
import { isRecord } from './intrinsics.ts';

export interface GatewayResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** The answer to the client. */
export function toResponse(outcome: Outcome): GatewayResponse {
  switch (outcome.kind) {
    case 'answer':
      return fromResult(JSON.parse(outcome.payload)) ?? gatewayError(500, 'The function gave no valid response.');
    case 'error':
      return gatewayError(500, 'The function failed; its log says why.');
    case 'crash':
      return gatewayError(502, 'The function could not be loaded or ended before it answered; its log says why.');
    case 'timeout':
      return gatewayError(504, 'The function did not answer in time.');
    case 'requestTooLarge':
      return gatewayError(
        413,
        'The request is larger than a function takes: 6 MB, of which base64 leaves about 4.5 MB.',
      );
    case 'responseTooLarge':
      return gatewayError(502, 'The response is larger than the 6 MB that a function may answer.');
  }
}

/**
 * An error of the gateway itself as a SCIM error (RFC 7644 §3.12). AWS answers these few with `{"message": …}`; here
 * they are SCIM like everything else, so that a client under test never meets a second dialect.
 */
export function gatewayError(status: number, detail: string): GatewayResponse {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
  return {
    status,
    headers: { 'content-type': 'application/scim+json' },
    body: Buffer.from(JSON.stringify({ schemas, status: String(status), detail })),
  };
}

/** A result with a statusCode is the response; any other is the JSON body of a 200. Undefined when it is malformed. */
function fromResult(result: unknown): GatewayResponse | undefined {
  if (!isRecord(result) || result.statusCode === undefined) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (!isRecord(headers) || !Array.isArray(cookies) || (body !== null && typeof body !== 'string')) return undefined;
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  if (!given.every(isHeader) || !cookies.every((cookie) => isHeader(['set-cookie', String(cookie)]))) return undefined;
  const content = Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
  return {
    status,
    headers: {
      ...(content.length === 0 ? {} : { 'content-type': 'text/plain;charset=UTF-8' }),
      ...Object.fromEntries(given),
      ...(cookies.length === 0 ? {} : { 'set-cookie': cookies.map(String) }),
    },
    body: content,
  };
}

function isHeader([name, value]: readonly [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
