/** The caller's directory, opened for the time of one request. */
import type { Act } from '#http/route.ts';
import type { RequestNotes, ScimRequest } from '#http/scim-request.ts';
import type { ScimResponse } from '#http/scim-response.ts';
import type { ServiceContext } from '#service/service-context.ts';

/** A directory in use, and what using it cost. */
export interface Directory {
  readonly context: ServiceContext;
  readonly cost: () => RequestNotes;
  /** What goes on beside the request and must have ended before its answer; it never rejects. */
  readonly beside?: Promise<void>;
  /** Shows the administrator which members were left out of a change, as they are noted for the log; never rejects. */
  readonly showSkipped?: (skipped: RequestNotes) => Promise<void>;
}

export type OpenDirectory = (request: ScimRequest) => Directory;

export type DirectoryAct = (context: ServiceContext, request: ScimRequest) => Promise<ScimResponse>;

/** `act` on the directory of whoever sends the request; notes the cost, also that of a failure. */
export function inDirectory(open: OpenDirectory, act: DirectoryAct): Act {
  return async (request) => {
    const { context, cost, beside, showSkipped } = open(request);
    let skipped: RequestNotes | undefined;
    const note = (notes: RequestNotes) => {
      if (notes.skippedMembers !== undefined) skipped = notes;
      request.note(notes);
    };
    try {
      return await act(context, { ...request, note });
    } finally {
      await beside;
      if (skipped !== undefined) await showSkipped?.(skipped);
      request.note(cost());
    }
  };
}
