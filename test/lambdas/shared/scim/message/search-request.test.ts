import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseListRequest } from '#scim/message/list-request.ts';
import { parseSearchRequest } from '#scim/message/search-request.ts';

const rfc = (file: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../../rfc', file), 'utf8')) as unknown;
const schemas = ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'];

describe('parseSearchRequest', () => {
  test('reads the example of the RFC as the query string it stands for', () => {
    expect(parseSearchRequest(rfc('rfc7644-3.4.3-search-request.json'))).toEqual({
      attributes: 'displayName,userName',
      filter: 'displayName sw "smith"',
      startIndex: '1',
      count: '10',
    });
  });

  test.each<[unknown, object]>([
    [undefined, {}],
    [{}, {}],
    [{ schemas }, {}],
    [{ schemas: schemas[0]?.toUpperCase() }, {}],
    [{ schemas: null, filter: null, count: null, attributes: null }, {}],
    [
      { Schemas: schemas, FILTER: 'id pr', StartIndex: 2 },
      { filter: 'id pr', startIndex: '2' },
    ],
    [{ count: '7' }, { count: '7' }],
    [{ count: 7.0 }, { count: '7' }],
    [{ attributes: 'userName, emails' }, { attributes: 'userName, emails' }],
    [{ attributes: [] }, { attributes: '' }],
    [{ excludedattributes: ['groups', 'name.givenName'] }, { excludedAttributes: 'groups,name.givenName' }],
    [
      { sortBy: 'userName', sortOrder: 'descending', cursor: '' },
      { sortBy: 'userName', sortOrder: 'descending', cursor: '' },
    ],
    [{ filter: 'id pr', Filter: 'title pr' }, { filter: 'id pr' }],
    [{ unknown: [1], toString: 'x' }, {}],
    [JSON.parse('{"__proto__":{"filter":"id pr"},"constructor":1}'), {}],
  ])('%j is %j', (body, expected) => {
    expect(parseSearchRequest(body)).toEqual(expected);
  });

  test.each<[unknown, string, string]>([
    [null, 'invalidSyntax', 'JSON object'],
    [[], 'invalidSyntax', 'JSON object'],
    ['filter', 'invalidSyntax', 'JSON object'],
    [{ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }, 'invalidSyntax', 'SearchRequest'],
    [{ schemas: [] }, 'invalidSyntax', 'SearchRequest'],
    [{ filter: 1 }, 'invalidValue', 'filter'],
    [{ filter: ['id pr'] }, 'invalidValue', 'filter'],
    [{ sortBy: {} }, 'invalidValue', 'sortBy'],
    [{ sortOrder: true }, 'invalidValue', 'sortOrder'],
    [{ cursor: 5 }, 'invalidValue', 'cursor'],
    [{ StartIndex: true }, 'invalidValue', 'startIndex'],
    [{ count: [1] }, 'invalidValue', 'count'],
    [{ attributes: [1] }, 'invalidValue', 'attributes'],
    [{ attributes: { userName: true } }, 'invalidValue', 'attributes'],
    [{ excludedAttributes: ['x'.repeat(500), null] }, 'invalidValue', 'excludedAttributes'],
  ])('%j is refused with %s naming %s', (body, scimType, named) => {
    const refused = { status: 400, scimType, detail: expect.stringMatching(new RegExp(`${named}.{0,200}$`)) };
    expect(() => parseSearchRequest(body)).toThrow(expect.objectContaining(refused));
  });

  test.each(['attributes', 'excludedAttributes', 'filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'cursor'])(
    '%s nested deeper than text can be made of is refused as any other list',
    (name) => {
      const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
      const detail = expect.stringMatching(new RegExp(`^${name}: a list is not accepted`));
      expect(() => parseSearchRequest({ [name]: deep })).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidValue', detail }),
      );
    },
  );

  test.each([{ count: 1.5 }, { startIndex: 'x' }, { count: 1e21 }])('%j is refused where the list is read', (body) => {
    expect(() => parseListRequest(parseSearchRequest(body))).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });
});
