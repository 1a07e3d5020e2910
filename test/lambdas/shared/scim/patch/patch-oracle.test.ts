/** PATCH against an oracle written from RFC 7644 §3.5.2 alone: the same document, or the same reason to refuse it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import type { JsonObject } from '#scim/json.ts';
import { applyPatch } from '#scim/patch/apply.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { scaledRuns } from '../../../../support/property-runs.ts';
import { type OracleFilter, writeFilter } from '../filter/filter-oracle.ts';
import {
  type Fields,
  OracleError,
  type OracleOperation,
  type OracleTarget,
  patchAsRfc,
  Unsaid,
  writeTarget,
} from './patch-oracle.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const text = fc.constantFrom('a', 'b', 'c', 'é');
const address = fc.constantFrom('a@x.io', 'A@x.io', 'b@x.io', 'c@x.io');
const label = fc.constantFrom('work', 'home', 'Work');

const email = fc.record(
  { value: address, type: label, display: text, primary: fc.boolean() },
  { requiredKeys: ['value', 'type'] },
);
/** As a request or a resource may have it: no value and type twice, and at most one primary (RFC 7643 §2.4). */
const emails = fc
  .uniqueArray(email, { maxLength: 3, selector: ({ value, type }) => `${value} ${type}`.toLowerCase() })
  .map((list) => {
    const first = list.findIndex(({ primary }) => primary === true);
    return list.map((element, index) =>
      element.primary === true && index !== first ? { ...element, primary: false } : element,
    );
  });
const someEmails = emails.filter((list) => list.length > 0);
const name = fc
  .record({ familyName: text, givenName: text }, { requiredKeys: [] })
  .filter((fields) => Object.keys(fields).length > 0);
const manager = fc.record({ value: text });
const extension = fc
  .record({ department: text, costCenter: text, manager }, { requiredKeys: [] })
  .filter((fields) => Object.keys(fields).length > 0);

const attributes = {
  title: text,
  displayName: text,
  nickName: text,
  active: fc.boolean(),
  name,
  emails: someEmails,
  [enterprise]: extension,
};
const user = fc.record({ userName: text, ...attributes }, { requiredKeys: ['userName'] }) as fc.Arbitrary<Fields>;

const term: fc.Arbitrary<OracleFilter> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    path: fc.constant('type'),
    operator: fc.constantFrom('eq', 'ne', 'sw'),
    value: label,
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    path: fc.constant('value'),
    operator: fc.constantFrom('eq', 'co'),
    value: address,
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    path: fc.constant('primary'),
    operator: fc.constant('eq'),
    value: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('present' as const), path: fc.constantFrom('display', 'type') }),
);
const filter: fc.Arbitrary<OracleFilter> = fc.oneof(
  { arbitrary: term, weight: 3 },
  fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), operands: fc.tuple(term, term) }),
  fc.record({ kind: fc.constant('not' as const), operand: term }),
);

const unassigned = fc.constant(null);
const written = fc.constantFrom('add' as const, 'replace' as const);
const to = (target: fc.Arbitrary<OracleTarget>, value: fc.Arbitrary<unknown>): fc.Arbitrary<OracleOperation> =>
  fc.oneof(
    { arbitrary: fc.record({ op: written, target, value }), weight: 3 },
    fc.record({ op: fc.constant('remove' as const), target }),
  );
const at = (path: string, sub?: string, holder?: string): fc.Arbitrary<OracleTarget> =>
  fc.constant({
    kind: 'attribute',
    name: path,
    ...(sub === undefined ? {} : { sub }),
    ...(holder === undefined ? {} : { holder }),
  });
const elements = (sub?: string): fc.Arbitrary<OracleTarget> =>
  filter.map((chosen) => ({ kind: 'elements', name: 'emails', filter: chosen, ...(sub === undefined ? {} : { sub }) }));

const wrong = fc
  .constantFrom(
    ['id', 'mutability'],
    ['meta.created', 'mutability'],
    ['groups', 'mutability'],
    [`${enterprise}:manager.displayName`, 'mutability'],
    ['emails[type eq "work"', 'invalidPath'],
    ['emails..value', 'invalidPath'],
    ['emails[nothing eq "a"]', 'invalidFilter'],
    ['emails[primary gt true]', 'invalidFilter'],
  )
  .map(([path = '', scimType = '']): OracleTarget => ({ kind: 'wrong', path, scimType }));

const operation = fc.oneof(
  to(fc.oneof(at('title'), at('displayName')), fc.oneof({ arbitrary: text, weight: 4 }, unassigned)),
  to(at('active'), fc.boolean()),
  to(at('nickName'), fc.oneof({ arbitrary: text, weight: 4 }, unassigned)),
  to(at('manager', undefined, enterprise), fc.oneof({ arbitrary: manager, weight: 4 }, unassigned)),
  to(at('manager', 'value', enterprise), fc.oneof({ arbitrary: text, weight: 4 }, unassigned)),
  fc.oneof(
    fc.record({ op: written, target: at('userName'), value: text }),
    fc.record({ op: fc.constant('remove' as const), target: at('userName') }),
  ),
  to(at('name'), name),
  to(fc.oneof(at('name', 'givenName'), at('name', 'familyName')), fc.oneof({ arbitrary: text, weight: 4 }, unassigned)),
  { arbitrary: to(at('emails'), emails), weight: 4 },
  to(fc.oneof(at('emails', 'display'), at('emails', 'type')), text),
  to(at('emails', 'primary'), fc.boolean()),
  { arbitrary: to(elements(), email), weight: 2 },
  { arbitrary: to(elements('display'), text), weight: 2 },
  to(elements('value'), address),
  { arbitrary: to(elements('primary'), fc.boolean()), weight: 2 },
  to(at('department', undefined, enterprise), fc.oneof({ arbitrary: text, weight: 4 }, unassigned)),
  to(fc.constant<OracleTarget>({ kind: 'extension', name: enterprise }), extension),
  fc.record({
    op: written,
    target: fc.constant<OracleTarget>({ kind: 'none' }),
    value: fc.record(attributes, { requiredKeys: [] }),
  }),
  // Rare: whatever comes with one of them is refused.
  { arbitrary: to(fc.oneof(wrong, wrong, fc.constant<OracleTarget>({ kind: 'none' })), fc.constant({})), weight: 1 },
);

/** Users with a nickname that is said once. */
const type = {
  ...userType,
  schema: {
    ...userType.schema,
    attributes: userType.schema.attributes.map((attribute) =>
      attribute.name === 'nickName' ? { ...attribute, mutability: 'immutable' as const } : attribute,
    ),
  },
};

function wantedOf(before: Fields, operations: readonly OracleOperation[]): unknown {
  try {
    return patchAsRfc(before, operations);
  } catch (error) {
    if (error instanceof OracleError) return error.scimType;
    if (error instanceof Unsaid) return undefined;
    throw error;
  }
}

function outcomeOf(before: Fields, operations: readonly OracleOperation[]): unknown {
  const sent = operations.map(({ op, target, value }) => ({ op, path: writeTarget(target, writeFilter), value }));
  // As JSON: what is undefined is not sent.
  const body = JSON.parse(JSON.stringify({ Operations: sent })) as unknown;
  try {
    return applyPatch(before as JsonObject, parsePatch(body, type).operations, { createMissing: false });
  } catch (error) {
    if (error instanceof ScimError) return error.scimType;
    throw error;
  }
}

describe('a PATCH', () => {
  test('does what the text of the RFC says it does', () => {
    fc.assert(
      fc.property(user, fc.array(operation, { minLength: 1, maxLength: 4 }), (before, operations) => {
        const wanted = wantedOf(before, operations);
        fc.pre(wanted !== undefined);
        expect(outcomeOf(before, operations)).toEqual(wanted);
      }),
      scaledRuns(5),
    );
  });
});
