/** What a client can make long is read and applied in steps by its length, never by the square of it. */

import { describe, expect, test } from '@jest/globals';
import { ScimError } from '#scim/errors.ts';
import { maxFilterLength, parseFilter } from '#scim/filter/parse.ts';
import { applyPatch } from '#scim/patch/apply.ts';
import { namedMembers, resolveMemberChange, splitMemberOperations } from '#scim/patch/members.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { countSteps } from '../../../support/count-steps.ts';

/** Twice the input takes twice the steps; a fixed part of the work may make it less. */
function expectLinear(work: (size: number) => () => void, size: number): void {
  work(size)();
  // V8 counts less of a function while it optimizes it, which may fall into either of a pair: the middle one of five.
  const ratios = Array.from({ length: 5 }, () => {
    const [once, twice] = [countSteps(work(size)), countSteps(work(2 * size))];
    expect(once).toBeGreaterThan(size);
    return twice / once;
  });
  expect(ratios.toSorted((a, b) => a - b)[2]).toBeLessThan(2.05);
}

/** Whether it is refused or not. */
const read = (text: string) => () => {
  try {
    parseFilter(text, userType);
  } catch (error) {
    expect(error).toBeInstanceOf(ScimError);
  }
};

const sameTwice = (path: string, value: unknown) =>
  parsePatch({ Operations: [value, value].map((each) => ({ op: 'add', path, value: each })) }, userType).operations;

describe('steps go by the length of', () => {
  test.each([
    ['terms', (n: number) => `id pr${' or id pr'.repeat(n)}`],
    ['terms in parentheses', (n: number) => `(id pr)${' and (id pr)'.repeat(n)}`],
    ['terms in brackets', (n: number) => `emails[type pr${' and type pr'.repeat(n)}]`],
    ['words in a row', (n: number) => 'id '.repeat(n)],
    ['a word', (n: number) => 'x'.repeat(4 * n)],
    ['parentheses that do not end', (n: number) => '('.repeat(4 * n)],
    ['negations', (n: number) => 'not ('.repeat(2 * n)],
    ['quotation marks', (n: number) => '"'.repeat(4 * n)],
    ['backslashes in a string', (n: number) => `id eq "${'\\\\'.repeat(2 * n)}"`],
    ['a string that does not end', (n: number) => `id eq "${'a\\"'.repeat(n)}`],
  ])('a filter of %s', (_, write) => {
    expect(write(800).length).toBeLessThan(maxFilterLength);
    expectLinear((size) => read(write(size)), 400);
  });

  test.each([
    ['what is added by its value', (n: number) => ({ value: `${n}@x.io`, type: 'work' }), 'emails'],
    ['what is added by all it says', (n: number) => ({ type: `t${n}` }), 'addresses'],
  ])('elements: %s', (_, elementOf, path) => {
    expectLinear((size) => {
      const operations = sameTwice(
        path,
        Array.from({ length: size }, (__, index) => elementOf(index)),
      );
      return () => applyPatch({}, operations);
    }, 500);
  });

  test('operations on many members', () => {
    expectLinear((size) => {
      const before = Array.from({ length: 5 * size }, (_, index) => `m${index}`);
      const all = before.map((value) => ({ value, type: 'User' }));
      const present = new Set(before);
      const operations = before.slice(0, size).flatMap((value) => [
        { op: 'remove', path: `members[value eq "${value}"]` },
        { op: 'add', path: 'members', value: [`${value}x`] },
      ]);
      const body = { Operations: operations };
      return () => {
        const { members } = splitMemberOperations(parsePatch(body, groupType).operations, 'members');
        const { add, remove } = resolveMemberChange(members, present, all);
        expect([namedMembers(members).length, add.length, remove.length]).toEqual([2 * size, size, size]);
      };
    }, 200);
  });
});
