import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluateFilter } from '#scim/filter/evaluate.ts';
import { parseFilter } from '#scim/filter/parse.ts';
import { printFilter } from '#scim/filter/print.ts';
import { restrictFilter } from '#scim/filter/restrict.ts';
import { toResource } from '#scim/resource.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { state } from '../../../../support/directory.ts';
import { scaledRuns } from '../../../../support/property-runs.ts';

const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function restricted(filter: string, type: ResourceType): string | boolean {
  const answer = restrictFilter(parseFilter(filter, type, resourceTypes), type);
  return typeof answer === 'boolean' ? answer : printFilter(answer);
}

describe('restrictFilter', () => {
  test.each<[string, string | boolean, string | boolean]>([
    ['meta.resourceType eq "User"', true, false],
    ['meta.resourceType ne "User"', false, true],
    ['meta.resourceType eq "user"', false, false],
    ['(meta.resourceType eq User) or (meta.resourceType eq Group)', true, true],
    ['not (meta.resourceType eq "User")', false, true],
    ['meta.resourceType pr', true, true],
    ['meta.created pr', 'meta.created pr', 'meta.created pr'],
    ['userName eq "a"', 'userName eq "a"', false],
    ['userName pr', 'userName pr', false],
    ['userName ne "a"', 'userName ne "a"', true],
    ['not (userName eq "a")', 'not (userName eq "a")', true],
    ['title eq null', 'not (title pr)', true],
    ['emails[type eq "work"]', 'emails[type eq "work"]', false],
    ['department eq "a"', `${enterprise}:department eq "a"`, false],
    [`${enterprise}:manager.value eq "a"`, `${enterprise}:manager.value eq "a"`, false],
    ['members.value eq "a"', false, 'members.value eq "a"'],
    // The same name in two types is two attributes; a URN says which is meant.
    ['displayName sw "s"', 'displayName sw "s"', 'displayName sw "s"'],
    [`${group}:displayName sw "s"`, false, 'displayName sw "s"'],
    [`${user}:displayName sw "s"`, 'displayName sw "s"', false],
    [`schemas eq "${user}"`, true, false],
    [`schemas eq "${enterprise}"`, `schemas eq "${enterprise}"`, false],
    [`schemas eq "urn:nobody"`, false, false],
    ['meta.resourceType eq "User" and (userName eq "a" or title eq "b")', 'userName eq "a" or title eq "b"', false],
    ['userName eq "a" or displayName eq "b"', 'userName eq "a" or displayName eq "b"', 'displayName eq "b"'],
    [
      '(meta.resourceType eq "User" and userName sw "a") or (meta.resourceType eq "Group" and displayName sw "b")',
      'userName sw "a"',
      'displayName sw "b"',
    ],
    ['id pr or (externalId pr or members pr)', 'id pr or externalId pr', 'id pr or externalId pr or members pr'],
    [
      'id pr and (meta.resourceType eq "User" and (externalId pr and title pr))',
      'id pr and externalId pr and title pr',
      false,
    ],
  ])('%s is %s for users and %s for groups', (filter, users, groups) => {
    expect([restricted(filter, userType), restricted(filter, groupType)]).toEqual([users, groups]);
  });

  test('keeps no operator of the same kind within another', () => {
    const filter = parseFilter('id pr and (title pr or (externalId pr and members pr)) and id pr', userType, [
      groupType,
    ]);
    expect(restrictFilter(filter, userType)).toMatchObject({ kind: 'and', operands: [{}, { path: {} }, {}] });
  });

  test('matches what the whole filter matches', () => {
    const attribute = fc.constantFrom('userName', 'displayName', 'title', 'department', 'externalId', 'members.value');
    const leaf = fc.oneof(
      fc.tuple(attribute, fc.constantFrom('eq', 'ne', 'co')).map(([name, operator]) => `${name} ${operator} "a"`),
      attribute.map((name) => `${name} pr`),
      fc.constantFrom('User', 'Group').map((name) => `meta.resourceType eq "${name}"`),
      fc
        .constantFrom(user, group, enterprise)
        .chain((urn) => fc.constantFrom('eq', 'ne', 'ew').map((operator) => `schemas ${operator} "${urn}"`)),
    );
    const { filter } = fc.letrec<{ filter: string }>((tie) => ({
      filter: fc.oneof(
        { maxDepth: 4 },
        leaf,
        tie('filter').map((inner) => `not (${inner})`),
        fc
          .tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter'))
          .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
      ),
    }));
    const text = fc.constantFrom('a', 'b', 'ab');
    const document = fc.record(
      {
        displayName: text,
        externalId: text,
        userName: text,
        title: text,
        [enterprise]: fc.record({ department: text }),
      },
      { requiredKeys: [] },
    );
    const check = fc.property(filter, document, fc.constantFrom(...resourceTypes), (written, all, type) => {
      const { displayName, externalId } = all;
      const common = { ...(displayName && { displayName }), ...(externalId && { externalId }) };
      const resource = toResource(state(type === userType ? all : common), type, '');
      const whole = parseFilter(written, type, resourceTypes);
      const answer = restrictFilter(whole, type);
      const matches = typeof answer === 'boolean' ? answer : evaluateFilter(answer, resource);
      expect(matches).toBe(evaluateFilter(whole, resource));
    });
    fc.assert(check, scaledRuns(5 / 2));
  });
});
