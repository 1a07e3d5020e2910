/** What an identity provider does, as data; `play.ts` plays it. */
import type { Person } from './cast.ts';
import type { Expectation, Json } from './scim-client.ts';

/** A request of a connection test, or of what a provider reads before it starts. */
export interface Probe extends Expectation {
  readonly what: string;
  readonly path: string;
}

export interface UserDialect {
  /** When a person is looked for: before they are created, after a 409, or never, as all users are listed first. */
  readonly find: 'before' | 'afterConflict' | 'list';
  /** The filter that finds a person. */
  readonly filter: (person: Person) => string;
  /** Statuses that mean "nobody" to a lookup, beside an empty list. */
  readonly notFound?: readonly number[];
  /** The whole user, as it is created and as PUT sends it. */
  readonly body: (person: Person, active: boolean) => Json;
  readonly update: 'put' | 'readThenPut' | 'patch';
  /** Operations that make a user this person; for `patch`. */
  readonly operations?: (person: Person) => readonly Json[];
  /** Operations that set `active`; a PUT of the whole user without them. */
  readonly activate?: (active: boolean) => readonly Json[];
  /** Operations that make `id` the manager, in a request of their own. */
  readonly manager?: (id: string) => readonly Json[];
  /** Whether a person who leaves for good is deleted, after they were deactivated or at once. */
  readonly deletes: boolean;
  /** Whether access can be taken away and given back. */
  readonly suspends: boolean;
}

/** A member as it is named to the service provider. */
export type ShowMember = (id: string, person: Person) => Json;

export interface GroupDialect {
  readonly filter?: (name: string) => string;
  /** Further parameters of the lookup: `excludedAttributes=members&`. */
  readonly lookupQuery?: string;
  /** Whether members come with the group, or after it. */
  readonly createWith: 'members' | 'nobody';
  readonly body: (name: string) => Json;
  readonly member: ShowMember;
  /** Membership by PATCH, or by PUT of the group with all members. */
  readonly change: MembershipByPatch | 'put';
  readonly deletes: boolean;
}

export interface MembershipByPatch {
  readonly add: (members: readonly Json[]) => readonly Json[];
  readonly remove: (ids: readonly string[]) => readonly Json[];
  readonly rename: (name: string, id: string) => readonly Json[];
  /** Sets all members at once: what the provider does instead of, or beside, adding and removing. */
  readonly replace?: (members: readonly Json[]) => readonly Json[];
  /** Whether it only ever sends the whole list. */
  readonly alwaysWhole?: boolean;
  /** Members in one request. */
  readonly chunk: number;
  /** Whether the name goes along with every change of members. */
  readonly renamesAlways?: boolean;
}

export interface Player {
  /** Id of the provider, as in its path. */
  readonly id: string;
  /** What one of two ways in which the provider can be set up is called; the usual one has no name. */
  readonly mode?: string;
  /** Of its company: the first word is that of no other player. */
  readonly name: string;
  /** Of every request; `Accept` and `Content-Type` here where they are not SCIM's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A query parameter of every request: part of the URL that the administrator types in. */
  readonly parameter?: string;
  /** What it can read of an answer. */
  readonly mediaType?: string;
  readonly probes: readonly Probe[];
  /** Whether its connection test creates a user and a group, and deletes both. */
  readonly testsWithObjects?: boolean;
  readonly users: UserDialect;
  /** Undefined for a provider that knows no groups. */
  readonly groups?: GroupDialect;
  /** Parameters of its first page, and of the page that begins at an index. */
  readonly firstPage: string;
  readonly nextPage: (startIndex: number) => string;
}

/** By what name it is called to play: `okta`, `okta-aiw`. */
export function playerName({ id, mode }: Player): string {
  return mode === undefined ? id : `${id}-${mode}`;
}
