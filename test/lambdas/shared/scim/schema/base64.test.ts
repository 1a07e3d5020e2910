import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isBase64 } from '#scim/schema/base64.ts';
import { propertyRuns } from '../../../../support/property-runs.ts';

describe('isBase64', () => {
  test.each(['aGk=', 'aGk', 'aA==', 'aA', 'aGkh', '+/+/', '-_-_', ''])('%j is base64', (text) => {
    expect(isBase64(text)).toBe(true);
  });

  test.each(['a', 'a===', '=', '====', 'aGk==', 'aG=k', 'a+_a', 'no base64!', 'aGkh\n', 'äöü='])(
    '%j is none',
    (text) => {
      expect(isBase64(text)).toBe(false);
    },
  );

  test('whatever was encoded is, in both alphabets', () => {
    const bytes = fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes, (buffer) => isBase64(buffer.toString('base64')) && isBase64(buffer.toString('base64url'))),
      propertyRuns,
    );
  });
});
