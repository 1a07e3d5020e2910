import { describe, expect, test } from '@jest/globals';
import { parseFilter } from '#scim/filter/parse.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { describePlan, planQuery } from '#storage/dynamodb/plan.ts';

const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value';

describe('users', () => {
  test.each([
    ['id eq "a"', 'id + filter'],
    ['meta.location eq "https://x.org/v2/Users/a"', 'id + filter'],
    ['meta.location sw "https://x.org/v2/Users/a"', 'walk'],
    ['userName eq "Ada"', 'unique userName'],
    ['username EQ "Ada"', 'unique userName'],
    ['externalId eq "1"', 'index externalId'],
    ['emails.value eq "a@x.org"', 'index emails.value'],
    ['emails eq "a@x.org"', 'index emails.value'],
    ['emails[value eq "a@x.org"]', 'index emails.value + filter'],
    ['emails[type eq "work" and value eq "a@x.org"]', 'index emails.value + filter'],
    ['active eq true and externalId eq "1" and userName eq "ada"', 'unique userName + filter'],
    ['externalId eq "1" and emails.value eq "a"', 'index externalId + filter'],
    ['userName eq "ada" and (title pr or active eq true)', 'unique userName + filter'],
    ['userName eq "ada" or externalId eq "1"', 'unique userName or index externalId'],
    ['userName eq "ada" or (externalId eq "1" and title pr)', 'unique userName or index externalId + filter'],
    ['(userName eq "ada" or userName eq "bob") and externalId eq "1"', 'index externalId + filter'],
    ['groups.value eq "a"', 'membersOf + filter'],
    ['groups.value eq "a" and userName eq "ada"', 'unique userName + filter'],
    ['userName eq "ada" or title pr', 'walk'],
    ['not (userName eq "ada")', 'walk'],
    ['userName ne "ada"', 'walk'],
    ['userName co "a"', 'walk'],
    ['userName ew "a"', 'walk'],
    ['userName sw "a"', 'range userName'],
    ['userName sw ""', 'all'],
    ['userName co ""', 'all'],
    ['id ew ""', 'all'],
    ['externalId sw ""', 'range externalId'],
    ['externalId co "" and userName sw "a"', 'range userName + filter'],
    ['externalId ew ""', 'range externalId'],
    ['emails[value sw "" and type eq "work"]', 'range emails.value + filter'],
    ['title sw ""', 'walk'],
    ['externalId eq ""', 'index externalId + filter'],
    [`externalId eq "${'x'.repeat(2_000)}"`, 'index externalId + filter'],
    ['userName ge "a"', 'range userName'],
    ['externalId lt "a"', 'range externalId'],
    ['externalId pr', 'range externalId'],
    [`externalId gt "${'x'.repeat(2_000)}"`, 'range externalId + filter'],
    ['emails[value sw "a" and type eq "work"]', 'range emails.value + filter'],
    ['userName sw "a" and externalId eq "1"', 'index externalId + filter'],
    ['externalId pr and userName sw "a" and title pr', 'range userName + filter'],
    ['emails.value gt "a" and groups.value eq "a"', 'membersOf + filter'],
    ['userName sw "a" or externalId eq "1"', 'range userName or index externalId'],
    ['userName sw "a" or title pr', 'walk'],
    ['userName pr', 'all'],
    ['id pr and userName sw "a"', 'range userName + filter'],
    ['userName pr or title pr', 'all'],
    ['userName pr and title pr', 'walk'],
    ['groups[value eq "a" and type eq "direct"]', 'direct membersOf + filter'],
    ['externalId eq null', 'walk'],
    ['active eq true', 'walk'],
    ['emails[type eq "work"]', 'walk'],
    ['emails[value eq "a" or type eq "b"]', 'walk'],
    ['name.familyName eq "x"', 'walk'],
    [`${manager} eq "x"`, 'walk'],
  ])('%s: %s', (text, expected) => {
    expect(describePlan(planQuery(parseFilter(text, userType), userType))).toBe(expected);
  });

  test.each([
    'groups[value eq "a" and type eq "indirect"]',
    'groups[value eq "a" and display eq "b"]',
    'groups pr',
    'groups.display co "a"',
    'groups[display eq "a"]',
    'active eq true and not (groups pr)',
  ])('%s is refused, naming what would be accepted', (text) => {
    expect(() => planQuery(parseFilter(text, userType), userType)).toThrow(
      expect.objectContaining({ scimType: 'invalidFilter', detail: expect.stringContaining('groups.value eq') }),
    );
  });
});

describe('groups', () => {
  test.each([
    ['displayName eq "Staff"', 'index displayName'],
    ['members.value eq "a"', 'groupsOf + filter'],
    ['members[value eq "a"]', 'groupsOf + filter'],
    ['members eq "a" and displayName eq "Staff"', 'index displayName + filter'],
    ['not (members.value eq "a")', 'walk'],
  ])('%s: %s', (text, expected) => {
    expect(describePlan(planQuery(parseFilter(text, groupType), groupType))).toBe(expected);
  });

  test('a name that only groups have is no path of users', () => {
    expect(() => planQuery(parseFilter('members.value eq "a"', userType), userType)).toThrow('members');
  });
});

test('a value is normalized the way its index entry is', () => {
  const { access } = planQuery(parseFilter('userName eq "BJENSEN"', userType), userType);
  expect(access).toMatchObject({ kind: 'entry', value: 'bjensen' });
});
