/** Large answers: compressed where the client takes it, and refused where they do not fit (docs/adr/0101-large-answers.md). */
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { tooMany } from '#scim/errors.ts';
import { isQuestion } from './is-question.ts';
import type { ScimMiddleware } from './scim-middleware.ts';

type Result = APIGatewayProxyStructuredResultV2;

/** Characters of a body from which on compressing it costs less than it saves. */
const large = 100_000;
/** What a function may answer, in bytes of JSON around the body: Lambda's limit of a synchronous invocation. */
export const maxResultBytes = 6 * 1024 * 1024;
/** A character takes three bytes at most, also with an escape before it; headers little of the rest. */
const surelyFits = maxResultBytes / 3 - 16_384;
/** Beyond the first level JSON gets 8 % smaller for twice the time. */
const level = 1;

/**
 * Answers a body of more than 100,000 characters in gzip to a client that accepts it (RFC 9110 §12.5.3). One that does
 * not fit all the same is 400 `tooMany` to a question; what a change answers is left out then, as it is done already.
 */
export function contentCoding(): ScimMiddleware {
  return {
    name: 'contentCoding',
    after: (request) => {
      const { event, response } = request;
      if (response?.body === undefined || response.body.length <= large) return;
      const varying = { ...response, headers: { ...response.headers, Vary: 'Accept-Encoding' } };
      const answer = acceptsGzip(event.headers['accept-encoding']) ? compress(varying) : varying;
      const bytes = sizeOf(answer);
      if (bytes <= maxResultBytes) request.response = answer;
      else if (isQuestion(event)) throw tooLarge(bytes);
      else request.response = withoutBody(varying);
    },
  };
}

/** Whether `Accept-Encoding` lets gzip through: by its name, or by `*`, with a weight above 0. */
export function acceptsGzip(header = ''): boolean {
  const weights = new Map(
    header.split(',').map((part) => {
      const [coding = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return [coding, weight === undefined || Number(weight.slice(2)) > 0] as const;
    }),
  );
  return weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? false;
}

function compress(response: Result): Result {
  return {
    ...response,
    headers: { ...response.headers, 'Content-Encoding': 'gzip' },
    body: gzipSync(response.body ?? '', { level }).toString('base64'),
    isBase64Encoded: true,
  };
}

/** Bytes of the result as Lambda sends it, where quotation marks in the body are escaped; 0 where they are few enough. */
function sizeOf(response: Result): number {
  return (response.body?.length ?? 0) < surelyFits ? 0 : Buffer.byteLength(JSON.stringify(response));
}

function withoutBody({ statusCode, headers }: Result): Result {
  const { 'Content-Type': _, ...others } = headers ?? {};
  return { statusCode: statusCode === 201 ? 201 : 204, headers: others };
}

function tooLarge(bytes: number) {
  return tooMany(
    `The answer would take ${bytes} bytes, and ${maxResultBytes} can be sent. Send Accept-Encoding: gzip, leave out what is not needed (excludedAttributes=members), ask for fewer (count), or ask for one member: filter=members.value eq "<id>".`,
  );
}
