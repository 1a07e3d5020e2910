import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { coreUserSchema, enterpriseUserSchema, patchOpMessage } from '#scim/urns.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

const good = { op: 'replace', path: 'title', value: 'x' };

describe('parsePatch', () => {
  test.each<[string, unknown]>([
    ['with schemas', { schemas: [patchOpMessage], Operations: [good] }],
    ['without schemas', { Operations: [good] }],
    ['with one schema', { schemas: patchOpMessage, Operations: [good] }],
    ['with one operation in no list', { Operations: good }],
    ['with null for schemas', { schemas: null, Operations: [good] }],
    ['with null for the path', { Operations: [{ op: 'replace', path: null, value: { title: 'x' } }] }],
    ['with capitals', { Schemas: [patchOpMessage], OPERATIONS: [{ OP: 'Replace', Path: 'title', VALUE: 'x' }] }],
  ])('reads an envelope %s', (_, body) => {
    expect(parsePatch(body, userType).operations).toMatchObject([{ op: 'replace', value: 'x' }]);
  });

  test.each<[string, unknown, string, RegExp]>([
    ['no object', [], 'invalidSyntax', /Operations/],
    ['no operations', {}, 'invalidSyntax', /Operations/],
    ['operations that are no list', { Operations: 'replace' }, 'invalidSyntax', /list/],
    ['an empty list', { Operations: [] }, 'invalidValue', /empty/],
    ['too many operations', { Operations: Array.from({ length: 1_001 }, () => good) }, 'invalidValue', /1001/],
    ['another message', { schemas: ['urn:x'], Operations: [good] }, 'invalidSyntax', /PatchOp/],
    ['an operation that is no object', { Operations: ['x'] }, 'invalidSyntax', /Operations\[0\]/],
    ['an unknown op', { Operations: [good, { ...good, op: 'move' }] }, 'invalidSyntax', /Operations\[1\]\.op: "move"/],
    ['a missing op', { Operations: [{ path: 'title' }] }, 'invalidSyntax', /op: null/],
    ['a schemas without the message', { schemas: [], Operations: [good] }, 'invalidSyntax', /PatchOp/],
    ['a path that is no string', { Operations: [{ op: 'add', path: 1 }] }, 'invalidPath', /path/],
    ['an unreadable path as a key', { Operations: [{ op: 'add', value: { 'emails[': 1 } }] }, 'invalidPath', /emails/],
    ['a path with no filter', { Operations: [{ op: 'remove', path: 'emails[x y]' }] }, 'invalidFilter', /"x"/],
    [
      'the URN of the core schema for remove',
      { Operations: [{ op: 'remove', path: coreUserSchema }] },
      'noTarget',
      /remove/,
    ],
    ['a path of an empty string for remove', { Operations: [{ op: 'remove', path: '' }] }, 'noTarget', /remove/],
    [
      'replace of a required attribute by nothing',
      { Operations: [{ op: 'replace', path: 'userName', value: null }] },
      'invalidValue',
      /userName is required/,
    ],
    [
      'replace without a value',
      { Operations: [{ op: 'replace', path: 'emails[type eq "a"]' }] },
      'invalidValue',
      /needs a value/,
    ],
    [
      'an extension that is no object',
      { Operations: [{ op: 'add', path: enterpriseUserSchema, value: 'x' }] },
      'invalidValue',
      /object/,
    ],
    [
      'a path to a readOnly sub-attribute',
      { Operations: [{ op: 'add', path: 'manager.displayName', value: 'x' }] },
      'mutability',
      /displayName is readOnly/,
    ],
    ['a path that is no path', { Operations: [{ op: 'add', path: 'a b', value: 1 }] }, 'invalidPath', /a b/],
    ['remove without a path', { Operations: [{ op: 'remove' }] }, 'noTarget', /remove/],
    ['add without path and object', { Operations: [{ op: 'add', value: 'x' }] }, 'invalidValue', /object/],
    ['add without a value', { Operations: [{ op: 'add', path: 'title' }] }, 'invalidValue', /title.*needs a value/],
    ['a path to id', { Operations: [{ op: 'replace', path: 'id', value: 'x' }] }, 'mutability', /id is readOnly/],
    ['a path to groups', { Operations: [{ op: 'add', path: 'groups', value: [] }] }, 'mutability', /groups/],
    [
      'a path into meta',
      { Operations: [{ op: 'add', path: 'meta.created', value: 'x' }] },
      'mutability',
      /meta.created/,
    ],
    [
      'a value of the wrong type',
      { Operations: [{ op: 'add', path: 'active', value: 7 }] },
      'invalidValue',
      /active: 7/,
    ],
    [
      'several values for one element',
      { Operations: [{ op: 'add', path: 'emails[type eq "a"]', value: [{}, {}] }] },
      'invalidValue',
      /one element/,
    ],
  ])('refuses %s', (_, body, scimType, detail) => {
    expect(() => parsePatch(body, userType)).toThrow(
      expect.objectContaining({ status: 400, scimType, detail: expect.stringMatching(detail) }),
    );
  });

  test('reports unknown names and drops readOnly ones in a value without a path', () => {
    const value = { id: 'x', shoeSize: 9, 'name.colour': 'red', 'a b': 1, __proto__x: 1, title: 'x' };
    const { operations, ignored } = parsePatch({ Operations: [{ op: 'add', value }] }, userType);
    expect(operations).toHaveLength(1);
    expect(ignored).toEqual(['shoeSize', 'name.colour', 'a b', '__proto__x']);
  });

  test.each<[string, object]>([
    ['as the path', { path: coreUserSchema, value: { title: 'x' } }],
    ['as the path, in another letter case', { path: coreUserSchema.toUpperCase(), value: { title: 'x' } }],
    ['as a key', { value: { [coreUserSchema]: { title: 'x' } } }],
  ])('reads the URN of the core schema %s as the resource itself', (_, operation) => {
    const { operations, ignored } = parsePatch({ Operations: [{ op: 'replace', ...operation }] }, userType);
    expect(operations).toMatchObject([{ op: 'replace', path: { path: { attribute: { name: 'title' } } }, value: 'x' }]);
    expect(ignored).toEqual([]);
  });

  test('the URN of the core schema within itself, or with no object, is an unknown name', () => {
    const value = { [coreUserSchema]: { [coreUserSchema]: { title: 'x' } }, [coreUserSchema.toUpperCase()]: 'x' };
    expect(parsePatch({ Operations: [{ op: 'add', value }] }, userType)).toEqual({
      operations: [],
      ignored: [coreUserSchema, coreUserSchema.toUpperCase()],
    });
  });

  test('reports each unknown name once, within values as well, and not whole when it is long', () => {
    const body = `{"Operations":[
      {"op":"add","value":{"__proto__":{"admin":true},"name":{"nick":1},"a.b.c":1,"${enterpriseUserSchema}":{"floor":1}}},
      {"op":"add","path":"emails","value":[{"mail":"a"},{"mail":"b"}]},
      {"op":"remove","path":"${'x'.repeat(500)}"}
    ]}`;
    expect(parsePatch(JSON.parse(body), userType)).toEqual({
      operations: [],
      ignored: ['__proto__', 'name.nick', 'a.b.c', `${enterpriseUserSchema}:floor`, 'emails.mail', 'x'.repeat(80)],
    });
  });

  test('refuses what is nested 100,000 deep with a SCIM error', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`);
    for (const path of ['active', 'name', 'emails', 'manager', 'emails[type eq "a"]', enterpriseUserSchema]) {
      expect(() => parsePatch({ Operations: [{ op: 'add', path, value: deep }] }, userType)).toThrow(ScimError);
    }
    expect(() => parsePatch({ Operations: [{ op: deep, path: deep }] }, userType)).toThrow(ScimError);
    expect(() => parsePatch({ schemas: deep, Operations: [good] }, userType)).toThrow(ScimError);
  });

  test('a password is in no operation', () => {
    const body = {
      Operations: [
        { op: 'replace', value: { password: 'hunter2' } },
        { op: 'add', path: 'password', value: 'hunter2' },
      ],
    };
    expect(parsePatch(body, userType).operations).toEqual([]);
  });

  test('any JSON is read or refused with a SCIM error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (operations, value) => {
        for (const body of [operations, { Operations: operations }, { Operations: [{ op: 'add', value }] }]) {
          try {
            parsePatch(body, userType);
          } catch (error) {
            expect(error).toBeInstanceOf(ScimError);
          }
        }
      }),
      propertyRuns,
    );
  });
});
