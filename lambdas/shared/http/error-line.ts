/** The log line of an error that is no answer: everything about it, for nobody but the log. */

/** One JSON line with the error, its stack and its causes. */
export function errorLine(requestId: string, error: unknown): string {
  return JSON.stringify({ type: 'error', requestId, ...describe(error) });
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return { error: error.name, message: error.message, stack: error.stack, ...cause };
}
