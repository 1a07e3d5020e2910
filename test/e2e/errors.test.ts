/** Every row of RFC 7644 §3.12, table 9: what is refused with which keyword, and that the detail helps who reads it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, createUser, patch, send, uniqueName } from './support/client.ts';

let taken: string;
let path: string;

beforeAll(async () => {
  taken = uniqueName('taken');
  await createUser({ userName: taken });
  path = `/Users/${await createUser({ emails: [{ value: 'a@example.com', type: 'home' }] })}`;
});

const list = (filter: string) => send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
const search = (body: unknown) => send('POST', '/Users/.search', { body });
const create = (body: unknown) => send('POST', '/Users', { body });
const replace = (body: unknown) => send('PUT', path, { body });
const change = (operation: object) => patch(path, [operation]);

/** The detail names the attribute or parameter, the value, and what would be accepted, as far as there is each. */
type Row = readonly [scimType: string, what: string, request: () => Promise<Answer>, detail: RegExp];

const rows: readonly Row[] = [
  ['invalidFilter', 'an unknown operator', () => list('userName regex "x"'), /"regex".*use eq, ne, co/],
  ['invalidFilter', 'an unknown attribute', () => list('shoeSize eq 9'), /"shoeSize"/],
  [
    'invalidFilter',
    'a value of another type',
    () => list('meta.created gt "x"'),
    /"x".*"meta\.created".*date and time/,
  ],
  [
    'invalidFilter',
    'a search by the order of a boolean',
    () => search({ filter: 'active gt true' }),
    /"active".*gt.*eq, ne or pr/,
  ],
  [
    'invalidFilter',
    'a path with a filter that is none',
    () => change({ op: 'remove', path: 'emails[type is "x"]' }),
    /emails.*"is".*use eq/,
  ],
  [
    'tooMany',
    'a place too far in a list',
    () => send('GET', '?sortBy=displayName&startIndex=5000'),
    /startIndex.*2000.*cursor/,
  ],
  [
    'uniqueness',
    'a POST of a userName that is taken',
    () => create({ userName: taken }),
    /"taken-.*" of "userName".*unique/,
  ],
  [
    'uniqueness',
    'a PUT of a userName that is taken',
    () => replace({ userName: taken }),
    /"taken-.*" of "userName".*unique/,
  ],
  [
    'uniqueness',
    'a PATCH to a userName that is taken',
    () => change({ op: 'replace', path: 'userName', value: taken }),
    /"taken-.*" of "userName".*unique/,
  ],
  [
    'mutability',
    'a change of what is readOnly',
    () => change({ op: 'replace', path: 'id', value: 'x' }),
    /id is readOnly/,
  ],
  [
    'mutability',
    'the removal of what is required',
    () => change({ op: 'remove', path: 'userName' }),
    /userName is required.*replace it/,
  ],
  ['invalidSyntax', 'a POST of what is no JSON', () => create('{'), /JSON object/],
  ['invalidSyntax', 'a PUT of what is no object', () => replace('"x"'), /JSON object.*attributes of a User/],
  ['invalidSyntax', 'a search that is no object', () => search([]), /JSON object/],
  [
    'invalidSyntax',
    'a search with the schema of a PATCH',
    () => search({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }),
    /schemas.*SearchRequest/,
  ],
  [
    'invalidSyntax',
    'a bulk request without operations',
    () => send('POST', '/Bulk', { body: {} }),
    /"Operations".*list of operations/,
  ],
  [
    'invalidSyntax',
    'an operation that PATCH does not have',
    () => change({ op: 'move', path: 'title' }),
    /op: "move".*"add", "replace" or "remove"/,
  ],
  [
    'invalidPath',
    'brackets that do not close',
    () => change({ op: 'replace', path: 'emails[', value: 'x' }),
    /"emails\[".*such as emails/,
  ],
  [
    'invalidPath',
    'two words',
    () => change({ op: 'replace', path: 'a b', value: 'x' }),
    /"a b".*such as name\.givenName/,
  ],
  [
    'noTarget',
    'a filter that matches no element',
    () => change({ op: 'replace', path: 'emails[type eq "fax"].value', value: 'x' }),
    /emails\[type eq "fax"\]\.value.*no value/,
  ],
  ['noTarget', 'a removal without a path', () => change({ op: 'remove' }), /Operations\[0\].*path/],
  [
    'invalidValue',
    'a startIndex that is no number',
    () => send('GET', '/Users?startIndex=x'),
    /startIndex: "x".*integer/,
  ],
  [
    'invalidValue',
    'an order that there is not',
    () => send('GET', '/Users?sortBy=userName&sortOrder=up'),
    /sortOrder: "up".*ascending or descending/,
  ],
  ['invalidValue', 'a search with a count of another type', () => search({ count: true }), /count: true.*integer/],
  ['invalidValue', 'a POST with a value of another type', () => create({ userName: 42 }), /userName: 42.*string/],
  ['invalidValue', 'a PUT without what is required', () => replace({ title: 'x' }), /userName is required/],
  [
    'invalidValue',
    'a PATCH to a value of another type',
    () => change({ op: 'replace', path: 'active', value: 'perhaps' }),
    /active: "perhaps".*true or false/,
  ],
  [
    'invalidCursor',
    'a cursor that nobody made',
    () => send('GET', '/Users?cursor=VZUTiyhEQJ94IR'),
    /cursor.*empty for the first page/,
  ],
  [
    'invalidCount',
    'a page by cursor that is too long',
    () => send('GET', '/Users?cursor&count=501'),
    /count: 501.*between 0 and 500/,
  ],
];

describe('errors of RFC 7644 §3.12, table 9, and RFC 9865 §2.1', () => {
  test.each(rows)('%s: %s', async (scimType, _, request, detail) => {
    const status = scimType === 'uniqueness' ? 409 : 400;
    const answer = await request();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/scim+json');
    expect(answer.json).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      scimType,
      detail: expect.stringMatching(detail),
    });
  });
});
