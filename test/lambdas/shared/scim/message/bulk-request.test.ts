import { describe, expect, test } from '@jest/globals';
import { ScimError } from '#scim/errors.ts';
import { type BulkRequest, maxOperations, parseBulkRequest } from '#scim/message/bulk-request.ts';
import { groupType, resourceTypes, userType } from '#scim/schema/resource-types.ts';

const parse = (body: unknown): BulkRequest => parseBulkRequest(body, resourceTypes);
const bulk = (...Operations: readonly unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
  Operations,
});
const post = { method: 'POST', path: '/Users', bulkId: 'a', data: { userName: 'a' } };
const patchOp = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'remove', path: 'x' }],
};

function errorOf(body: unknown): ScimError {
  try {
    parse(body);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('The body was accepted.');
}

const accepted: readonly [name: string, operation: object, expected: object][] = [
  ['a POST', post, { method: 'POST', bulkId: 'a', path: { type: userType, target: '' }, data: { userName: 'a' } }],
  ['a method in lower case', { ...post, method: 'post' }, { method: 'POST' }],
  ['a version of a POST, without heeding it', { ...post, version: 7 }, { method: 'POST' }],
  [
    'a PUT with a version',
    { method: 'PUT', path: '/Users/1', version: 'W/"3"', data: {} },
    { method: 'PUT', version: 'W/"3"', path: { type: userType, target: '1' } },
  ],
  [
    'a PATCH',
    { method: 'PATCH', path: '/Groups/1', data: patchOp },
    { path: { type: groupType, target: '1' }, data: patchOp },
  ],
  [
    'a PATCH with a list, as RFC 7644 prints it',
    { method: 'PATCH', path: '/Groups/1', data: patchOp.Operations },
    { data: { Operations: patchOp.Operations } },
  ],
  [
    'a DELETE, whatever its data',
    { method: 'DELETE', path: '/Users/1', data: 7 },
    { method: 'DELETE', data: {}, references: [] },
  ],
  ['a path without its slash', { method: 'DELETE', path: 'Users/1' }, { path: { type: userType, target: '1' } }],
  ['a path with a slash too many', { method: 'DELETE', path: '/Users/1/' }, { path: { type: userType, target: '1' } }],
  ['an encoded path', { method: 'DELETE', path: '/Users/a%20b' }, { path: { type: userType, target: 'a b' } }],
  [
    'a path that is badly encoded',
    { method: 'DELETE', path: '/Users/50%' },
    { path: { type: userType, target: '50%' } },
  ],
  ['keys in another case', { METHOD: 'DELETE', Path: '/Users/1', BulkID: 'x' }, { method: 'DELETE', bulkId: 'x' }],
  [
    'null for what may be missing',
    { method: 'DELETE', path: '/Users/1', bulkId: null, version: null },
    { method: 'DELETE' },
  ],
];

const refused: readonly [
  name: string,
  operation: object,
  status: number,
  scimType: string | undefined,
  detail: RegExp,
  known: object,
][] = [
  ['no method', { path: '/Users/1' }, 400, 'invalidSyntax', /Operations\[1\]\.method is missing/, {}],
  [
    'the method GET',
    { method: 'get', path: '/Users/1' },
    400,
    'invalidValue',
    /"get".*POST, PUT, PATCH, DELETE/,
    { method: 'GET' },
  ],
  ['a method that is a number', { method: 7, path: '/Users' }, 400, 'invalidValue', /method: 7/, {}],
  ['no path', { method: 'DELETE' }, 400, 'invalidSyntax', /Operations\[1\]\.path is missing/, { method: 'DELETE' }],
  ['a path that is no text', { method: 'DELETE', path: {} }, 400, 'invalidValue', /path: an object/, {}],
  ['a path that is no Unicode', { method: 'DELETE', path: '/Users/\ud800' }, 400, 'invalidValue', /path/, {}],
  [
    'a path to nothing',
    { method: 'DELETE', path: '/Devices/1' },
    404,
    undefined,
    /"\/Devices\/1".*\/Users, \/Groups/,
    {},
  ],
  ['a path with a query', { method: 'DELETE', path: '/Users/1?a' }, 404, undefined, /Operations\[1\]/, {}],
  ['a path of three parts', { method: 'DELETE', path: '/Users/1/name' }, 404, undefined, /Operations\[1\]/, {}],
  [
    'a POST to a resource',
    { ...post, bulkId: 'b', path: '/Users/1' },
    400,
    'invalidValue',
    /"\/Users"/,
    { bulkId: 'b' },
  ],
  ['a PUT to an endpoint', { method: 'PUT', path: '/Users', data: {} }, 400, 'invalidValue', /"\/Users\/\{id\}"/, {}],
  [
    'an id too long',
    { method: 'DELETE', path: `/Users/${'x'.repeat(513)}` },
    400,
    'invalidValue',
    /"\/Users\/x+…"/,
    {},
  ],
  [
    'a POST without bulkId',
    { method: 'POST', path: '/Users', data: {} },
    400,
    'invalidValue',
    /Operations\[1\]\.bulkId is missing/,
    {},
  ],
  ['an empty bulkId', { ...post, bulkId: '' }, 400, 'invalidValue', /bulkId: ""/, {}],
  [
    'a method that is no well-formed text',
    { ...post, bulkId: 'b', method: 'x\ud800' },
    400,
    'invalidValue',
    /method: /,
    { method: 'X\ufffd' },
  ],
  ['a bulkId that is no well-formed text', { ...post, bulkId: 'b\ud800' }, 400, 'invalidValue', /\.bulkId: /, {}],
  ['a bulkId that is no text', { method: 'DELETE', path: '/Users/1', bulkId: 7 }, 400, 'invalidValue', /bulkId: 7/, {}],
  [
    'no data',
    { ...post, bulkId: 'b', data: undefined },
    400,
    'invalidSyntax',
    /Operations\[1\]\.data/,
    { bulkId: 'b' },
  ],
  [
    'no data for a PUT',
    { method: 'PUT', path: '/Users/1' },
    400,
    'invalidSyntax',
    /Operations\[1\]\.data/,
    { method: 'PUT' },
  ],
  [
    'no data for a PATCH',
    { method: 'PATCH', path: '/Users/1', data: null },
    400,
    'invalidSyntax',
    /Operations\[1\]\.data/,
    { method: 'PATCH' },
  ],
  [
    'data that is a list',
    { method: 'PUT', path: '/Users/1', data: [] },
    400,
    'invalidSyntax',
    /data/,
    { path: { type: userType, target: '1' } },
  ],
  [
    'a version that is a number',
    { method: 'DELETE', path: '/Users/1', version: 7 },
    400,
    'invalidValue',
    /version: 7/,
    {},
  ],
  [
    'a bulkId in the path that nobody has',
    { method: 'DELETE', path: '/Users/bulkId:z' },
    400,
    'invalidValue',
    /"bulkId:z"/,
    {},
  ],
  [
    'a bulkId in the data that nobody has',
    { method: 'PUT', path: '/Users/1', data: { manager: { value: 'bulkId:z' } } },
    400,
    'invalidValue',
    /Operations\[1\] refers to "bulkId:z"/,
    { method: 'PUT' },
  ],
];

type WrongRow = [name: string, body: unknown, status: number, scimType: string | undefined, detail: RegExp];

const wrong: readonly WrongRow[] = [
  ['no object', [], 400, 'invalidSyntax', /JSON object/],
  ['null', null, 400, 'invalidSyntax', /JSON object/],
  ['no Operations', { schemas: [] }, 400, 'invalidSyntax', /"Operations" is missing/],
  ['Operations that are no list', { Operations: {} }, 400, 'invalidSyntax', /must be a list/],
  ['no operation', bulk(), 400, 'invalidValue', /empty/],
  ['an operation that is no object', bulk(post, 7), 400, 'invalidSyntax', /Operations\[1\]/],
  ['another message', { ...bulk(post), schemas: patchOp.schemas }, 400, 'invalidSyntax', /BulkRequest/],
  [
    'two POSTs with one bulkId',
    bulk(post, { ...post }),
    400,
    'invalidValue',
    /Operations\[1\]\.bulkId.*Operations\[0\]/,
  ],
  ...[0, -1, 1.5, '1', true, {}, 2 ** 53].map((failOnErrors): WrongRow => {
    const name = `failOnErrors ${JSON.stringify(failOnErrors)}`;
    return [name, { ...bulk(post), failOnErrors }, 400, 'invalidValue', /failOnErrors/];
  }),
  [
    'an operation too many',
    bulk(...Array.from({ length: maxOperations + 1 }, () => ({}))),
    413,
    undefined,
    /operations \(1001\) exceeds the maxOperations \(1000\)/,
  ],
];

describe('bulk request', () => {
  test.each(accepted)('reads %s', (_, operation, expected) => {
    expect(parse(bulk(operation)).operations).toEqual([expect.objectContaining({ kind: 'operation', ...expected })]);
  });

  test.each(refused)('refuses an operation with %s, and no other', (_, operation, status, scimType, detail, known) => {
    const { operations } = parse(bulk({ ...post, bulkId: 'first' }, operation));
    const error = expect.objectContaining({ status, scimType, detail: expect.stringMatching(detail) });
    expect(operations).toEqual([
      expect.objectContaining({ kind: 'operation' }),
      expect.objectContaining({ kind: 'refused', error, ...known }),
    ]);
  });

  test.each(wrong)('throws for %s', (_, body, status, scimType, detail) => {
    const error = errorOf(body);
    expect([error.status, error.scimType]).toEqual([status, scimType]);
    expect(error.detail).toMatch(detail);
  });

  test('reads failOnErrors and keys in any case, and does without schemas', () => {
    expect(parse({ FAILONERRORS: 2, operations: [post] })).toMatchObject({
      failOnErrors: 2,
      operations: [{ bulkId: 'a' }],
    });
    expect(parse({ failOnErrors: null, Operations: [post] })).not.toHaveProperty('failOnErrors');
  });

  test('binds references to the operations that create what they name, also refused ones', () => {
    const group = {
      method: 'POST',
      path: '/Groups',
      bulkId: 'g',
      data: { members: [{ value: 'bulkId:a' }, { value: 'bulkId:b' }] },
    };
    const { operations } = parse(
      bulk(group, post, { ...post, bulkId: 'b', path: '/Nothing' }, { method: 'DELETE', path: '/Groups/bulkId:g' }),
    );
    expect(operations.map((operation) => (operation.kind === 'operation' ? operation.references : undefined))).toEqual([
      [1, 2],
      [],
      undefined,
      [0],
    ]);
  });

  test('takes 1,000 operations', () => {
    const operations = Array.from({ length: maxOperations }, (_, i) => ({ ...post, bulkId: `u${i}` }));
    expect(parse(bulk(...operations)).operations).toHaveLength(maxOperations);
  });
});
