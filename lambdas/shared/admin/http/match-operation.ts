/** Which operation a request is meant for. */
import { type Operation, type OperationId, operations } from '../contract/operations.ts';
import { absent, ProblemError } from '../problem-error.ts';

export interface Matched {
  readonly id: OperationId;
  readonly operation: Omit<Operation, 'id'>;
  /** Path parameters as they came. */
  readonly parameters: Readonly<Record<string, string>>;
}

const all = (Object.entries(operations) as [OperationId, Omit<Operation, 'id'>][]).map(([id, operation]) => ({
  id,
  operation,
  segments: operation.path.split('/'),
}));

/** `path` is below `/admin/v1` or `/operator/v1`. Throws 404, and 405 with what is allowed there. */
export function matchOperation(method: string, path: string): Matched {
  const given = path.split('/');
  const here = all.flatMap(({ segments, ...each }) => {
    const parameters = match(segments, given);
    return parameters === undefined ? [] : [{ ...each, parameters }];
  });
  const matched = here.find(({ operation }) => operation.method === method);
  if (matched !== undefined) return matched;
  if (here.length === 0) throw absent(`There is nothing at ${path.slice(0, 200)}; see openapi.json.`);
  const allowed = here.map(({ operation }) => operation.method).join(', ');
  throw new ProblemError(405, `${method.slice(0, 20)} is not supported here; supported: ${allowed}.`, {
    headers: { Allow: allowed },
  });
}

function match(pattern: readonly string[], path: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const actual = path[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== actual : actual === '') return undefined;
    if (name !== undefined) parameters[name] = actual;
  }
  return parameters;
}
