import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '#scim/json.ts';
import { applyPatch } from '#scim/patch/apply.ts';
import { namedMembers, needsAllMembers, resolveMemberChange, splitMemberOperations } from '#scim/patch/members.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { parseResource } from '#scim/schema/validate.ts';

interface Dialect {
  readonly name: string;
  readonly resource: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly body: unknown;
}

const records = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../idp/_common/patch-dialects.json'), 'utf8'),
) as readonly Dialect[];

/** Lists as sets: no client depends on the order of elements. */
function sorted(value: Json): Json {
  if (Array.isArray(value))
    return (value as readonly Json[]).map(sorted).toSorted((a, b) => byText(inOrder(a), inOrder(b)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, sorted(field)]));
}

/** The same text for equal objects, whatever the order of their keys. */
function inOrder(value: Json): string {
  return typeof value === 'object' && value !== null
    ? JSON.stringify(Object.entries(value).toSorted(([a], [b]) => byText(a, b)))
    : JSON.stringify(value);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

const asState = (resource: JsonObject, type = userType) =>
  parseResource({ userName: 'x', displayName: 'x', ...resource }, type);

describe('patch dialects', () => {
  // G20 is the opposite of G11, for a connection that says so.
  for (const { name, resource, before, after, body } of records.filter((record) => !record.name.startsWith('G20'))) {
    test(name, () => {
      const type = resource === 'Group' ? groupType : userType;
      const { rest, members } = splitMemberOperations(parsePatch(body, type).operations, type.memberAttribute);
      const state = asState(before, type);
      const expected = asState(after, type);
      expect(sorted(applyPatch(state.document, rest))).toEqual(sorted(expected.document));
      const all = (state.members ?? []).map(({ value }) => ({ value, type: 'User' }));
      const present = new Set(
        namedMembers(members)
          .map(({ value }) => value)
          .filter((value) => all.some((member) => member.value === value)),
      );
      const { add, remove } = resolveMemberChange(members, present, needsAllMembers(members) ? all : undefined);
      const result = [...all, ...add].map(({ value }) => value).filter((value) => !remove.includes(value));
      expect(result.toSorted(byText)).toEqual((expected.members ?? []).map(({ value }) => value).toSorted(byText));
    });
  }

  test('are all there', () => {
    expect(records.length).toBeGreaterThan(30);
  });
});
