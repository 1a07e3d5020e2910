/** What the provisioning log is told of a request beside its log line (docs/provisioning-log.md). */
import type { RequestNotes } from './scim-request.ts';

/** Names and ids only, and the detail of an error: no other value of a resource. */
export interface JournalFacts {
  /** Of the resource, or of the one that is looked for. */
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  /** How many resources a query found. */
  readonly found?: number | undefined;
  /** The `detail` of the error that is answered. */
  readonly detail?: string | undefined;
}

/** One operation of a bulk request. */
export interface JournalOperation extends JournalFacts {
  readonly method: string;
  /** `/Users/{id}` */
  readonly endpoint: string;
  readonly status: number;
  readonly scimType?: string | undefined;
}

/** What is sealed in a line: the request, or some of the operations of one that has several. */
export interface JournalRecord extends JournalFacts {
  /** ISO 8601, in UTC with milliseconds. */
  readonly at: string;
  /** Numbers and names that the log line may have as well. */
  readonly notes?: RequestNotes;
  readonly operations?: readonly JournalOperation[];
  /** Place of the first of `operations` among all of the request. */
  readonly first?: number;
}

/** Seals text so that only the provisioning log of this tenant can open it; undefined when it cannot be sealed. */
export type SealForJournal = (tenant: string, text: string) => string | undefined;
