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
  ])('%j is %j', (query, expected) => {
    expect(parseListRequest(query)).toEqual(expected);
  });

  test.each([{ startIndex: 'x' }, { count: '1.5' }, { count: '1e3' }, { startIndex: '9'.repeat(20) }])(
    '%j is refused',
    (query) => {
      expect(() => parseListRequest(query)).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidValue' }));
    },
  );
});
