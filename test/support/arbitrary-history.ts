/** Histories of a small directory: everything a client can do, in any order, by few names so that things meet. */
import * as fc from 'fast-check';

/** One request. Numbers stand for resources: the nth user or group that was ever created. */
export type Step =
  | { readonly kind: 'createUser'; readonly user: UserBody }
  | { readonly kind: 'createGroup'; readonly name: string; readonly members: readonly Someone[] }
  | { readonly kind: 'replaceUser'; readonly user: number; readonly body: UserBody; readonly match: Match }
  | {
      readonly kind: 'replaceGroup';
      readonly group: number;
      readonly name: string;
      readonly members: readonly Someone[];
      readonly match: Match;
    }
  | { readonly kind: 'patchUser'; readonly user: number; readonly operations: readonly object[]; readonly match: Match }
  | {
      readonly kind: 'patchMembers';
      readonly group: number;
      readonly add: readonly Someone[];
      readonly remove: readonly Someone[];
      readonly name: string | undefined;
      readonly match: Match;
    }
  | { readonly kind: 'assemble'; readonly group: number; readonly size: number }
  | { readonly kind: 'delete'; readonly resource: Someone; readonly match: Match };

export interface UserBody {
  readonly userName: string;
  readonly externalId?: string;
  readonly emails: readonly string[];
  readonly title?: string;
}

export interface Someone {
  readonly type: 'User' | 'Group';
  readonly number: number;
}

/** Whether the request has If-Match, and whether its version is the current one. */
export type Match = 'none' | 'current' | 'old';

const number = fc.nat(5);
const userName = fc.constantFrom('ada', 'Ada', 'bob', 'eve', 'joe', 'zoë', 'a#b');
const groupName = fc.constantFrom('Staff', 'staff', 'Tours', 'Guides');
const user = fc.record(
  {
    userName,
    externalId: fc.constantFrom('x1', 'X1', 'x2', ''),
    emails: fc.uniqueArray(fc.constantFrom('a@example.com', 'A@example.com', 'b@example.com', 'c@example.com'), {
      maxLength: 3,
      selector: (value) => value.toLowerCase(),
    }),
    title: fc.constantFrom('Guide', 'Clerk'),
  },
  { requiredKeys: ['userName', 'emails'] },
);
const someone: fc.Arbitrary<Someone> = fc.record({ type: fc.constantFrom('User', 'User', 'User', 'Group'), number });
const members = fc.uniqueArray(someone, { maxLength: 4, selector: (one) => `${one.type} ${one.number}` });
const match = fc.constantFrom<Match[]>('none', 'none', 'none', 'current', 'old');
const operation = fc.oneof(
  fc.record({ op: fc.constant('replace'), path: fc.constant('userName'), value: userName }),
  fc.record({
    op: fc.constant('replace'),
    path: fc.constantFrom('title', 'externalId'),
    value: fc.constantFrom('Guide', 'x1', 'x3'),
  }),
  fc.record({ op: fc.constant('remove'), path: fc.constantFrom('title', 'externalId', 'emails') }),
  fc.record({
    op: fc.constant('add'),
    path: fc.constant('emails'),
    value: fc.constantFrom('a@example.com', 'd@example.com').map((value) => [{ value }]),
  }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('createUser' as const), user }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('createGroup' as const), name: groupName, members }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('replaceUser' as const), user: number, body: user, match }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('replaceGroup' as const),
      group: number,
      name: groupName,
      members,
      match,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('patchUser' as const),
      user: number,
      operations: fc.array(operation, { minLength: 1, maxLength: 2 }),
      match,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('patchMembers' as const),
      group: number,
      add: members,
      remove: members,
      name: fc.option(groupName, { nil: undefined }),
      match,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), resource: someone, match }) },
);

const unconditional = fc.constant('none' as const);

/** A change of what is there, by a client that sends no If-Match. */
export const change: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('replaceUser' as const), user: fc.nat(1), body: user, match: unconditional }),
  fc.record({
    kind: fc.constant('patchUser' as const),
    user: fc.nat(1),
    operations: fc.array(operation, { minLength: 1, maxLength: 2 }),
    match: unconditional,
  }),
  fc.record({
    kind: fc.constant('patchMembers' as const),
    group: fc.constant(0),
    add: members,
    remove: members,
    name: fc.option(groupName, { nil: undefined }),
    match: unconditional,
  }),
  fc.record({
    kind: fc.constant('replaceGroup' as const),
    group: fc.constant(0),
    name: groupName,
    members,
    match: unconditional,
  }),
);

/** Users that are there before the first step of a history that assembles them. */
export const crowdSize = 15;
/** Their first number. */
export const crowdStart = 100;

/** Writes in one transaction of a store that plays histories: few people are then a large change (docs/adr/0003). */
export const historyTransactionItems = 14;

/** Replaces the members of a group by so many of the crowd: more than one transaction or two hold, or few after many. */
export const assemble: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('assemble' as const),
  group: fc.constant(0),
  size: fc.constantFrom(3, 12, 15),
});

/** A request that may list somebody who is not listed yet. */
export const listing: fc.Arbitrary<Step> = fc.oneof(
  assemble,
  fc.record({ kind: fc.constant('createGroup' as const), name: groupName, members }),
  fc.record({
    kind: fc.constant('patchMembers' as const),
    group: fc.constant(0),
    add: members,
    remove: fc.constant([]),
    name: fc.constant(undefined),
    match: unconditional,
  }),
  fc.record({
    kind: fc.constant('replaceGroup' as const),
    group: fc.constant(0),
    name: groupName,
    members,
    match: unconditional,
  }),
);

/** A deletion of one of those who meet most, some of the crowd among them. */
export const deletion: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('delete' as const),
  resource: fc.oneof(
    fc.record({ type: fc.constant('User' as const), number: fc.constantFrom(0, 1, crowdStart, crowdStart + 11) }),
    fc.record({ type: fc.constant('Group' as const), number: fc.nat(1) }),
  ),
  match: unconditional,
});

/** Two users and a group to begin with, so that few steps meet nobody; `crowds` of 25 steps change a long list. */
export function history(maxLength: number, crowds = 0): fc.Arbitrary<readonly Step[]> {
  const beginning: readonly Step[] = [
    { kind: 'createUser', user: { userName: 'ada', emails: ['a@example.com'], externalId: 'x1' } },
    { kind: 'createUser', user: { userName: 'bob', emails: ['b@example.com'] } },
    { kind: 'createGroup', name: 'Staff', members: [{ type: 'User', number: 0 }] },
  ];
  const any = fc.oneof({ weight: 25 - crowds, arbitrary: step }, { weight: crowds, arbitrary: assemble });
  return fc.array(any, { minLength: 1, maxLength }).map((steps) => [...beginning, ...steps]);
}
