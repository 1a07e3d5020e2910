/** Request bodies: JSON in UTF-8, whatever the Content-Type says (clients send both `application/json` and SCIM's). */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { invalidSyntax, payloadTooLarge } from '#scim/errors.ts';
import type { ScimMiddleware } from './scim-middleware.ts';

const methodsWithBody = new Set(['POST', 'PUT', 'PATCH']);
/** Every parameter of a search may be left out (RFC 7644 §3.4.3), and with the last of them the body. */
const bodyIsOptional = /\/\.search$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses the body of a POST, PUT or PATCH; a body on any other method is ignored (RFC 9110 §9.3.1, §9.3.5). Answers 413
 * to one of more than `maxPayloadSize` bytes.
 */
export function scimBody(maxPayloadSize = Number.POSITIVE_INFINITY): ScimMiddleware {
  return {
    name: 'scimBody',
    before: (request) => {
      const { event } = request;
      if (!methodsWithBody.has(event.requestContext.http.method)) return;
      if (isEmpty(event.body) && bodyIsOptional.test(event.routeKey)) return;
      checkSize(event, maxPayloadSize);
      request.internal.body = parseBody(event);
    },
  };
}

/** The parsed body. Throws 400 `invalidSyntax`, never quoting the body: it may hold a password. */
export function parseBody({ body, isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  if (isEmpty(body)) {
    throw invalidSyntax('The request has no body; send a JSON object with Content-Type: application/scim+json.');
  }
  const text = isBase64Encoded ? decode(body) : withoutByteOrderMark(body);
  try {
    return JSON.parse(text);
  } catch {
    throw invalidSyntax(`The body (${text.length} characters) is no valid JSON; send one JSON object.`);
  }
}

function checkSize({ body = '', isBase64Encoded }: APIGatewayProxyEventV2, maxPayloadSize: number): void {
  const bytes = Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes > maxPayloadSize) {
    throw payloadTooLarge(`The size of the request (${bytes} bytes) exceeds the maxPayloadSize (${maxPayloadSize}).`);
  }
}

function isEmpty(body: string | undefined): body is undefined | '' {
  return body === undefined || body.trim() === '';
}

/** RFC 8259 §8.1 lets a reader ignore it; decoding does. The gateway has decoded what it knows to be text, and left it. */
function withoutByteOrderMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function decode(base64: string): string {
  try {
    return utf8.decode(Buffer.from(base64, 'base64'));
  } catch {
    throw invalidSyntax('The body is not encoded in UTF-8 (RFC 8259 §8.1).');
  }
}
