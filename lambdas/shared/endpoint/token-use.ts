/** Noting when tokens are used, without a write for each request. */
import type { ScimRequest } from '#http/scim-request.ts';

export type NoteUse = (request: Pick<ScimRequest, 'caller' | 'provider' | 'at' | 'deadline'>) => Promise<void>;

/** How old what is noted of a token may get, in milliseconds. */
const interval = 5 * 60_000;
/** So many tokens are remembered at most; a function of a thousand tenants forgets and notes some of them again. */
const capacity = 2_000;

/**
 * Calls `write` for the first use of a token in this environment, and then once in five minutes. The promise is for a
 * request to wait for at its end: it never rejects, as a use that is not noted is no reason to fail.
 */
export function useNoter(write: NoteUse): NoteUse {
  const noted = new Map<string, number>();
  return async (request) => {
    const { tokenId } = request.caller;
    const now = Date.parse(request.at);
    if (now - (noted.get(tokenId) ?? 0) < interval) return;
    if (noted.size >= capacity) noted.clear();
    noted.set(tokenId, now);
    await write(request).catch(() => noted.delete(tokenId));
  };
}
