/** A request as the schemas of its operation read it. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Operation } from '../contract/operations.ts';
import { type FieldProblem, invalid, ProblemError } from '../problem-error.ts';

/** Of nearly every operation: nothing there is long, and what is longer is a mistake. */
const usualBodyBytes = 64 * 1024;

/** Throws 400 with a field problem for each mistake, and 413. */
export function readInput(
  operation: Omit<Operation, 'id'>,
  parameters: Readonly<Record<string, string>>,
  event: APIGatewayProxyEventV2,
): { readonly parameters: unknown; readonly query: unknown; readonly body: unknown } {
  const query = Object.fromEntries(new URLSearchParams(event.rawQueryString));
  const problems: FieldProblem[] = [];
  const read = (schema: z.ZodType | undefined, value: unknown, prefix: string): unknown => {
    if (schema === undefined) return undefined;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    problems.push(
      ...result.error.issues.map(({ path, message }) => ({
        pointer: prefix === '/' ? `/${path.join('/')}` : path.join('.'),
        detail: message,
      })),
    );
    return undefined;
  };
  const input = {
    parameters: read(operation.parameters, parameters, ''),
    query: read(operation.query, query, ''),
    body:
      operation.body === undefined
        ? undefined
        : read(operation.body, bodyOf(event, operation.maxBodyBytes ?? usualBodyBytes), '/'),
  };
  if (problems.length > 0) {
    const first = problems[0];
    throw invalid(`The request is not as described: ${first?.pointer}: ${first?.detail}.`, problems);
  }
  return input;
}

/** An absent body is an empty object: every property of some bodies is optional. */
function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEventV2, maxBodyBytes: number): unknown {
  if (body === undefined || body === '') return {};
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBodyBytes)
    throw new ProblemError(413, `The body has ${bytes.length} bytes; at most ${maxBodyBytes} are read.`);
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    throw invalid('The body is no valid JSON.');
  }
}
