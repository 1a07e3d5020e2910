import { describe, expect, test } from '@jest/globals';
import { isUriReference } from '#scim/schema/uri-reference.ts';

describe('isUriReference', () => {
  test.each(['https://example.com/~ada?a=[1]#x', '../Users/1', 'urn:ietf:params:scim', 'a%20b', 'https://ådå.example'])(
    '%s is one',
    (text) => {
      expect(isUriReference(text)).toBe(true);
    },
  );

  test.each(['a b', 'a\tb', 'a\n', '\u0000', 'a\u3000b', '<a>', '"a"', 'a\\b', '{a}', 'a|b', 'a^b', '`'])(
    '%j is none',
    (text) => {
      expect(isUriReference(text)).toBe(false);
    },
  );
});
