import { describe, expect, test } from '@jest/globals';
import { builtInGroup, builtInUser } from '#scim/schema/built-in-types.ts';
import { readCustomSchemas } from '#scim/schema/custom-schemas.ts';
import { devicesDocument } from '../../../../support/devices.ts';

const urn = 'urn:example:scim:schemas:2.0:Thing';
const more = 'urn:example:scim:schemas:extension:2.0:Thing';

/** A document with one resource type of these attributes, whose entry is as `traits` say. */
const thing = (attributes: unknown, traits: object = {}) => ({
  Schemas: [{ id: urn, name: 'Thing', description: 'A thing', attributes }],
  ResourceTypes: [{ name: 'Thing', endpoint: '/Things', schema: urn, ...traits }],
});
const one = (attribute: object) => thing([attribute]);
const title = { name: 'title' };
/** As `thing`, with a second schema that is there to be an extension. */
const extended = (id: string, attributes: unknown, traits: object = {}, entries: readonly object[] = []) => {
  const { Schemas, ResourceTypes } = thing([title], traits);
  return { Schemas: [...Schemas, { id, attributes }], ResourceTypes: [...ResourceTypes, ...entries] };
};
const extension = { schemaExtensions: [{ schema: more, required: true }] };

describe('a document of schemas and resource types', () => {
  test.each([[{}], [{ Schemas: [], ResourceTypes: [] }]])(
    'that is empty leaves User and Group as they are: %j',
    (json) => {
      expect(readCustomSchemas(json)).toEqual({ schemas: [], resourceTypes: [builtInUser, builtInGroup] });
    },
  );

  test('adds to User, and makes a type of its own', () => {
    const { schemas, resourceTypes } = readCustomSchemas(devicesDocument);
    const [user, group, device, ...others] = resourceTypes;
    expect(others).toEqual([]);
    expect(schemas.map(({ name }) => name)).toEqual(['Device', 'Inventory', 'Badge']);
    expect(group).toBe(builtInGroup);
    expect(user).toEqual({
      ...builtInUser,
      extensions: [...builtInUser.extensions, { schema: schemas[2], required: false }],
      indexes: [
        ...builtInUser.indexes,
        { path: 'urn:example:scim:schemas:extension:badge:2.0:User:badgeNumber', unique: true },
      ],
    });
    expect(device).toMatchObject({
      id: 'Device',
      name: 'Device',
      endpoint: '/Devices',
      schema: schemas[0],
      extensions: [{ schema: schemas[1], required: true }],
      displayAttributes: ['displayName', 'serialNumber'],
      defaults: { active: true },
      keptOnReplace: ['active', 'externalId'],
    });
    expect(device).not.toHaveProperty('memberAttribute');
    expect(device).not.toHaveProperty('memberOfAttribute');
  });

  test('gives what it leaves out the defaults of RFC 7643 §2.2', () => {
    const { resourceTypes, schemas } = readCustomSchemas({
      Schemas: [{ id: urn, attributes: [title] }],
      ResourceTypes: [{ name: 'Thing', endpoint: 'Things', schema: urn.toUpperCase() }],
    });
    expect(resourceTypes[2]).toEqual({
      id: 'Thing',
      name: 'Thing',
      endpoint: '/Things',
      description: '',
      schema: schemas[0],
      extensions: [],
      indexes: [],
      displayAttributes: [],
      defaults: {},
      keptOnReplace: ['externalId'],
    });
    expect(schemas).toEqual([
      {
        id: urn,
        name: 'Thing',
        description: '',
        attributes: [
          {
            name: 'title',
            type: 'string',
            multiValued: false,
            description: '',
            required: false,
            caseExact: false,
            mutability: 'readWrite',
            returned: 'default',
            uniqueness: 'none',
          },
        ],
      },
    ]);
  });

  test.each<[string, object, object]>([
    ['a reference is case exact', { name: 'a', type: 'reference', referenceTypes: ['uri'] }, { caseExact: true }],
    ['a binary value is case exact', { name: 'a', type: 'binary' }, { caseExact: true }],
    ['unless the schema says otherwise', { name: 'a', type: 'binary', caseExact: false }, { caseExact: false }],
    [
      'a reference may be to a type of the document',
      { name: 'a', type: 'reference', referenceTypes: ['Thing'] },
      { referenceTypes: ['Thing'] },
    ],
    [
      'an element without primary is not the primary one',
      { name: 'a', type: 'complex', multiValued: true, subAttributes: [{ name: 'primary', type: 'boolean' }] },
      { subAttributes: [expect.objectContaining({ assumed: false })] },
    ],
    [
      '$ref is the name of a sub-attribute',
      { name: 'a', type: 'complex', subAttributes: [{ name: '$ref', type: 'reference', referenceTypes: ['User'] }] },
      { subAttributes: [expect.objectContaining({ name: '$ref' })] },
    ],
  ])('%s', (_, attribute, expected) => {
    expect(readCustomSchemas(one(attribute)).schemas[0]?.attributes[0]).toMatchObject(expected);
  });

  test('spells the path of an index as the schema does, also of an extension without its URN', () => {
    const json = extended(more, [{ name: 'assetTag' }], {
      ...extension,
      indexes: [{ path: 'TITLE' }, { path: 'ASSETTAG' }, { path: 'externalid' }],
    });
    expect(readCustomSchemas(json).resourceTypes[2]?.indexes).toEqual([
      { path: 'title', unique: false },
      { path: `${more}:assetTag`, unique: false },
      { path: 'externalId', unique: false },
    ]);
  });

  test('takes an entry in the form that /ResourceTypes shows', () => {
    const json = extended(more, [title], extension, [
      {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
        id: 'Group',
        name: 'Group',
        endpoint: '/Groups',
        description: 'Group',
        schema: 'urn:ietf:params:scim:schemas:core:2.0:Group',
        schemaExtensions: [{ schema: more, required: false }],
        meta: { resourceType: 'ResourceType', location: 'https://example.com/v2/ResourceTypes/Group' },
      },
    ]);
    expect(readCustomSchemas(json).resourceTypes[1].extensions).toHaveLength(1);
  });
});

const complex = (subAttributes: unknown, traits: object = {}) =>
  one({ name: 'a', type: 'complex', subAttributes, ...traits });
const attribute0 = 'Schemas[0].attributes[0]';
const type0 = 'ResourceTypes[0]';

describe('a document is refused', () => {
  test.each<[string, unknown, string]>([
    ['that is no object', [], 'a list is no object; it must have Schemas, ResourceTypes'],
    ['with an unknown member', { schemas: [] }, 'the file: "schemas" is not known; it can have Schemas, ResourceTypes'],
    ['whose Schemas is no list', { Schemas: {} }, 'Schemas: an object is no list'],
    ['with an unknown characteristic', one({ name: 'a', unique: true }), `${attribute0}: "unique" is not known`],
    ['with __proto__', JSON.parse('{"__proto__": {}}'), 'the file: "__proto__" is not known'],

    [
      'with a schema without an id',
      { Schemas: [{ attributes: [title] }] },
      'Schemas[0].id: is missing; it must be a URN',
    ],
    [
      'with a schema whose id is no URN',
      { Schemas: [{ id: 'https://a.b/c', attributes: [title] }] },
      'Schemas[0].id: "https://a.b/c" is not',
    ],
    ['with a schema without attributes', thing([]), 'Schemas[0].attributes: there must be at least one'],
    [
      'with the URN of User',
      { Schemas: [{ id: builtInUser.schema.id.toLowerCase(), attributes: [title] }] },
      'Schemas[0].id: "urn:ietf',
    ],
    [
      'with the URN of a message',
      { Schemas: [{ id: 'urn:ietf:params:scim:api:messages:2.0:X', attributes: [title] }] },
      'Schemas[0].id',
    ],
    [
      'with a URN that goes on from another',
      extended(`${urn}:More`, [title]),
      `Schemas[1].id: "${urn}:More" begins with`,
    ],
    ['with a URN twice', extended(urn.toUpperCase(), [title]), 'is there already, at Schemas[0].id'],
    ['with a schema that is not used', extended(more, [title]), `Schemas[1]: no resource type has the schema ${more}`],

    [
      'with an attribute without a name',
      one({ type: 'string' }),
      `${attribute0}.name: is missing; it must be a letter`,
    ],
    ['with a name that is no ATTRNAME', one({ name: 'serial number' }), `${attribute0}.name: "serial number" is no`],
    [
      'with $ref outside of a complex attribute',
      one({ name: '$ref' }),
      `${attribute0}.name: "$ref" is no attribute name`,
    ],
    ['with a name that all objects have', one({ name: 'constructor' }), `${attribute0}.name: "constructor" is a word`],
    ['with a name twice', thing([title, { name: 'Title' }]), 'Schemas[0].attributes[1].name: "Title" is there already'],
    [
      'with an unknown type',
      one({ name: 'a', type: 'text' }),
      `${attribute0}.type: "text" is not accepted; it must be one of string, boolean`,
    ],
    [
      'with a required that is a text',
      one({ name: 'a', required: 'yes' }),
      `${attribute0}.required: "yes" is not accepted; it must be true or false`,
    ],
    [
      'with an unknown mutability',
      one({ name: 'a', mutability: 'readonly' }),
      `${attribute0}.mutability: "readonly" is not`,
    ],
    [
      'with an unknown returned',
      one({ name: 'a', returned: 'sometimes' }),
      `${attribute0}.returned: "sometimes" is not`,
    ],
    [
      'with a canonical value that is a number',
      one({ name: 'a', canonicalValues: [1] }),
      `${attribute0}.canonicalValues[0]: 1 is not`,
    ],
    [
      'with a reference to nothing',
      one({ name: 'a', type: 'reference' }),
      `${attribute0}.referenceTypes: a reference must say`,
    ],
    [
      'with a reference to an unknown type',
      one({ name: 'a', type: 'reference', referenceTypes: ['Printer'] }),
      `${attribute0}.referenceTypes[0]: "Printer" is not accepted; it must be one of external, uri, User, Group, Thing`,
    ],
    [
      'with referenceTypes of a string',
      one({ name: 'a', referenceTypes: ['User'] }),
      `${attribute0}.referenceTypes: only`,
    ],
    [
      'with a complex attribute without sub-attributes',
      complex(undefined),
      `${attribute0}.subAttributes: there must be`,
    ],
    [
      'with sub-attributes of a string',
      one({ name: 'a', subAttributes: [title] }),
      `${attribute0}.subAttributes: only`,
    ],
    [
      'with a complex sub-attribute',
      complex([{ name: 'b', type: 'complex', subAttributes: [title] }]),
      `${attribute0}.subAttributes[0].type: a sub-attribute cannot be complex`,
    ],
    ['with a sub-attribute twice', complex([title, { name: 'TITLE' }]), `${attribute0}.subAttributes[1].name`],

    [
      'with what is required and never returned',
      one({ name: 'a', required: true, returned: 'never' }),
      `${attribute0}.required: a value that is never`,
    ],
    [
      'with what is required and readOnly',
      one({ name: 'a', required: true, mutability: 'readOnly' }),
      `${attribute0}.required: no client`,
    ],
    [
      'with what is required and holds nothing',
      complex([{ name: 'b', mutability: 'readOnly' }], { required: true }),
      `${attribute0}.required: no client`,
    ],
    [
      'with what is writeOnly and returned',
      one({ name: 'a', mutability: 'writeOnly' }),
      `${attribute0}.returned: "writeOnly" means`,
    ],
    [
      'with several unique values',
      one({ name: 'a', multiValued: true, uniqueness: 'server' }),
      `${attribute0}.uniqueness: only`,
    ],

    [
      'with a type without a name',
      thing([title], { name: undefined }),
      `${type0}.name: is missing; it must be a letter`,
    ],
    [
      'with a type whose name is no word',
      thing([title], { name: 'My#Thing' }),
      `${type0}.name: "My#Thing" is not accepted`,
    ],
    [
      'with a type whose id is not its name',
      thing([title], { id: 'Other' }),
      `${type0}.id: "Other" is not accepted; it must be the name`,
    ],
    [
      'with a type named as another is',
      thing([title], { name: 'group' }),
      `${type0}.name: "group" is not accepted: Group`,
    ],
    [
      'with a type named as a part of a key',
      thing([title], { name: 'Count' }),
      `${type0}.name: "Count" is not accepted`,
    ],
    [
      'with a type named as another part of a key',
      thing([title], { name: 'Deleted' }),
      `${type0}.name: "Deleted" is not accepted`,
    ],
    [
      'with a type twice',
      extended(more, [title], extension, [{ name: 'THING', endpoint: '/T', schema: more }]),
      'ResourceTypes[1].name: "THING" is there',
    ],
    [
      'with a type without an endpoint',
      thing([title], { endpoint: undefined }),
      `${type0}.endpoint: is missing; it must be a path`,
    ],
    [
      'with an endpoint of two segments',
      thing([title], { endpoint: '/my/things' }),
      `${type0}.endpoint: "/my/things" is not`,
    ],
    ...['/Users', '/groups', '/Me', '/Bulk', '/Schemas', '/resourcetypes', '/ServiceProviderConfig'].map(
      (endpoint): [string, unknown, string] => [
        `with the endpoint ${endpoint}`,
        thing([title], { endpoint }),
        'is another endpoint; choose',
      ],
    ),
    [
      'with the endpoint /.search',
      thing([title], { endpoint: '/.search' }),
      `${type0}.endpoint: "/.search" is not accepted`,
    ],
    [
      'with an endpoint twice',
      extended(more, [title], extension, [{ name: 'Other', endpoint: '/things', schema: more }]),
      'ResourceTypes[1].endpoint: "/things" is there',
    ],
    [
      'with a type without a schema',
      thing([title], { schema: undefined }),
      `${type0}.schema: is missing; it must be the id of`,
    ],
    [
      'with an unknown schema',
      thing([title], { schema: 'urn:x:y' }),
      `${type0}.schema: "urn:x:y" is not accepted; it must be the id of a schema in this file: ${urn}`,
    ],
    [
      'with an unknown extension',
      thing([title], { schemaExtensions: [{ schema: more }] }),
      `${type0}.schemaExtensions[0].schema: "${more}" is not`,
    ],
    [
      'with its schema as an extension',
      thing([title], { schemaExtensions: [{ schema: urn }] }),
      `${type0}.schemaExtensions[0].schema: ${urn} belongs`,
    ],
    [
      'with an extension twice',
      extended(more, [title], { schemaExtensions: [{ schema: more }, { schema: more }] }),
      `${type0}.schemaExtensions[1].schema`,
    ],
    ...['id', 'externalid', 'meta', 'schemas'].map((name): [string, unknown, string] => [
      `with an attribute ${name}`,
      one({ name }),
      `has an attribute "${name}"`,
    ]),
    ...['members', 'Groups'].map((name): [string, unknown, string] => [
      `with an attribute ${name}`,
      one({ name }),
      `${attribute0}.name: "${name}" is not accepted: memberships belong to groups and users`,
    ]),

    [
      'with another endpoint of User',
      { ResourceTypes: [{ id: 'User', endpoint: '/People' }] },
      `${type0}.endpoint: User can be added to and not replaced`,
    ],
    [
      'with defaults of User',
      { ResourceTypes: [{ id: 'User', defaults: { active: false } }] },
      `${type0}.defaults: User takes schemaExtensions and indexes only`,
    ],
    [
      'with an extension that User has',
      { ResourceTypes: [{ id: 'User', schemaExtensions: [{ schema: builtInUser.extensions[0]?.schema.id }] }] },
      'belongs to this resource type already',
    ],
    [
      'with an index that User has',
      { ResourceTypes: [{ id: 'User', indexes: [{ path: 'username', unique: true }] }] },
      `${type0}.indexes[0].path: "userName" is there already, at User`,
    ],

    [
      'with an index of nothing',
      thing([title], { indexes: [{ path: 'name' }] }),
      `${type0}.indexes[0].path: Thing has no attribute "name"`,
    ],
    [
      'with an index without a path',
      thing([title], { indexes: [{ unique: true }] }),
      `${type0}.indexes[0].path: is missing`,
    ],
    [
      'with an index of an extension',
      extended(more, [title], { ...extension, indexes: [{ path: more }] }),
      'is a schema; it must be the path',
    ],
    [
      'with an index of a number',
      thing([{ name: 'n', type: 'integer' }], { indexes: [{ path: 'n' }] }),
      `${type0}.indexes[0].path: n is of the type integer; it must be of one of string`,
    ],
    [
      'with an index of a complex attribute',
      thing([{ name: 'a', type: 'complex', subAttributes: [title] }], { indexes: [{ path: 'a' }] }),
      `${type0}.indexes[0].path: a is complex; it must be one of a.title`,
    ],
    [
      'with an index of what is not kept',
      thing([{ name: 'a', returned: 'never' }], { indexes: [{ path: 'a' }] }),
      `${type0}.indexes[0].path: no value of a is kept`,
    ],
    [
      'with an index of a sub-attribute with several values',
      thing([{ name: 'a', type: 'complex', subAttributes: [{ name: 'b', multiValued: true }] }], {
        indexes: [{ path: 'a.b' }],
      }),
      `${type0}.indexes[0].path: a.b is a sub-attribute with several values`,
    ],
    [
      'with an index of id',
      thing([title], { indexes: [{ path: 'id' }] }),
      `${type0}.indexes[0].path: no value of id is kept`,
    ],
    [
      'with a unique index of several values',
      thing([{ name: 'a', multiValued: true }], { indexes: [{ path: 'a', unique: true }] }),
      `${type0}.indexes[0].unique: a can have several values`,
    ],
    [
      'with a unique index that the schema does not promise',
      thing([title], { indexes: [{ path: 'title', unique: true }] }),
      `${type0}.indexes[0].unique: the schema says of title that its uniqueness is "none"`,
    ],
    [
      'with a promise that no index keeps',
      one({ name: 'a', uniqueness: 'server' }),
      `${type0}.indexes: the schema says that a is unique; add {"path": "a", "unique": true}`,
    ],
    [
      'with an index twice',
      thing([title], { indexes: [{ path: 'title' }, { path: `${urn}:TITLE` }] }),
      `${type0}.indexes[1].path: "title" is there already`,
    ],
    [
      'with 21 indexes',
      thing(
        Array.from({ length: 21 }, (_, i) => ({ name: `a${i}` })),
        { indexes: Array.from({ length: 21 }, (_, i) => ({ path: `a${i}` })) },
      ),
      `${type0}.indexes: 21 indexes of Thing are too many`,
    ],

    [
      'with a default of an unknown attribute',
      thing([title], { defaults: { color: 'red' } }),
      `${type0}.defaults.color: "color" is not accepted`,
    ],
    [
      'with a default that does not fit',
      thing([{ name: 'n', type: 'integer' }], { defaults: { n: 'many' } }),
      `${type0}.defaults.n: n: "many" is not accepted; it must be an integer`,
    ],
    [
      'with a default of what is required',
      thing([{ name: 'a', required: true }], { defaults: { a: 'x' } }),
      `${type0}.defaults.a: a is required`,
    ],
    [
      'with a display attribute that is no string',
      thing([{ name: 'n', type: 'integer' }], { displayAttributes: ['n'] }),
      `${type0}.displayAttributes[0]: n is not accepted`,
    ],
    [
      'that keeps what is readOnly',
      thing([title], { keptOnReplace: ['id'] }),
      `${type0}.keptOnReplace[0]: "id" is not accepted`,
    ],
  ])('%s', (_, json, message) => {
    expect(() => readCustomSchemas(json)).toThrow(message);
    // One line, so that it can be the last line of a deployment that fails.
    expect(() => readCustomSchemas(json)).not.toThrow(/\n/);
  });
});
