import { describe, expect, test } from '@jest/globals';
import { boundText } from '#scim/sort/bound-text.ts';

describe('boundText', () => {
  test.each(['', 'a', 'ä'.repeat(480), '\u{1f600}'.repeat(240)])('leaves %j as it is', (text) => {
    expect(boundText(text)).toBe(text);
  });

  test('makes text well-formed', () => {
    expect(boundText('a\ud800')).toBe('a\ufffd');
  });

  test.each(['a', 'ä', '\u20ac', '\u{1f600}', 'a\u{1f600}b\u20ac'])('cuts thousands of %s to 960 bytes', (unit) => {
    const long = unit.repeat(5_000);
    const cut = boundText(long);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(960);
    expect(boundText(cut)).toBe(cut);
    expect(boundText(`${long}1`)).not.toBe(boundText(`${long}2`));
    expect(boundText(`b${long}`) > cut).toBe('b' > unit);
  });
});
