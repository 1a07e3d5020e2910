import type { ScimRequest } from '#http/scim-request.ts';
import type { Remarks } from '#service/remarks.ts';

/** Enough to find the mistake, never enough to flood the log. */
const most = 20;

/** Tells the log what the client sent and the directory does not have. Both are the client's own words. */
export function noteRemarks(request: ScimRequest, { ignored, skipped }: Remarks): void {
  if (ignored.length > 0) request.note({ ignored: ignored.slice(0, most).map(withoutFilter) });
  if (skipped.length > 0) {
    request.note({ skippedMembers: skipped.slice(0, most).map(masked), skippedMemberCount: skipped.length });
  }
}

/** The filter of a path has a value of the client's, and only names are for the log. */
function withoutFilter(path: string): string {
  return path.replace(/\[(?:.*\]|.*$)/s, '[…]').slice(0, 100);
}

/** An id names nobody; what a client may send in its place, an address or a name, does. */
function masked(id: string): string {
  if (id.includes('@')) return '(an e-mail address)';
  return /^[\w.:-]+$/.test(id) ? id.slice(0, 64) : '(no id)';
}
