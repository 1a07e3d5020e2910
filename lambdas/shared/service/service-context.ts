import type { Interoperability } from '#scim/interoperability.ts';
import type { ResourceStore } from '#storage/resource-store.ts';

/** Makes text that nobody else can read or make, and that is good for one purpose only. */
export interface CursorSeal {
  /** Text of the characters that need no escape in a URL (RFC 3986 §2.3). */
  readonly seal: (text: string, purpose: string) => Promise<string>;
  /** What was sealed; undefined for what was not sealed here, for this tenant, and for this purpose. */
  readonly open: (sealed: string, purpose: string) => Promise<string | undefined>;
}

/** What every act is given: the tenant's store, and all that would otherwise be hidden input. */
export interface ServiceContext {
  readonly store: ResourceStore;
  readonly cursors: CursorSeal;
  /** What the connection's provider and the tenant want. */
  readonly interoperability: Interoperability;
  /** Base URL of the connection, without a slash at its end. */
  readonly baseUrl: string;
  /** The moment of the request, ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  /** A page by cursor ends before its resources take more bytes as they are sent; without it, they may take any number. */
  readonly pageBytes?: number;
  /** Waits before another try at a change that lost a race; false when there is no time for one. */
  readonly backOff: (attempt: number) => Promise<boolean>;
}

/** Preconditions of a request (RFC 7644 §3.14), the header values as they came. */
export interface Preconditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}
