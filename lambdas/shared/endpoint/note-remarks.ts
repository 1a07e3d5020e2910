import type { ScimRequest } from '#http/scim-request.ts';

/** Tells the log which names the client sent that the schema does not have. */
export function noteIgnored(request: ScimRequest, ignored: readonly string[]): void {
  // Names come from the client: enough of them to find the mistake, never enough to flood the log.
  if (ignored.length > 0) request.note({ ignored: ignored.slice(0, 20).map((name) => name.slice(0, 100)) });
}
