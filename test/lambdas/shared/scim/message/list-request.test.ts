import { describe, expect, test } from '@jest/globals';
import { parseListRequest } from '#scim/message/list-request.ts';

describe('parseListRequest', () => {
  test.each<[Record<string, string>, object]>([
    [{}, { startIndex: 1, count: 100 }],
    [
      { startIndex: '', count: '' },
      { startIndex: 1, count: 100 },
    ],
    [
      { startIndex: '101', count: '50' },
      { startIndex: 101, count: 50 },
    ],
    [
      { startIndex: '0', count: '0' },
      { startIndex: 1, count: 0 },
    ],
    [
      { startIndex: '-5', count: '-1' },
      { startIndex: 1, count: 0 },
    ],
    [{ count: '100000' }, { startIndex: 1, count: 500 }],
    [
      { filter: 'id pr', aadOptscim062020: '' },
      { filter: 'id pr', startIndex: 1, count: 100 },
    ],
    [{ filter: ' ' }, { startIndex: 1, count: 100 }],
    [{ cursor: '' }, { startIndex: 1, count: 100, cursor: '' }],
    [
      { cursor: 'abc', count: '500', startIndex: ' ' },
      { startIndex: 1, count: 500, cursor: 'abc' },
    ],
    [
      { cursor: '', count: '-1' },
      { startIndex: 1, count: 0, cursor: '' },
    ],
    [{ sortBy: ' userName ' }, { sort: { by: 'userName', descending: false }, startIndex: 1, count: 100 }],
    [
      { sortBy: 'userName', sortOrder: 'Ascending' },
      { sort: { by: 'userName', descending: false }, startIndex: 1, count: 100 },
    ],
    [
      { sortBy: 'userName', sortOrder: 'DESCENDING' },
      { sort: { by: 'userName', descending: true }, startIndex: 1, count: 100 },
    ],
    [
      { sortBy: '', sortOrder: 'descending' },
      { startIndex: 1, count: 100 },
    ],
  ])('%j is %j', (query, expected) => {
    expect(parseListRequest(query)).toEqual(expected);
  });

  test.each<Record<string, string>>([
    { startIndex: 'x' },
    { count: '1.5' },
    { count: '1e3' },
    { startIndex: '9'.repeat(20) },
    { sortBy: 'userName', sortOrder: 'up' },
    { sortOrder: 'desc' },
    { sortOrder: 'x'.repeat(5_000) },
    { startIndex: '1', cursor: '' },
    { startIndex: 'x', cursor: 'abc' },
  ])('%j is refused', (query) => {
    expect(() => parseListRequest(query)).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidValue' }));
  });

  // RFC 9865 §2.1: "Count value must be between 0 and service provider's maxPageSize".
  test.each([{ count: '501' }, { count: 'x' }, { count: '1.5' }, { count: '9'.repeat(20) }])(
    '%j is refused with a cursor',
    (query) => {
      const expected = expect.objectContaining({ status: 400, scimType: 'invalidCount' });
      expect(() => parseListRequest({ ...query, cursor: '' })).toThrow(expected);
    },
  );
});
