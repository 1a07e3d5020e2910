/**
 * The store: all that the service asks of storage. One value of this type is bound to one tenant, so no method can
 * name another tenant's data.
 *
 * Every read is strongly consistent except `listGroupsOf`. Methods throw a `ScimError` with `Retry-After` when the time
 * they were given runs out: 429 where the directory was asked too fast, else 503. Nothing is half written then.
 */
import type { Filter } from '#scim/filter/ast.ts';
import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import type { Boundary, Position } from '#scim/sort/position.ts';
import type { Sort } from '#scim/sort/sort.ts';

/** A member of a group: a user, or a group within it. */
export interface Member {
  readonly value: string;
  /** Name of the member's resource type (`User`, `Group`). */
  readonly type: string;
  readonly display?: string;
}

/** What a client says of a member before it is known to exist. */
export interface MemberReference {
  readonly value: string;
  /** Looked for as this type only; without it, as every type that can be a member. */
  readonly type?: string;
}

/** A group that a resource is a member of: itself, or by way of groups within groups (RFC 7643 §4.1.2). */
export interface GroupReference {
  readonly value: string;
  readonly type: 'direct' | 'indirect';
  readonly display?: string;
}

/** Members to put and ids to take away. None of `add` is a member now and each of `remove` is; the store checks both. */
export interface MembershipChange {
  readonly add: readonly Member[];
  readonly remove: readonly string[];
}

/** A resource with just the memberships and candidates that a change names. */
export interface MembershipView {
  readonly resource: ResourceState;
  /** The named ids that are members now. */
  readonly present: ReadonlySet<string>;
  /** The named resources that exist, by id, in the form a membership keeps. */
  readonly candidates: ReadonlyMap<string, Member>;
}

/** Which resources, and in which order: that of their ids where none is given. */
export interface Selection {
  readonly filter?: Filter;
  /** What URIs of resources begin with where the filter compares them, as they are shown; '' without it. */
  readonly baseUrl?: string;
  readonly sort?: Sort;
}

export interface StoreQuery extends Selection {
  /** 1-based (RFC 7644 §3.4.2.4). */
  readonly startIndex: number;
  /** 0 asks for the number of matches only. */
  readonly count: number;
}

export interface StorePage {
  /** Exact number of matches. */
  readonly totalResults: number;
  readonly resources: readonly ResourceState[];
}

/** A page that begins at a place in the order of the results rather than at a number. */
export interface StoreRange extends Selection {
  /** Where the page begins; at the very beginning without it. */
  readonly from?: Boundary;
  /** 1 or more. */
  readonly count: number;
}

export interface StoreRangePage {
  /** Fewer than asked for, even none, where many resources had to be read to find them. */
  readonly resources: readonly ResourceState[];
  /** The position after which to go on; undefined when nothing follows. */
  readonly next?: Position;
  /** Exact number of matches, where it is known. */
  readonly totalResults?: number;
}

/** How a change is made. */
export interface ReplaceOptions {
  /** The new `lastModified`. */
  readonly at: string;
  readonly members?: MembershipChange;
  /**
   * Demand that the stored version is still `before.version` even if only memberships change. A change of the
   * document always demands it; adding and removing named members commutes and need not.
   */
  readonly requireVersion?: boolean;
}

/** How a resource is deleted. */
export interface DeleteOptions {
  /** The moment: the new `lastModified` of the groups that it leaves. */
  readonly at: string;
  /** Whether an operator can bring it back for a while. It is gone for every method here all the same. */
  readonly recoverable?: boolean;
}

export interface ResourceStore {
  /** Writes a new resource at version 1 with its members. Throws 409 `uniqueness` naming the attribute. */
  create(type: ResourceType, resource: ResourceState, members?: readonly Member[]): Promise<void>;

  get(type: ResourceType, id: string): Promise<ResourceState | undefined>;

  /** One page of the resources that match, in a stable order. Throws 400 `tooMany` when the answer would cost too much. */
  query(type: ResourceType, query: StoreQuery): Promise<StorePage>;

  /**
   * The resources that match from a place on. A page costs the same wherever it begins, and what is created or deleted
   * meanwhile moves no other resource. Throws 400 `tooMany` when all matches would have to be compared and are too many.
   */
  queryFrom(type: ResourceType, range: StoreRange): Promise<StoreRangePage>;

  /**
   * Puts `document` in place of `before.document`, and applies the membership change, in one step.
   * Returns the new state (version + 1), or undefined when the resource or a named membership changed after it was
   * read: nothing was written then, read again and decide again. Throws 409 `uniqueness` naming the attribute.
   */
  replace(
    type: ResourceType,
    before: ResourceState,
    document: JsonObject,
    options: ReplaceOptions,
  ): Promise<ResourceState | undefined>;

  /**
   * Deletes the resource with its index entries, its memberships in groups (each group's version counts up and its
   * `lastModified` becomes `at`) and its own members. Returns false when `before` is not current any more, with nothing
   * changed. Of more than some 45 groups the last may have the member for a moment more than it is there.
   */
  delete(type: ResourceType, before: ResourceState, options: DeleteOptions): Promise<boolean>;

  /** The resource, and what is known of the named ids, in one round trip per 100 items. */
  getWithMemberships(
    type: ResourceType,
    id: string,
    named: readonly MemberReference[],
  ): Promise<MembershipView | undefined>;

  /** Which of the named resources exist, by id, without reading any group: for a group that is being created. */
  findCandidates(named: readonly MemberReference[]): Promise<ReadonlyMap<string, Member>>;

  /** All members, in the order of their ids. A change that happens meanwhile is seen whole or not at all. */
  listMembers(type: ResourceType, id: string): Promise<readonly Member[]>;

  /**
   * The groups of each of `ids`, nearest first; each group once, `direct` where it is both. May lag behind a write by a
   * moment. All direct groups are there; where nesting is without measure, the farthest groups are left out.
   */
  listGroupsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly GroupReference[]>>;
}

/** The part of a group's members that begins after one of them, in the order of their ids. */
export interface MemberRange {
  /** Id of a member, of now or of before; at the very beginning without it. */
  readonly after?: string | undefined;
  /** 1 to 100. */
  readonly count: number;
}

export interface MemberPage {
  /** With the names that they have now. Fewer than asked for, even none, while a change of many is being written. */
  readonly members: readonly Member[];
  /** Number of all members. */
  readonly total: number;
  /** The id after which to go on; undefined when nothing follows. */
  readonly next?: string;
}

/**
 * Reads a page of the members of a group, of any size: two reads and one round trip of members, wherever it begins.
 * Undefined when there is no such group. Throws as the store does.
 */
export type ReadMemberPage = (type: ResourceType, id: string, range: MemberRange) => Promise<MemberPage | undefined>;

/** What came of a part of a migration. */
export interface MigratedPage {
  readonly read: number;
  readonly written: number;
  /** The id after which to go on; undefined at the end. */
  readonly next?: string;
}

/** Writes the next resources of a type, after an id, that are stored in an older format in the current one. Throws as the store does. */
export type MigratePage = (type: ResourceType, after: string | undefined) => Promise<MigratedPage>;
