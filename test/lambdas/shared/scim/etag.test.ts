import { describe, expect, test } from '@jest/globals';
import { formatETag, matchesETag } from '#scim/etag.ts';

describe('entity tags', () => {
  test('are weak and made of the version', () => {
    expect(formatETag(12)).toBe('W/"12"');
  });

  test.each([
    ['*', true],
    ['W/"3"', true],
    ['"3"', true],
    ['3', true],
    ['W/"1", W/"3"', true],
    ['W/"33"', false],
    ['W/"1","2"', false],
    ['', false],
    ['x', false],
    ['W/"3', true],
  ])('%s names version 3: %s', (header, expected) => {
    expect(matchesETag(header, 3)).toBe(expected);
  });
});
