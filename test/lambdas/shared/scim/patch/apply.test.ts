import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import type { JsonObject } from '#scim/json.ts';
import { applyPatch, type PatchOptions } from '#scim/patch/apply.ts';
import { parsePatch } from '#scim/patch/parse.ts';
import { defineAttribute } from '#scim/schema/attribute.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { enterpriseUserSchema as enterprise } from '#scim/urns.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

function apply(
  document: JsonObject,
  operations: readonly unknown[],
  options?: PatchOptions,
  type: ResourceType = userType,
): JsonObject {
  return applyPatch(freeze(document), parsePatch({ Operations: operations }, type).operations, options);
}

const work = { value: 'w@x.io', type: 'work', primary: true };
const home = { value: 'h@x.io', type: 'home' };

describe('applyPatch', () => {
  test.each<[string, JsonObject, readonly object[], JsonObject]>([
    ['add sets a simple attribute', {}, [{ op: 'add', path: 'title', value: 'x' }], { title: 'x' }],
    ['add replaces a simple attribute', { title: 'a' }, [{ op: 'add', path: 'title', value: 'x' }], { title: 'x' }],
    [
      'replace replaces a simple attribute',
      { title: 'a' },
      [{ op: 'replace', path: 'title', value: 'x' }],
      { title: 'x' },
    ],
    ['replace sets what is absent', {}, [{ op: 'replace', path: 'title', value: 'x' }], { title: 'x' }],
    ['replace by null unassigns', { title: 'a' }, [{ op: 'replace', path: 'title', value: null }], {}],
    ['remove unassigns', { title: 'a', nickName: 'b' }, [{ op: 'remove', path: 'title' }], { nickName: 'b' }],
    ['remove of what is absent is no change', { title: 'a' }, [{ op: 'remove', path: 'nickName' }], { title: 'a' }],
    [
      'replace merges a complex attribute',
      { name: { givenName: 'a', familyName: 'b' } },
      [{ op: 'replace', path: 'name', value: { familyName: 'c', givenName: null } }],
      { name: { familyName: 'c' } },
    ],
    ['a sub-attribute is set', {}, [{ op: 'add', path: 'name.givenName', value: 'a' }], { name: { givenName: 'a' } }],
    [
      'the last sub-attribute takes the attribute with it',
      { name: { givenName: 'a' } },
      [{ op: 'remove', path: 'name.givenName' }],
      {},
    ],
    [
      'add appends an element',
      { emails: [home] },
      [{ op: 'add', path: 'emails', value: [{ value: 'n' }] }],
      { emails: [home, { value: 'n' }] },
    ],
    [
      'add of the same element is no change',
      { emails: [home] },
      [{ op: 'add', path: 'emails', value: [home] }],
      { emails: [home] },
    ],
    [
      'add of an element that is there fills it in',
      { emails: [home] },
      [{ op: 'add', path: 'emails', value: { ...home, display: 'd' } }],
      { emails: [{ ...home, display: 'd' }] },
    ],
    [
      'a new primary takes over',
      { emails: [work] },
      [{ op: 'add', path: 'emails', value: [{ ...home, primary: true }] }],
      {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    ],
    [
      'an element made primary takes over',
      { emails: [work, home] },
      [{ op: 'replace', path: 'emails[type eq "home"].primary', value: 'True' }],
      {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    ],
    [
      'replace replaces all elements',
      { emails: [work, home] },
      [{ op: 'replace', path: 'emails', value: [{ value: 'n' }] }],
      { emails: [{ value: 'n' }] },
    ],
    ['replace by an empty list unassigns', { emails: [work] }, [{ op: 'replace', path: 'emails', value: [] }], {}],
    [
      'remove with values removes those',
      { emails: [work, home] },
      [{ op: 'remove', path: 'emails', value: [{ value: 'h@x.io' }] }],
      { emails: [work] },
    ],
    [
      'remove of a value with its type leaves the same value with another',
      { emails: [{ ...work, value: 'a' }, { value: 'a', type: 'home' }, { value: 'b' }] },
      [
        {
          op: 'remove',
          path: 'emails',
          value: [
            { value: 'A', type: 'HOME' },
            { value: 'b', type: 'work' },
          ],
        },
      ],
      { emails: [{ ...work, value: 'a' }, { value: 'b' }] },
    ],
    [
      'remove of a value without a type takes it away with every type',
      { roles: [{ value: 'a', type: 'app1' }, { value: 'a', type: 'app2' }, { value: 'a' }, { value: 'b' }] },
      [{ op: 'remove', path: 'roles', value: ['a'] }],
      { roles: [{ value: 'b' }] },
    ],
    [
      'remove with no values removes none',
      { emails: [work] },
      [{ op: 'remove', path: 'emails', value: [] }],
      { emails: [work] },
    ],
    [
      'remove by filter',
      { emails: [work, home] },
      [{ op: 'remove', path: 'emails[type eq "work"]' }],
      { emails: [home] },
    ],
    [
      'remove by a filter that matches nothing',
      { emails: [work] },
      [{ op: 'remove', path: 'emails[type eq "fax"]' }],
      { emails: [work] },
    ],
    [
      'remove of a multi-valued attribute',
      { title: 'a', emails: [work, home] },
      [{ op: 'remove', path: 'emails' }],
      { title: 'a' },
    ],
    ['remove of the last element', { emails: [work] }, [{ op: 'remove', path: 'emails[type eq "work"]' }], {}],
    [
      'remove of a sub-attribute by filter',
      { emails: [work] },
      [{ op: 'remove', path: 'emails[type eq "work"].primary' }],
      { emails: [{ value: 'w@x.io', type: 'work' }] },
    ],
    [
      'replace of a matching element',
      { emails: [work, home] },
      [{ op: 'replace', path: 'emails[type eq "home"]', value: { value: 'n' } }],
      { emails: [work, { value: 'n' }] },
    ],
    [
      'elements that are replaced by the same value and type are one',
      { emails: [work, home, { value: 'o@x.io', type: 'work' }] },
      [{ op: 'replace', path: 'emails[type eq "work"]', value: { value: 'n', type: 'work', primary: true } }],
      { emails: [{ value: 'n', type: 'work', primary: true }, home] },
    ],
    [
      'an element that becomes what another one is says what the request says',
      { roles: [{ value: 'r2', display: 'd', primary: false }, { value: 'r1' }] },
      [{ op: 'replace', path: 'roles[value eq "r1"]', value: { value: 'R2', primary: true } }],
      { roles: [{ value: 'R2', display: 'd', primary: true }] },
    ],
    [
      'elements of one type are one where their values are the same',
      { emails: [{ value: 'a', type: 'work' }, { value: 'a', type: 'home' }, { display: 'd' }, { display: 'd' }] },
      [{ op: 'replace', path: 'emails.type', value: 'other' }],
      {
        emails: [
          { value: 'a', type: 'other' },
          { display: 'd', type: 'other' },
          { display: 'd', type: 'other' },
        ],
      },
    ],
    [
      'replace of every matching element',
      { addresses: [{ type: 'work', locality: 'a' }, { type: 'home' }, { type: 'work', locality: 'b', region: 'r' }] },
      [{ op: 'replace', path: 'addresses[type eq "work"]', value: { type: 'work', region: 'n' } }],
      { addresses: [{ type: 'work', region: 'n' }, { type: 'home' }, { type: 'work', region: 'n' }] },
    ],
    [
      'add to a matching element',
      { emails: [home] },
      [{ op: 'add', path: 'emails[type eq "home"]', value: { display: 'd' } }],
      { emails: [{ ...home, display: 'd' }] },
    ],
    [
      'a sub-attribute of every element',
      { emails: [work, home] },
      [{ op: 'replace', path: 'emails.display', value: 'd' }],
      {
        emails: [
          { ...work, display: 'd' },
          { ...home, display: 'd' },
        ],
      },
    ],
    [
      'a value of the only element',
      { emails: [home] },
      [{ op: 'replace', path: 'emails.value', value: 'n' }],
      { emails: [{ value: 'n', type: 'home' }] },
    ],
    [
      'a sub-attribute of every element is removed',
      { emails: [work, home] },
      [{ op: 'remove', path: 'emails.type' }],
      { emails: [{ value: 'w@x.io', primary: true }, { value: 'h@x.io' }] },
    ],
    [
      'add of what differs in letter case only is no change',
      { emails: [home] },
      [{ op: 'add', path: 'emails', value: [{ value: 'H@X.IO', type: 'Home' }, { value: 'h@x.io' }] }],
      { emails: [home] },
    ],
    [
      'the same value with another type is another element',
      { emails: [home] },
      [{ op: 'add', path: 'emails', value: { value: 'h@x.io', type: 'work' } }],
      { emails: [home, { value: 'h@x.io', type: 'work' }] },
    ],
    [
      'add of an address that is there is no change',
      { addresses: [{ locality: 'Bern', type: 'work' }] },
      [{ op: 'add', path: 'addresses', value: [{ type: 'work', locality: 'bern' }, { type: 'home' }] }],
      { addresses: [{ locality: 'bern', type: 'work' }, { type: 'home' }] },
    ],
    [
      'remove takes away what a value without an id describes',
      {
        addresses: [
          { locality: 'Bern', type: 'work' },
          { locality: 'Bern', type: 'home' },
        ],
      },
      [{ op: 'remove', path: 'addresses', value: [{ type: 'Work' }] }],
      { addresses: [{ locality: 'Bern', type: 'home' }] },
    ],
    [
      'remove of elements with unknown names only removes none',
      { emails: [home] },
      [{ op: 'remove', path: 'emails', value: [{ mail: 'h@x.io' }] }],
      { emails: [home] },
    ],
    [
      'remove of one value ignores what is sent with it',
      { active: true },
      [{ op: 'remove', path: 'active', value: 'x' }],
      {},
    ],
    [
      'add of null changes nothing',
      { title: 'a' },
      [{ op: 'add', value: { title: null, [enterprise]: null } }],
      { title: 'a' },
    ],
    [
      'replace of an extension by null removes it',
      { title: 'a', [enterprise]: { division: 'x' } },
      [{ op: 'replace', value: { [enterprise]: null } }],
      { title: 'a' },
    ],
    [
      'unknown and readOnly sub-attributes leave the others',
      { name: { givenName: 'a' }, [enterprise]: { manager: { value: 'm' } } },
      [{ op: 'replace', value: { name: { nick: 'x' }, manager: { displayName: 'M' } } }],
      { name: { givenName: 'a' }, [enterprise]: { manager: { value: 'm' } } },
    ],
    [
      'an empty object leaves what is there',
      { name: { givenName: 'a' }, [enterprise]: { manager: { value: 'm' } } },
      [{ op: 'replace', value: { name: {}, manager: {}, [enterprise]: {} } }],
      { name: { givenName: 'a' }, [enterprise]: { manager: { value: 'm' } } },
    ],
    [
      'the same manager again keeps its reference',
      { [enterprise]: { manager: { value: 'a', $ref: 'Users/a' } } },
      [{ op: 'replace', path: 'manager', value: 'a' }],
      { [enterprise]: { manager: { value: 'a', $ref: 'Users/a' } } },
    ],
    [
      'another value by its own path takes the reference away',
      { [enterprise]: { manager: { value: 'a', $ref: 'Users/a' } } },
      [{ op: 'replace', path: 'manager.value', value: 'b' }],
      { [enterprise]: { manager: { value: 'b' } } },
    ],
    [
      'an element all described by its filter is added',
      { emails: [home] },
      [{ op: 'add', path: 'emails[type eq "work" and value eq "w"]' }],
      { emails: [home, { type: 'work', value: 'w' }] },
    ],
    [
      'an element described by its filter is not added twice',
      { emails: [home] },
      [{ op: 'add', path: 'emails[type eq "home"]' }],
      { emails: [home] },
    ],
    [
      'replace of a matching element by nothing removes it',
      { emails: [work, home] },
      [{ op: 'replace', path: 'emails[type eq "home"]', value: null }],
      { emails: [work] },
    ],
    [
      'a created primary takes over',
      { emails: [work] },
      [{ op: 'replace', path: 'emails[type eq "home"]', value: { value: 'h', primary: true } }],
      {
        emails: [
          { ...work, primary: false },
          { type: 'home', value: 'h', primary: true },
        ],
      },
    ],
    [
      'of several matching elements one becomes primary',
      { emails: [work, { ...home, primary: false }, { value: 'o' }] },
      [{ op: 'replace', path: 'emails[primary ne true].primary', value: true }],
      {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
          { value: 'o', primary: false },
        ],
      },
    ],
    [
      'keys with a value path, a dot and a URN in a value without a path',
      { emails: [work] },
      [
        {
          op: 'replace',
          value: {
            'emails[type eq "work"].value': 'n',
            'name.givenName': 'g',
            [`${enterprise}:department`]: 'd',
            'urn:ietf:params:scim:schemas:core:2.0:User:title': 't',
          },
        },
      ],
      { emails: [{ ...work, value: 'n' }], name: { givenName: 'g' }, title: 't', [enterprise]: { department: 'd' } },
    ],
    [
      'a sub-attribute of no element makes one',
      {},
      [{ op: 'add', path: 'emails.value', value: 'n' }],
      { emails: [{ value: 'n' }] },
    ],
    [
      'an extension attribute',
      {},
      [{ op: 'add', path: `${enterprise}:department`, value: 'd' }],
      { [enterprise]: { department: 'd' } },
    ],
    [
      'an extension object',
      { [enterprise]: { division: 'x' } },
      [{ op: 'replace', value: { [enterprise]: { department: 'd' } } }],
      { [enterprise]: { division: 'x', department: 'd' } },
    ],
    [
      'removing an extension',
      { title: 'a', [enterprise]: { division: 'x' } },
      [{ op: 'remove', path: enterprise }],
      { title: 'a' },
    ],
    [
      'the last attribute takes the extension with it',
      { [enterprise]: { division: 'x' } },
      [{ op: 'remove', path: `${enterprise}:division` }],
      {},
    ],
    [
      'a manager with another value is another one',
      { [enterprise]: { manager: { value: 'a', $ref: 'Users/a' } } },
      [{ op: 'replace', path: 'manager', value: { value: 'b' } }],
      { [enterprise]: { manager: { value: 'b' } } },
    ],
    [
      'operations in their order',
      { title: 'a' },
      [
        { op: 'remove', path: 'title' },
        { op: 'add', path: 'title', value: 'b' },
        { op: 'replace', path: 'title', value: 'c' },
      ],
      { title: 'c' },
    ],
    [
      'a password is not stored',
      { title: 'a' },
      [{ op: 'replace', path: 'password', value: 'hunter2' }],
      { title: 'a' },
    ],
    ['unknown paths change nothing', { title: 'a' }, [{ op: 'replace', path: 'shoeSize', value: 9 }], { title: 'a' }],
    [
      'readOnly attributes in a value change nothing',
      { title: 'a' },
      [{ op: 'replace', value: { id: 'x', groups: [{ value: 'g' }], meta: {}, schemas: [] } }],
      { title: 'a' },
    ],
  ])('%s', (_, before, operations, after) => {
    expect(apply(before, operations)).toEqual(after);
  });

  test('answers the same object when nothing changed', () => {
    const before = { title: 'a', emails: [work] };
    expect(
      apply(before, [
        { op: 'replace', path: 'title', value: 'a' },
        { op: 'add', path: 'emails', value: [work] },
      ]),
    ).toBe(before);
    expect(
      apply(before, [
        { op: 'add', path: 'title', value: 'b' },
        { op: 'add', path: 'title', value: 'a' },
      ]),
    ).toBe(before);
  });

  test.each<[string, JsonObject, object, string, RegExp]>([
    [
      'remove of a required attribute',
      { userName: 'a' },
      { op: 'remove', path: 'userName' },
      'mutability',
      /userName is required/,
    ],
    [
      'one value for several elements',
      { emails: [work, home] },
      { op: 'replace', path: 'emails.value', value: 'n' },
      'noTarget',
      /emails has 2 values/,
    ],
    [
      'a value path that contradicts itself',
      {},
      { op: 'add', path: 'emails[type eq "a" and type eq "b"].value', value: 'n' },
      'noTarget',
      /emails/,
    ],
    [
      'an element without a name in its filter',
      {},
      { op: 'add', path: 'emails[type eq ""].value', value: 'n' },
      'noTarget',
      /emails/,
    ],
    [
      'more elements than an attribute may have',
      { emails: Array.from({ length: 1_000 }, (_, index) => ({ value: `${index}` })) },
      { op: 'add', path: 'emails', value: 'n' },
      'invalidValue',
      /1001 elements/,
    ],
    [
      'a value path that describes no element',
      {},
      { op: 'replace', path: 'emails[value co "x"].type', value: 'work' },
      'noTarget',
      /emails.*co/,
    ],
  ])('%s is refused', (_, before, operation, scimType, detail) => {
    expect(() => apply(before, [operation])).toThrow(
      expect.objectContaining({ scimType, detail: expect.stringMatching(detail) }),
    );
  });

  test('a value path that matches nothing is noTarget where elements are not created', () => {
    const operation = { op: 'replace', path: 'emails[type eq "work"].value', value: 'n' };
    expect(() => apply({}, [operation], { createMissing: false })).toThrow(
      expect.objectContaining({ scimType: 'noTarget' }),
    );
  });

  test('lists of simple values are changed by value', () => {
    const tags = defineAttribute('tags', '', { multiValued: true });
    const type = { ...userType, schema: { ...userType.schema, attributes: [...userType.schema.attributes, tags] } };
    const before = { tags: ['a', 'b'] };
    const change = (operation: object) => apply(before, [operation], undefined, type);
    expect(change({ op: 'add', path: 'tags', value: ['B', 'c'] })).toEqual({ tags: ['a', 'b', 'c'] });
    expect(change({ op: 'remove', path: 'tags', value: 'A' })).toEqual({ tags: ['b'] });
    expect(change({ op: 'remove', path: 'tags[value eq "b"]' })).toEqual({ tags: ['a'] });
    expect(change({ op: 'replace', path: 'tags[value sw "b"]', value: 'c' })).toEqual({ tags: ['a', 'c'] });
    expect(change({ op: 'add', path: 'tags[value eq "d"]' })).toEqual({ tags: ['a', 'b', 'd'] });
  });

  test('a required or immutable sub-attribute is held as such', () => {
    const room = defineAttribute('room', '', {
      type: 'complex',
      subAttributes: [
        defineAttribute('floor', '', { required: true }),
        defineAttribute('building', '', { mutability: 'immutable' }),
      ],
    });
    const type = { ...userType, schema: { ...userType.schema, attributes: [...userType.schema.attributes, room] } };
    const before = { room: { floor: '1', building: 'A' } };
    const change = (operation: object) => apply(before, [operation], undefined, type);
    expect(change({ op: 'replace', path: 'room', value: { floor: '2', building: 'A' } })).toEqual({
      room: { floor: '2', building: 'A' },
    });
    expect(() => change({ op: 'remove', path: 'room.floor' })).toThrow(/room\.floor is required/);
    expect(() => change({ op: 'replace', path: 'room.floor', value: '' })).toThrow(/room\.floor is required/);
    expect(() => change({ op: 'replace', path: 'room.building', value: 'B' })).toThrow(/room\.building is immutable/);
    expect(() => change({ op: 'remove', path: 'room.building' })).toThrow(/room\.building is immutable/);
    expect(() => change({ op: 'remove', path: 'room' })).toThrow(/room\.building is immutable/);
    expect(() => change({ op: 'replace', path: 'room', value: null })).toThrow(/room\.building is immutable/);
    expect(apply({ room: { floor: '1' } }, [{ op: 'remove', path: 'room' }], undefined, type)).toEqual({});
  });

  test('an element that stays keeps its immutable parts, and one that goes takes them with it', () => {
    const keys = defineAttribute('keys', '', {
      type: 'complex',
      multiValued: true,
      subAttributes: [defineAttribute('value', ''), defineAttribute('serial', '', { mutability: 'immutable' })],
    });
    const type = { ...userType, schema: { ...userType.schema, attributes: [...userType.schema.attributes, keys] } };
    const before = { keys: [{ value: 'k', serial: '1' }] };
    const change = (operation: object) => apply(before, [operation], undefined, type);
    const other = { value: 'k', serial: '2' };
    for (const path of ['keys', 'keys[value eq "k"]']) {
      expect(change({ op: 'replace', path, value: { value: 'k' } })).toEqual(before);
      expect(change({ op: 'replace', path, value: { value: 'l' } })).toEqual({ keys: [{ value: 'l' }] });
      expect(change({ op: 'remove', path })).toEqual({});
      expect(() => change({ op: 'replace', path, value: other })).toThrow(/keys\.serial is immutable/);
      expect(() => change({ op: 'add', path, value: other })).toThrow(/keys\.serial is immutable/);
    }
  });

  test('an extension with an immutable value cannot be taken away', () => {
    const [extension] = userType.extensions;
    if (extension === undefined) throw new Error('no extension');
    const hold = (name: string) => {
      const attributes = extension.schema.attributes.map((attribute) => {
        if (attribute.name !== name) return attribute;
        const parts = attribute.subAttributes?.map((part) => ({ ...part, mutability: 'immutable' as const }));
        return parts === undefined
          ? { ...attribute, mutability: 'immutable' as const }
          : { ...attribute, subAttributes: parts };
      });
      return { ...userType, extensions: [{ ...extension, schema: { ...extension.schema, attributes } }] };
    };
    const before = { title: 't', [enterprise]: { department: 'd', manager: { value: 'm' } } };
    const remove = [{ op: 'remove', path: enterprise }];
    expect(apply(before, remove, undefined, hold('division'))).toEqual({ title: 't' });
    for (const name of ['department', 'manager']) {
      expect(() => apply(before, remove, undefined, hold(name))).toThrow(
        expect.objectContaining({ scimType: 'mutability', detail: expect.stringContaining(name) }),
      );
    }
  });

  test('a new primary element takes over, also where the old one is named again beside it', () => {
    const value = [
      { value: work.value, type: work.type },
      { ...home, primary: true },
    ];
    expect(apply({ emails: [work] }, [{ op: 'add', path: 'emails', value }])).toEqual({
      emails: [
        { ...work, primary: false },
        { ...home, primary: true },
      ],
    });
  });

  test('an immutable value cannot change', () => {
    const attributes = userType.schema.attributes.map((attribute) =>
      attribute.name === 'nickName' ? { ...attribute, mutability: 'immutable' as const } : attribute,
    );
    const type = { ...userType, schema: { ...userType.schema, attributes } };
    const set = [{ op: 'add', path: 'nickName', value: 'b' }];
    expect(apply({}, set, undefined, type)).toEqual({ nickName: 'b' });
    expect(apply({ nickName: 'B' }, set, undefined, type)).toEqual({ nickName: 'B' });
    expect(() => apply({ nickName: 'a' }, set, undefined, type)).toThrow(
      expect.objectContaining({ scimType: 'mutability' }),
    );
  });

  test('applied twice, an add or a replace changes nothing the second time', () => {
    const email = fc.record(
      { value: fc.constantFrom('a', 'b', 'c'), type: fc.constantFrom('work', 'home'), primary: fc.boolean() },
      { requiredKeys: ['value'] },
    );
    const operation = fc.oneof(
      fc.record({
        op: fc.constantFrom('add', 'replace'),
        path: fc.constant('emails'),
        value: fc.array(email, { maxLength: 3 }),
      }),
      fc.record({
        op: fc.constantFrom('add', 'replace'),
        path: fc.constantFrom('title', 'name.givenName', 'emails[type eq "work"].value'),
        value: fc.constantFrom('x', 'y'),
      }),
    );
    fc.assert(
      fc.property(fc.array(email, { maxLength: 3 }), operation, (emails, change) => {
        const once = apply({ userName: 'a', ...(emails.length === 0 ? {} : { emails }) }, [change]);
        expect(apply(once, [change])).toEqual(once);
      }),
      propertyRuns,
    );
  });

  test('any operation gives a document or a SCIM error, and never touches its input', () => {
    const path = fc.oneof(
      fc.constantFrom(
        'emails',
        'name',
        'manager',
        'emails[type eq "work"]',
        'emails[type eq "work"].value',
        enterprise,
        'active',
        '__proto__',
        'id',
      ),
      fc.string(),
    );
    const operation = fc.record(
      { op: fc.constantFrom('add', 'replace', 'remove', 'Add'), path, value: fc.jsonValue() },
      { requiredKeys: ['op'] },
    );
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
        try {
          apply({ userName: 'a', emails: [work], name: { givenName: 'g' } }, operations);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
      propertyRuns,
    );
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });
});
