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
}

export type OpenDirectory = (request: ScimRequest) => Directory;

export type DirectoryAct = (context: ServiceContext, request: ScimRequest) => Promise<ScimResponse>;

/** `act` on the directory of whoever sends the request; notes the cost, also that of a failure. */
export function inDirectory(open: OpenDirectory, act: DirectoryAct): Act {
  return async (request) => {
    const { context, cost, beside } = open(request);
    try {
      return await act(context, request);
    } finally {
      await beside;
      request.note(cost());
    }
  };
}
