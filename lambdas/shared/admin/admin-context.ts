/** What every act of the admin API is given. */
import type { CursorSeal, ServiceContext } from '#service/service-context.ts';
import type { ProvisioningLog } from '#storage/provisioning-log.ts';
import type { MigratePage, ReadMemberPage } from '#storage/resource-store.ts';
import type { TenancyStore } from '#storage/tenancy-store.ts';
import type { Actor } from './contract/identifier.ts';
import type { Role } from './contract/operations.ts';
import type { RateLimit } from './contract/tenant.ts';
import type { Scope } from './contract/token.ts';

export interface AdminCaller {
  readonly actor: Actor;
  readonly role: Role;
  /** The one tenant of an administrator or reader; none for an owner. */
  readonly tenant?: string;
}

/** A token that was made and is not known to any function yet. */
export interface FreshToken {
  /** The whole bearer token; nobody but the caller may see it. */
  readonly text: string;
  readonly id: string;
}

export interface TokenConditions {
  readonly provider: string;
  /** ISO 8601 instants. */
  readonly created: string;
  readonly expires?: string;
  readonly user?: string;
  readonly scopes: readonly Scope[];
}

/** A token that the functions know. */
export interface KnownToken extends TokenConditions {
  readonly id: string;
  readonly revoked?: string;
}

/**
 * What the SCIM functions go by: each tenant's secret. Changes are in force everywhere within a minute; each can be
 * repeated without harm.
 */
export interface Credentials {
  readonly makeToken: (tenant: string) => Promise<FreshToken>;
  /** The token opens the connection from now on. False when the tenant has no room for another. */
  readonly admit: (tenant: string, token: FreshToken, conditions: TokenConditions) => Promise<boolean>;
  readonly revoke: (tenant: string, tokenIds: readonly string[], at: string) => Promise<void>;
  /** Every token of the provider's connection, also those that nobody issued here. */
  readonly revokeAllOf: (tenant: string, provider: string, at: string) => Promise<void>;
  readonly setSuspended: (tenant: string, isSuspended: boolean, at: string) => Promise<void>;
  readonly setSwitches: (
    tenant: string,
    provider: string,
    switches: Readonly<Record<string, boolean>>,
    at: string,
  ) => Promise<void>;
  /** Undefined: as the deployment says. */
  readonly setRateLimit: (tenant: string, limit: RateLimit | undefined, at: string) => Promise<void>;
  /** Every token that is remembered, also those that open nothing any more; none for a tenant that has no secret. */
  readonly tokensOf: (tenant: string) => Promise<readonly KnownToken[]>;
  /** Revokes every token of the tenant, for good. */
  readonly remove: (tenant: string) => Promise<void>;
}

/** What a change began with and led to, for the audit trail; never a secret. */
export interface Change {
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface AdminContext {
  readonly store: TenancyStore;
  readonly log: ProvisioningLog;
  readonly credentials: Credentials;
  readonly cursors: CursorSeal;
  /** The directory of a tenant, to look at. */
  readonly directoryOf: (tenant: string) => ServiceContext;
  readonly membersOf: (tenant: string) => ReadMemberPage;
  readonly migrationOf: (tenant: string) => MigratePage;
  readonly caller: AdminCaller;
  /** The moment of the request, ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  /** Origin of the SCIM base URLs, without a slash at its end. */
  readonly origin: string;
  /** What a tenant may send for which nothing else was decided. */
  readonly rateLimit: RateLimit;
  readonly idempotencyKey?: string;
  /** Tells the audit trail what changed. */
  readonly noteChange: (change: Change) => void;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}
