import { describe, expect, test } from '@jest/globals';
import { cursorResponse, listResponse } from '#scim/message/list-response.ts';

const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];

describe('listResponse', () => {
  test('counts what it holds, not what there is', () => {
    expect(listResponse([{ id: '1' }, { id: '2' }], 100, 11)).toEqual({
      schemas,
      totalResults: 100,
      itemsPerPage: 2,
      startIndex: 11,
      Resources: [{ id: '1' }, { id: '2' }],
    });
  });

  test('is a list also when nothing was found', () => {
    expect(listResponse([], 0, 1)).toEqual({ schemas, totalResults: 0, itemsPerPage: 0, startIndex: 1, Resources: [] });
  });
});

describe('cursorResponse', () => {
  test('has cursors in place of a number, and what is not known is not there', () => {
    const page = { totalResults: 100, previousCursor: 'a', nextCursor: 'b' };
    expect(cursorResponse([{ id: '1' }], page)).toEqual({
      schemas,
      ...page,
      itemsPerPage: 1,
      Resources: [{ id: '1' }],
    });
    expect(cursorResponse([], {})).toEqual({ schemas, itemsPerPage: 0, Resources: [] });
  });
});
