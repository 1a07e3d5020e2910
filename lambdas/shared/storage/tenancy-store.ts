/**
 * The store of what is administered: tenants, their connections and tokens, and the audit trail. The directory of a
 * tenant is another store (`resource-store.ts`).
 *
 * Every read is strongly consistent. A `replace…` is refused with false when what it was read from is not current any
 * more: read again and decide again. Methods throw a 503 `ScimError` when the time they were given runs out.
 */

export type TenantStatus = 'active' | 'suspended' | 'deleting';

/** ISO 8601 instants in UTC with milliseconds. */
export type Instant = string;

export interface StoredActor {
  readonly kind: 'user' | 'operator' | 'token' | 'system';
  readonly id: string;
  readonly name?: string | undefined;
}

interface Versioned {
  /** Counts up with each change. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly modifiedAt: Instant;
}

/** How many requests a tenant may send: in the long run, and at once above that. */
export interface StoredRateLimit {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** What is absent is as the deployment has it. */
export interface TenantSettings {
  /** Days that entries of the provisioning log are kept; 0 for none. */
  readonly logRetentionDays?: number;
  readonly rateLimit?: StoredRateLimit;
}

export interface StoredTenant extends Versioned {
  readonly id: string;
  readonly displayName: string;
  readonly status: TenantStatus;
  readonly settings?: TenantSettings;
  readonly deletion?: { readonly startedAt: Instant; readonly deletedItems: number; readonly lastProgressAt: Instant };
}

export interface StoredConnection extends Versioned {
  readonly tenant: string;
  readonly provider: string;
  readonly displayName: string;
  readonly switches: Readonly<Record<string, boolean>>;
  readonly createdBy: StoredActor;
  readonly firstRequestAt?: Instant;
  readonly lastRequestAt?: Instant;
  readonly skippedMembers?: { readonly at: Instant; readonly count: number; readonly ids: readonly string[] };
}

/** What is known of a token; neither the token nor its verifier. */
export interface StoredToken extends Versioned {
  readonly tenant: string;
  readonly provider: string;
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly ('scim:read' | 'scim:write')[];
  readonly user?: string;
  readonly createdBy: StoredActor;
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  readonly lastUsedAt?: Instant;
  readonly replaces?: string;
  readonly replacedBy?: string | undefined;
  /** How the rotation to `replacedBy` was decided: whoever decides otherwise comes too late. */
  readonly ending?: 'completing' | 'cancelling' | undefined;
}

export interface StoredAuditEntry {
  readonly id: string;
  readonly at: Instant;
  readonly actor: StoredActor;
  readonly sourceIp: string;
  readonly operation: string;
  /** The trail it belongs to; that of the deployment without one. */
  readonly tenant?: string;
  readonly target?: string;
  readonly status: number;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly requestId: string;
}

/** Newest first, within `from` (inclusive) and `to` (exclusive). */
export interface TrailQuery {
  readonly from?: Instant | undefined;
  readonly to: Instant;
  /** The last entry of the page before. */
  readonly after?: Pick<StoredAuditEntry, 'at' | 'id'> | undefined;
  readonly limit: number;
}

export interface StoredPage<T> {
  readonly items: readonly T[];
  readonly more: boolean;
}

export interface TenancyStore {
  /** False when there is a tenant with this id already. */
  createTenant(tenant: StoredTenant): Promise<boolean>;
  getTenant(id: string): Promise<StoredTenant | undefined>;
  /** By id, those after `after`. */
  listTenants(page: { readonly after?: string | undefined; readonly limit: number }): Promise<StoredPage<StoredTenant>>;
  /** Puts `after` in place of the version before it. */
  replaceTenant(after: StoredTenant): Promise<boolean>;
  /** Deletes what the tenant owns, as far as the time goes; `complete` when nothing was left. `month` is the present one. */
  purgeTenant(id: string, month: string): Promise<{ readonly deletedItems: number; readonly complete: boolean }>;
  /** Takes the tenant itself out of the list. False when `before` is not current any more. */
  forgetTenant(before: StoredTenant): Promise<boolean>;

  /** False when the provider is connected already, or the tenant is not there. */
  createConnection(connection: StoredConnection): Promise<boolean>;
  getConnection(tenant: string, provider: string): Promise<StoredConnection | undefined>;
  listConnections(tenant: string): Promise<readonly StoredConnection[]>;
  replaceConnection(after: StoredConnection): Promise<boolean>;
  /** With all its tokens. */
  deleteConnection(tenant: string, provider: string): Promise<void>;

  /** False when the connection is not there, or `replaced` cannot be put in place of the version before it: both or none. */
  createToken(token: StoredToken, replaced?: StoredToken): Promise<boolean>;
  getToken(tenant: string, provider: string, id: string): Promise<StoredToken | undefined>;
  /** Of one connection, newest first. */
  listTokens(tenant: string, provider: string): Promise<readonly StoredToken[]>;
  /** Of all connections of a tenant, in no order. */
  listAllTokens(tenant: string): Promise<readonly StoredToken[]>;
  replaceToken(after: StoredToken): Promise<boolean>;

  /** The answer that was kept under `digest` and has not expired at `now`. Times are in seconds since the epoch. */
  findAnswer(tenant: string, digest: string, now: number): Promise<unknown>;
  /** False when there is one that has not expired at `now`. */
  keepAnswer(tenant: string, digest: string, answer: object, now: number, expires: number): Promise<boolean>;

  addAuditEntry(entry: StoredAuditEntry): Promise<void>;
  listAuditTrail(tenant: string | undefined, query: TrailQuery): Promise<StoredPage<StoredAuditEntry>>;
}
