import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '#scim/json.ts';
import { applyPatch } from '#scim/patch/apply.ts';
import { namedMembers, resolveMemberChange, splitMemberOperations } from '#scim/patch/members.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { patchOpMessage } from '#scim/urns.ts';

const babs = '2819c223-7f76-453a-919d-413861904646';
const james = '08e1d05d-121c-4561-8b96-473d93df9210';
const members = [
  { display: 'Babs Jensen', $ref: `https://example.com/v2/Users/${babs}`, value: babs },
  { display: 'James Smith', $ref: `https://example.com/v2/Users/${james}`, value: james },
];
const address = {
  type: 'work',
  streetAddress: '911 Universal City Plaza',
  locality: 'Hollywood',
  region: 'CA',
  postalCode: '91608',
  country: 'US',
  formatted: '911 Universal City Plaza\nHollywood, CA 91608 US',
  primary: true,
};
const home = { value: 'babs@jensen.org', type: 'home' };
const work = { value: 'bjensen@example.com', type: 'work', primary: true };

const message = (Operations: readonly object[]) => ({ schemas: [patchOpMessage], Operations });

describe('the examples of RFC 7644 §3.5.2 for a user', () => {
  test.each<[string, JsonObject, object, JsonObject]>([
    [
      'add without a path',
      { emails: [work] },
      { op: 'add', value: { emails: [home], nickname: 'Babs' } },
      { emails: [work, home], nickName: 'Babs' },
    ],
    [
      'remove of a value from a complex multi-valued attribute',
      { emails: [work, home] },
      { op: 'remove', path: 'emails[type eq "work" and value ew "example.com"]' },
      { emails: [home] },
    ],
    [
      'replace of the work address, made primary',
      {
        addresses: [
          { type: 'home', primary: true },
          { type: 'work', region: 'NY', streetAddress: 'x' },
        ],
      },
      { op: 'replace', path: 'addresses[type eq "work"]', value: address },
      { addresses: [{ type: 'home', primary: false }, address] },
    ],
    [
      'replace of one sub-attribute',
      { addresses: [address] },
      { op: 'replace', path: 'addresses[type eq "work"].streetAddress', value: '1010 Broadway Ave' },
      { addresses: [{ ...address, streetAddress: '1010 Broadway Ave' }] },
    ],
    [
      'replace of all values of several attributes',
      { emails: [{ value: 'old' }], nickName: 'B', title: 'kept' },
      { op: 'replace', value: { emails: [work, home], nickname: 'Babs' } },
      { emails: [work, home], nickName: 'Babs', title: 'kept' },
    ],
  ])('%s', (_, before, operation, after) => {
    expect(applyPatch(before, parsePatch(message([operation]), userType).operations)).toEqual(after);
  });
});

describe('the examples of RFC 7644 §3.5.2 for a group', () => {
  test.each<[string, readonly string[], readonly object[], readonly string[]]>([
    ['add of a member', [], [{ op: 'add', path: 'members', value: members.slice(0, 1) }], [babs]],
    ['add of a member that is one', [babs], [{ op: 'add', path: 'members', value: members.slice(0, 1) }], [babs]],
    ['remove of one member', [babs, james], [{ op: 'remove', path: `members[value eq "${babs}"]` }], [james]],
    ['remove of somebody else', [james], [{ op: 'remove', path: `members[value eq "${babs}"]` }], [james]],
    ['remove of all', [babs, james], [{ op: 'remove', path: 'members' }], []],
    [
      'remove and add, with no space before the value as the RFC prints it',
      [babs],
      [
        { op: 'remove', path: `members[value eq"${babs}"]` },
        { op: 'add', path: 'members', value: members.slice(1) },
      ],
      [james],
    ],
    [
      'remove of all, then add',
      ['x', james],
      [
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value: members },
      ],
      [james, babs],
    ],
    ['replace of all', ['x', james], [{ op: 'replace', path: 'members', value: members }], [james, babs]],
    [
      'a path that figure 8 has, to a sub-attribute that members do not have',
      [babs],
      [{ op: 'replace', path: `members[value eq "${babs}"].displayName`, value: 'x' }],
      [babs],
    ],
  ])('%s', (_, before, operations, after) => {
    const parsed = splitMemberOperations(parsePatch(message(operations), groupType).operations, 'members').members;
    const all = before.map((value) => ({ value, type: 'User' }));
    const named = new Set(namedMembers(parsed).map(({ value }) => value));
    const present = new Set(before.filter((value) => named.has(value)));
    const { add, remove } = resolveMemberChange(parsed, present, all);
    expect([...before.filter((value) => !remove.includes(value)), ...add.map(({ value }) => value)]).toEqual(after);
  });
});
