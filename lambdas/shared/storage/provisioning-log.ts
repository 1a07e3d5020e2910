/**
 * The store of the provisioning log: what identity providers did in each tenant, and what came of it. Entries are kept
 * until they expire, and never change.
 */

/** ISO 8601 instants in UTC with milliseconds. */
export type Instant = string;

/** How long entries are kept of a tenant that decided nothing else. */
export const defaultLogRetentionDays = 30;

export interface StoredLogEntry {
  /** Milliseconds since the epoch and the request: in the order of time. */
  readonly id: string;
  readonly tenant: string;
  readonly at: Instant;
  readonly provider: string;
  readonly token: string;
  readonly method: string;
  /** Relative to the base URL, without ids: `/Users/{id}`. */
  readonly endpoint: string;
  /** What was done, for people: `Create user`. */
  readonly act: string;
  readonly resource?: { readonly type: string; readonly id?: string; readonly name?: string };
  readonly outcome: 'succeeded' | 'failed';
  readonly status: number;
  readonly scimType?: string;
  readonly reason?: string;
  readonly detail?: string;
  readonly found?: number;
  readonly requestId: string;
  readonly ms: number;
}

export interface KeptLogEntry {
  readonly entry: StoredLogEntry;
  /** When it may be deleted, in seconds since the epoch. */
  readonly expires: number;
  /** Whether it can be found by its resource without reading all others. */
  readonly isIndexed: boolean;
}

/** All of what is given must be true of an entry. */
export interface LogQuery {
  readonly since: Instant;
  /** Exclusive. */
  readonly until: Instant;
  /** `next` of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
  /** What the name of the resource begins with, in any letter case. */
  readonly name?: string | undefined;
  /** Id of the resource. */
  readonly resource?: string | undefined;
  readonly outcome?: 'succeeded' | 'failed' | undefined;
  readonly provider?: string | undefined;
  readonly method?: string | undefined;
}

export interface LogPage {
  readonly items: readonly StoredLogEntry[];
  /** The last entry that was looked at; undefined after the last one there is. */
  readonly next?: string | undefined;
}

export interface ProvisioningLog {
  /** Writes entries; one that is there already is written again as it is. */
  add(entries: readonly KeptLogEntry[]): Promise<void>;
  /**
   * Newest first. A page can have few entries, or none, and still a `next`: only so many are looked at. Throws 400
   * `tooMany` for the beginning of a name that too many entries have.
   */
  list(tenant: string, query: LogQuery): Promise<LogPage>;
  get(tenant: string, id: string): Promise<StoredLogEntry | undefined>;
}
