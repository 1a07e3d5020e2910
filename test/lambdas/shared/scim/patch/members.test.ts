import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import {
  dependsOnMembers,
  type KnownMember,
  type MemberReading,
  namedMembers,
  needsAllMembers,
  resolveMemberChange,
  splitMemberOperations,
} from '#scim/patch/members.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { groupType } from '#scim/schema/resource-types.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

function memberOperations(operations: readonly object[], reading?: MemberReading) {
  return splitMemberOperations(parsePatch({ Operations: operations }, groupType).operations, 'members', reading)
    .members;
}

function change(before: readonly string[], operations: readonly object[], reading?: MemberReading) {
  const parsed = memberOperations(operations, reading);
  const all: readonly KnownMember[] = before.map((value) => ({ value, type: 'User', display: value.toUpperCase() }));
  const present = new Set(
    namedMembers(parsed)
      .map(({ value }) => value)
      .filter((value) => (before as string[]).includes(value)),
  );
  const { add, remove } = resolveMemberChange(parsed, present, needsAllMembers(parsed) ? all : undefined);
  return { add: add.map(({ value }) => value), remove: [...remove] };
}

describe('member operations', () => {
  test('are split from those on the document', () => {
    const { operations } = parsePatch(
      { Operations: [{ op: 'replace', value: { displayName: 'x', members: [] } }] },
      groupType,
    );
    const { rest, members } = splitMemberOperations(operations, 'members');
    expect(rest).toMatchObject([{ value: 'x' }]);
    expect(members).toEqual([{ kind: 'replaceAll', members: [] }]);
  });

  test.each<[string, readonly string[], readonly object[], readonly string[], readonly string[]]>([
    ['add of a bare id', ['a'], [{ op: 'add', path: 'members', value: 'b' }], ['b'], []],
    ['add of one object', ['a'], [{ op: 'add', path: 'members', value: { value: 'b' } }], ['b'], []],
    ['remove with an empty list', ['a'], [{ op: 'remove', path: 'members', value: [] }], [], []],
    ['remove with null removes all', ['a'], [{ op: 'remove', path: 'members', value: null }], [], ['a']],
    [
      'remove by several ids',
      ['a', 'b', 'c'],
      [{ op: 'remove', path: 'members[value eq "a" or value eq "b"]' }],
      [],
      ['a', 'b'],
    ],
    ['remove by name', ['a', 'b'], [{ op: 'remove', path: 'members[display eq "A"]' }], [], ['a']],
    [
      'remove by id and type',
      ['a', 'b'],
      [{ op: 'remove', path: 'members[value eq "a" and type eq "User"]' }],
      [],
      ['a'],
    ],
    [
      'replace of one member',
      ['a', 'b'],
      [{ op: 'replace', path: 'members[value eq "a"]', value: { value: 'c' } }],
      ['c'],
      ['a'],
    ],
    ['replace by null', ['a'], [{ op: 'replace', path: 'members', value: null }], [], ['a']],
    [
      'remove all, then add',
      ['a', 'b'],
      [
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value: ['b', 'c'] },
      ],
      ['c'],
      ['a'],
    ],
    [
      'add, then replace all',
      ['a'],
      [
        { op: 'add', path: 'members', value: 'b' },
        { op: 'replace', path: 'members', value: ['a'] },
      ],
      [],
      [],
    ],
    [
      'an empty replace with another name leaves a member',
      ['a'],
      [{ op: 'replace', path: 'members[value eq "a"]', value: { display: 'x' } }],
      [],
      [],
    ],
    [
      'the id of a member removed is the member',
      ['a', 'b'],
      [{ op: 'remove', path: 'members[value eq "a"].value' }],
      [],
      ['a'],
    ],
    [
      'remove of elements in one object',
      ['a', 'b'],
      [{ op: 'Remove', path: 'members', value: { value: 'a' } }],
      [],
      ['a'],
    ],
    [
      'what a member is called is its own',
      ['a'],
      [{ op: 'replace', path: 'members[value eq "a"].type', value: 'Group' }],
      [],
      [],
    ],
    [
      'an id in place of the same one',
      ['a'],
      [{ op: 'replace', path: 'members[value eq "a"].value', value: 'a' }],
      [],
      [],
    ],
  ])('%s', (_, before, operations, add, remove) => {
    expect(change(before, operations)).toEqual({ add, remove });
  });

  test.each<[string, object, string]>([
    ['replace without a value', { op: 'replace', path: 'members' }, 'invalidValue'],
    ['add without a value', { op: 'add', path: 'members' }, 'invalidValue'],
    ['remove of the ids of all members', { op: 'remove', path: 'members.value' }, 'invalidPath'],
    ['another id in place of one', { op: 'replace', path: 'members[value eq "a"].value', value: 'c' }, 'mutability'],
    ['no id in place of one', { op: 'replace', path: 'members[value eq "a"].value', value: null }, 'mutability'],
    ['one id in place of several', { op: 'replace', path: 'members[type eq "User"].value', value: 'c' }, 'mutability'],
    ['add of what a filter does not name', { op: 'add', path: 'members[type eq "User"]' }, 'noTarget'],
  ])('%s is refused, and never empties a group', (_, operation, scimType) => {
    expect(() => memberOperations([operation])).toThrow(expect.objectContaining({ status: 400, scimType }));
  });

  test.each<[string, object]>([
    ['another member', { path: 'members[value eq "b"]', value: { value: 'c' } }],
    ['no other member', { path: 'members[value eq "b"]', value: { display: 'x' } }],
    ['a name', { path: 'members[value eq "b"].display', value: 'x' }],
    ['the same id', { path: 'members[value eq "b"].value', value: 'b' }],
    ['what none of several ids has', { path: 'members[value eq "b" or value eq "c"]', value: { value: 'd' } }],
    ['what nobody is called', { path: 'members[display eq "B"]', value: { value: 'b' } }],
    ['what nobody is', { path: 'members[value eq "a" and type eq "Group"].display', value: 'x' }],
    ['another reference', { path: 'members[$ref eq "https://example.com/v2/Users/b"]', value: { value: 'b' } }],
  ])('replace by %s where no member matches is noTarget, and creates on the path of a product', (_, operation) => {
    const operations = [{ op: 'replace', ...operation }];
    expect(() => change(['a'], operations)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'noTarget', detail: expect.stringContaining('members[') }),
    );
    const product = { memberReplace: 'whole', absentElement: 'create' } as const;
    expect(change(['a'], operations, product).remove).toEqual([]);
  });

  test('replace finds what an operation before it has added, and not what one has removed', () => {
    const replace = { op: 'replace', path: 'members[value eq "b"]', value: { value: 'c' } };
    expect(change(['a'], [{ op: 'add', path: 'members', value: 'b' }, replace])).toEqual({ add: ['c'], remove: [] });
    expect(() => change(['b'], [{ op: 'remove', path: 'members' }, replace])).toThrow(
      expect.objectContaining({ scimType: 'noTarget' }),
    );
  });

  test('replace depends on the members that its filter matches, and reads no others', () => {
    const named = memberOperations([{ op: 'replace', path: 'members[value eq "b"].display', value: 'x' }]);
    expect([needsAllMembers(named), dependsOnMembers(named), namedMembers(named)]).toEqual([
      false,
      true,
      [{ value: 'b' }],
    ]);
    const called = memberOperations([{ op: 'replace', path: 'members[display eq "B"].display', value: 'x' }]);
    expect([needsAllMembers(called), dependsOnMembers(called)]).toEqual([true, true]);
    expect(dependsOnMembers(memberOperations([{ op: 'add', path: 'members', value: 'a' }]))).toBe(false);
  });

  test('reads the type of a member from its type or reference', () => {
    const value = [
      { value: 'a', type: 'group' },
      { value: 'b', $ref: 'https://example.com/provisioning/generic/v2/Users/b' },
      { Value: 'c', $ref: '../Groups/c' },
      { value: 'd', $ref: null },
      { value: 'a', display: 'again' },
    ];
    expect(memberOperations([{ op: 'add', path: 'members', value }])).toEqual([
      {
        kind: 'add',
        members: [
          { value: 'a', type: 'Group' },
          { value: 'b', type: 'User' },
          { value: 'c', type: 'Group' },
          { value: 'd' },
        ],
      },
    ]);
  });

  test('names each member once, with its type where one operation tells it', () => {
    const operations = memberOperations([
      { op: 'remove', path: 'members[value eq "a"]' },
      { op: 'add', path: 'members', value: [{ value: 'a', type: 'User' }, { value: 'b' }] },
      { op: 'remove', path: 'members', value: [{ value: 'c' }] },
      { op: 'remove', path: 'members[type eq "Group"]' },
    ]);
    expect(namedMembers(operations)).toEqual([{ value: 'a', type: 'User' }, { value: 'b' }, { value: 'c' }]);
  });

  test('only operations on all members need all of them', () => {
    expect(
      needsAllMembers(
        memberOperations([
          { op: 'add', path: 'members', value: 'a' },
          { op: 'remove', path: 'members[value eq "b"]' },
        ]),
      ),
    ).toBe(false);
    expect(needsAllMembers(memberOperations([{ op: 'remove', path: 'members' }]))).toBe(true);
  });

  test('a member without an id, or one added by something else, is refused', () => {
    expect(() => memberOperations([{ op: 'add', path: 'members', value: [{ display: 'x' }] }])).toThrow(
      expect.objectContaining({ scimType: 'invalidValue' }),
    );
    expect(() => memberOperations([{ op: 'add', path: 'members[display eq "x"]', value: { type: 'User' } }])).toThrow();
  });

  test('any operation is read, or refused with a SCIM error', () => {
    const path = fc.constantFrom('members', 'members[value eq "a"]', 'members[type pr].value', 'members.type', '');
    const operation = fc.record(
      { op: fc.constantFrom('add', 'remove', 'replace'), path, value: fc.oneof(fc.jsonValue(), fc.constant(['a'])) },
      { requiredKeys: ['op', 'path'] },
    );
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 3 }), (operations) => {
        try {
          change(['a', 'b'], operations);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
      propertyRuns,
    );
  });

  test('come to what the same operations on a whole list come to', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const values = fc.uniqueArray(id, { maxLength: 3 }).map((ids) => ids.map((value) => ({ value })));
    const operation = fc.oneof(
      fc.record({ op: fc.constantFrom('add', 'remove', 'replace'), path: fc.constant('members'), value: values }),
      id.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
      fc.constant({ op: 'remove', path: 'members' }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(id), fc.array(operation, { minLength: 1, maxLength: 4 }), (before, operations) => {
        const expected = operations.reduce<ReadonlySet<string>>((list, step) => oracle(list, step), new Set(before));
        const { add, remove } = change(before, operations);
        const after = new Set([...before, ...add].filter((value) => !remove.includes(value)));
        expect(after).toEqual(expected);
        expect(add.some((value) => (before as string[]).includes(value))).toBe(false);
        expect(remove.every((value) => (before as string[]).includes(value))).toBe(true);
      }),
      propertyRuns,
    );
  });
});

function oracle(
  list: ReadonlySet<string>,
  step: { op: string; path: string; value?: { value: string }[] },
): Set<string> {
  const byFilter = /"(.)"/.exec(step.path)?.[1];
  const named = byFilter === undefined ? step.value?.map(({ value }) => value) : [byFilter];
  if (step.op === 'add') return new Set([...list, ...(named ?? [])]);
  if (step.op === 'replace' || named === undefined) return new Set(named ?? []);
  return new Set([...list].filter((value) => !named.includes(value)));
}
