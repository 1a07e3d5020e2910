import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '#scim/errors.ts';
import type { JsonObject } from '#scim/json.ts';
import { type Attribute, defineAttribute } from '#scim/schema/attribute.ts';
import type { ResourceType } from '#scim/schema/resource-type.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { mergeReplacement, parseResource, validateDocument, withDefaults } from '#scim/schema/validate.ts';
import { enterpriseUserSchema } from '#scim/urns.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

function example(file: string): JsonObject {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../../../rfc', file), 'utf8')) as JsonObject;
}

describe('parseResource', () => {
  test('takes the full user of RFC 7643 §8.2 as it is, but for what is readOnly or never returned', () => {
    const user = example('rfc7643-8.2-user-full.json');
    const { document, ignored } = parseResource(user, userType);
    const { schemas: _1, id: _2, meta: _3, groups: _4, password: _5, ...expected } = user;
    expect(document).toEqual(expected);
    expect(ignored).toEqual([]);
  });

  test('takes the enterprise user of §8.3; the name and $ref of the manager are derived', () => {
    const user = example('rfc7643-8.3-user-enterprise.json');
    const extension = parseResource(user, userType).document[enterpriseUserSchema] as JsonObject;
    const sent = user[enterpriseUserSchema] as JsonObject;
    const { value } = sent.manager as JsonObject;
    expect(extension).toEqual({ ...sent, manager: { value: value ?? null } });
  });

  test('takes the group of §8.4; members are named, not stored', () => {
    const parsed = parseResource(example('rfc7643-8.4-group.json'), groupType);
    expect(parsed.document).toEqual({ displayName: 'Tour Guides' });
    expect(parsed.members).toEqual([
      { value: '2819c223-7f76-453a-919d-413861904646', type: 'User' },
      { value: '902c246b-6245-4190-8e05-00816be7344a', type: 'User' },
    ]);
  });

  test('reads names in any letter case and writes them in that of the schema', () => {
    const body = {
      USERNAME: 'a',
      Name: { FAMILYNAME: 'B' },
      [enterpriseUserSchema.toUpperCase()]: { Department: 'C' },
    };
    expect(parseResource(body, userType).document).toEqual({
      userName: 'a',
      name: { familyName: 'B' },
      [enterpriseUserSchema]: { department: 'C' },
    });
  });

  test.each<[string, JsonObject]>([
    ['by its name', { department: 'C', Manager: 'm' }],
    ['by its whole name', { [`${enterpriseUserSchema}:department`]: 'C', [`${enterpriseUserSchema}:manager`]: 'm' }],
    ['beside it', { department: 'C', [enterpriseUserSchema]: { manager: { value: 'm' } } }],
    [
      'otherwise than in it',
      { department: 'A', [enterpriseUserSchema.toUpperCase()]: { Department: 'C', manager: 'm' } },
    ],
    ['beside null for it', { department: 'C', manager: { value: 'm' }, [enterpriseUserSchema]: null }],
  ])('takes an attribute of an extension that is sent outside of it, %s', (_, sent) => {
    const { document, ignored } = parseResource({ userName: 'a', ...sent }, userType);
    const extension = { department: 'C', manager: { value: 'm' } };
    expect(document).toEqual({ userName: 'a', [enterpriseUserSchema]: extension });
    expect(ignored).toEqual([]);
  });

  test('an attribute of an extension outside of it is unknown where unknown attributes are refused', () => {
    expect(() => parseResource({ userName: 'a', department: 'C' }, userType, { unknownAttribute: 'refuse' })).toThrow(
      expect.objectContaining({ scimType: 'invalidSyntax', detail: expect.stringContaining('"department"') }),
    );
  });

  test('a sub-attribute is no attribute of a body', () => {
    const { document, ignored } = parseResource(
      { userName: 'a', 'manager.value': 'm', 'name.givenName': 'G' },
      userType,
    );
    expect(document).toEqual({ userName: 'a' });
    expect(ignored).toEqual(['manager.value', 'name.givenName']);
  });

  test('reports what it does not know and takes the rest', () => {
    const body = JSON.parse(
      `{"userName":"a","shoeSize":9,"__proto__":{"admin":true},"constructor":1,"${enterpriseUserSchema}":{"team":"x"},
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0User":{"department":"y"}}`,
    ) as JsonObject;
    const { document, ignored } = parseResource(body, userType);
    expect(document).toEqual({ userName: 'a' });
    expect(ignored).toEqual([
      'shoeSize',
      '__proto__',
      'constructor',
      `${enterpriseUserSchema}:team`,
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0User',
    ]);
  });

  test('reports each unknown name once, and the schemas it does not know', () => {
    const schemas = ['urn:scim:schemas:core:1.0', 'URN:ietf:params:scim:schemas:core:2.0:User', enterpriseUserSchema];
    const emails = [
      { value: 'a', colour: 'red' },
      { value: 'b', colour: 'blue' },
    ];
    expect(parseResource({ schemas, userName: 'a', emails }, userType).ignored).toEqual([
      'urn:scim:schemas:core:1.0',
      'emails.colour',
    ]);
  });

  test('writes attributes in the order of the schema, whatever the order of the body', () => {
    const body = { [enterpriseUserSchema]: { department: 'D' }, title: 'T', userName: 'a', externalId: 'x' };
    const document = withDefaults(parseResource(body, userType).document, userType);
    expect(Object.keys(document)).toEqual(['externalId', 'userName', 'title', 'active', enterpriseUserSchema]);
  });

  test.each<[string, unknown]>([
    ['as sent', ['urn:ietf:params:scim:schemas:core:2.0:User']],
    ['with 1.1', ['urn:scim:schemas:core:1.0', 'urn:ietf:params:scim:schemas:core:2.0:User']],
    ['unknown', ['urn:example:x']],
    ['a bare string', 'urn:ietf:params:scim:schemas:core:2.0:User'],
    ['null', null],
    ['empty', []],
  ])('tolerates schemas that are %s', (_, schemas) => {
    expect(parseResource({ schemas, userName: 'a' }, userType).document).toEqual({ userName: 'a' });
  });

  test.each<[string, ResourceType, unknown, string, RegExp]>([
    ['null', userType, null, 'invalidSyntax', /JSON object/],
    ['a list', userType, [], 'invalidSyntax', /JSON object/],
    ['a number', userType, 1, 'invalidSyntax', /JSON object/],
    ['schemas that are numbers', userType, { schemas: [1], userName: 'a' }, 'invalidSyntax', /schemas/],
    ['no userName', userType, {}, 'invalidValue', /userName is required/],
    ['an empty userName', userType, { userName: '' }, 'invalidValue', /userName/],
    ['a userName of spaces', userType, { userName: '  ' }, 'invalidValue', /userName/],
    ['a number for userName', userType, { userName: 42 }, 'invalidValue', /userName: 42/],
    [
      'an extension that is no object',
      userType,
      { userName: 'a', [enterpriseUserSchema]: 'x' },
      'invalidValue',
      /enterprise/,
    ],
    ['a password that is no string', userType, { userName: 'a', password: 1 }, 'invalidValue', /password/],
    ['no displayName', groupType, { members: [] }, 'invalidValue', /displayName/],
    [
      'a member without an id',
      groupType,
      { displayName: 'x', members: [{ display: 'y' }] },
      'invalidValue',
      /members\.value/,
    ],
  ])('refuses %s', (_, type, body, scimType, detail) => {
    expect(() => parseResource(body, type)).toThrow(
      expect.objectContaining({ scimType, detail: expect.stringMatching(detail) }),
    );
  });

  test.each<[unknown, readonly unknown[] | undefined]>([
    [undefined, undefined],
    [null, []],
    [[], []],
    ['u1', [{ value: 'u1' }]],
    [{ value: 'u1' }, [{ value: 'u1' }]],
    [['u1', 'u1'], [{ value: 'u1' }]],
    [[{ VALUE: 'u1', type: 'user' }], [{ value: 'u1', type: 'User' }]],
    [[{ value: 'u1', $ref: null, type: 'direct' }], [{ value: 'u1' }]],
    [[{ value: 'g1', $ref: 'Groups/g1' }], [{ value: 'g1', type: 'Group' }]],
    [[{ value: 'u1', $ref: 'https://x/v2/Users/u1' }], [{ value: 'u1', type: 'User' }]],
  ])('members %j are %j', (members, expected) => {
    const body = members === undefined ? { displayName: 'x' } : { displayName: 'x', members };
    expect(parseResource(body, groupType).members).toEqual(expected);
  });

  test('never stores a password, whatever else is sent', () => {
    expect(JSON.stringify(parseResource({ userName: 'a', PassWord: 'hunter2' }, userType))).not.toContain('hunter2');
  });

  test('answers any JSON with a document or a SCIM error', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(userType, groupType), (text, type) => {
        try {
          parseResource(JSON.parse(text), type);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
      propertyRuns,
    );
  });

  test('answers any values of known attributes with a document or a SCIM error', () => {
    const names = userType.schema.attributes.map(({ name }) => name);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (body) => {
        try {
          expect(JSON.stringify(parseResource({ ...body, userName: 'a' }, userType).document)).not.toContain('null,');
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
      propertyRuns,
    );
  });
});

describe('replacing', () => {
  test('a new user is active unless the client says otherwise', () => {
    expect(withDefaults({ userName: 'a' }, userType)).toEqual({ userName: 'a', active: true });
    expect(withDefaults({ userName: 'a', active: false }, userType)).toEqual({ userName: 'a', active: false });
  });

  test('what is not sent goes, but for active and externalId', () => {
    const before = { userName: 'a', active: false, externalId: 'x', title: 'Captain' };
    expect(mergeReplacement(before, { userName: 'b' }, userType)).toEqual({
      userName: 'b',
      active: false,
      externalId: 'x',
    });
    expect(mergeReplacement(before, { userName: 'b', externalId: 'y' }, userType)).toMatchObject({ externalId: 'y' });
  });

  test('what is sent as null or an empty list takes no default and keeps no old value', () => {
    const { document, cleared } = parseResource(
      { userName: 'a', ACTIVE: null, externalId: null, emails: [] },
      userType,
    );
    expect(cleared).toEqual(['active', 'externalId', 'emails']);
    expect(withDefaults(document, userType, cleared)).toEqual({ userName: 'a' });
    const before = { userName: 'a', active: false, externalId: 'x' };
    expect(mergeReplacement(before, document, userType, cleared)).toEqual({ userName: 'a' });
    expect(parseResource({ userName: 'a', title: '' }, userType).cleared).toEqual([]);
  });

  test('an immutable value stays, and is refused when it differs', () => {
    const type: ResourceType = {
      ...userType,
      schema: {
        ...userType.schema,
        attributes: userType.schema.attributes.map((attribute) =>
          attribute.name === 'userType' ? { ...attribute, mutability: 'immutable' } : attribute,
        ),
      },
    };
    const before = { userName: 'a', userType: 'Employee' };
    expect(mergeReplacement(before, { userName: 'a' }, type)).toEqual(before);
    expect(mergeReplacement(before, before, type)).toEqual(before);
    expect(mergeReplacement(before, { userName: 'a', userType: 'employee' }, type)).toEqual(before);
    expect(mergeReplacement({ userName: 'a' }, before, type)).toEqual(before);
    expect(() => mergeReplacement(before, { userName: 'a', userType: 'Guest' }, type)).toThrow(
      expect.objectContaining({ scimType: 'mutability' }),
    );
  });

  describe('immutable parts of values', () => {
    const immutable = { mutability: 'immutable' } as const;
    const serial = defineAttribute('serial', '', immutable);
    const label = defineAttribute('label', '');
    const part = (name: string, subAttributes: readonly Attribute[], multiValued = false) =>
      defineAttribute(name, '', { type: 'complex', multiValued, subAttributes });
    const attributes = [
      part('box', [serial, label]),
      part('room', [defineAttribute('floor', '', { required: true }), serial]),
      part('keys', [defineAttribute('value', '', immutable), defineAttribute('type', ''), serial, label], true),
      part('parts', [serial, label], true),
    ];
    const schema = { ...userType.schema, attributes: [...userType.schema.attributes, ...attributes] };
    const type: ResourceType = { ...userType, schema };
    const put = (before: JsonObject, sent: JsonObject) =>
      mergeReplacement({ userName: 'a', ...before }, { userName: 'a', ...sent }, type);

    test.each<[string, JsonObject, JsonObject, JsonObject]>([
      [
        'the same',
        { box: { serial: '1' } },
        { box: { serial: '1', label: 'l' } },
        { box: { serial: '1', label: 'l' } },
      ],
      ['none', { box: { serial: '1', label: 'l' } }, { box: { label: 'm' } }, { box: { serial: '1', label: 'm' } }],
      ['no value', { box: { serial: '1', label: 'l' } }, {}, { box: { serial: '1' } }],
      ['the first', { box: { label: 'l' } }, { box: { serial: '1' } }, { box: { serial: '1' } }],
      ['no value that has one', { box: { label: 'l' } }, {}, {}],
      [
        'elements that are there again',
        { keys: [{ value: 'k', serial: '1', label: 'l' }, { value: 'm' }] },
        { keys: [{ value: 'K' }, { value: 'm', serial: '2' }] },
        {
          keys: [
            { value: 'k', serial: '1' },
            { value: 'm', serial: '2' },
          ],
        },
      ],
      [
        'other elements',
        { keys: [{ value: 'k', type: 'a', serial: '1' }], parts: [{ serial: '1' }] },
        { keys: [{ value: 'k', type: 'b', serial: '2' }], parts: [{ serial: '2' }] },
        { keys: [{ value: 'k', type: 'b', serial: '2' }], parts: [{ serial: '2' }] },
      ],
      ['no elements', { keys: [{ value: 'k', serial: '1' }] }, {}, {}],
    ])('%s', (_, before, sent, after) => {
      expect(put(before, sent)).toEqual({ userName: 'a', ...after });
    });

    test.each<[string, JsonObject, JsonObject, string]>([
      ['box.serial', { box: { serial: '1' } }, { box: { serial: '2' } }, 'mutability'],
      ['keys.serial', { keys: [{ value: 'k', serial: '1' }] }, { keys: [{ value: 'k', serial: '2' }] }, 'mutability'],
      ['room.floor', { room: { floor: '1', serial: '1' } }, {}, 'invalidValue'],
    ])('another %s is refused', (name, before, sent, scimType) => {
      expect(() => put(before, sent)).toThrow(
        expect.objectContaining({ status: 400, scimType, detail: expect.stringContaining(name) }),
      );
    });
  });

  test('an immutable value in an extension stays, too, and the order is that of the schema', () => {
    const [extension] = userType.extensions;
    if (extension === undefined) throw new Error('no extension');
    const attributes = extension.schema.attributes.map((attribute) =>
      attribute.name === 'employeeNumber' ? { ...attribute, mutability: 'immutable' as const } : attribute,
    );
    const type: ResourceType = {
      ...userType,
      extensions: [{ required: false, schema: { ...extension.schema, attributes } }],
    };
    const before = { externalId: 'x', userName: 'a', [enterpriseUserSchema]: { employeeNumber: '7', division: 'D' } };
    const merged = mergeReplacement(before, { userName: 'b' }, type);
    expect(merged).toEqual({ externalId: 'x', userName: 'b', [enterpriseUserSchema]: { employeeNumber: '7' } });
    expect(Object.keys(merged)).toEqual(['externalId', 'userName', enterpriseUserSchema]);
    const other = { userName: 'b', [enterpriseUserSchema]: { employeeNumber: '8' } };
    expect(() => mergeReplacement(before, other, type)).toThrow(
      expect.objectContaining({ scimType: 'mutability', detail: expect.stringContaining('employeeNumber') }),
    );
  });

  test('a document without a required attribute or extension is refused', () => {
    expect(() => validateDocument({}, userType)).toThrow('userName');
    const [extension] = userType.extensions;
    if (extension === undefined) throw new Error('no extension');
    const type = { ...userType, extensions: [{ ...extension, required: true }] };
    expect(() => validateDocument({ userName: 'a' }, type)).toThrow(enterpriseUserSchema);
  });
});
