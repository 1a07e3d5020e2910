import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deriveKey, openText, sealText } from '#cursors/seal.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const key = deriveKey('a secret', 'acme');

describe('seal', () => {
  test('gives back any text, for its purpose', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, purpose) => {
        expect(openText(key, sealText(key, text, purpose), purpose)).toBe(text);
      }),
      propertyRuns,
    );
  });

  test('is opened by nobody when any character is another, or for another purpose', () => {
    const character = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=~%'.split(''),
    );
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), character, fc.string(), (text, purpose, where, other, more) => {
        const sealed = sealText(key, text, purpose);
        const at = where % sealed.length;
        const forged = sealed.slice(0, at) + other + sealed.slice(at + 1);
        if (forged !== sealed) expect(openText(key, forged, purpose)).toBeUndefined();
        expect(openText(key, sealed.slice(0, at), purpose)).toBeUndefined();
        expect(openText(key, sealed, `${purpose}${more}x`)).toBeUndefined();
      }),
      propertyRuns,
    );
  });

  // RFC 3986 §2.3: ALPHA / DIGIT / "-" / "." / "_" / "~".
  test('has unreserved characters only, and never looks the same', () => {
    const all = Array.from({ length: 200 }, () => sealText(key, 'ä"/?', 'list'));
    for (const sealed of all) expect(sealed).toMatch(/^[\w-]+$/);
    expect(new Set(all).size).toBe(200);
  });

  test('does not show the text', () => {
    const sealed = Buffer.from(sealText(key, 'ada@example.com', 'list').slice(1), 'base64url');
    expect(sealed.toString('latin1')).not.toContain('ada');
  });

  test.each([
    ['another purpose', key, 'groups'],
    ['another tenant', deriveKey('a secret', 'other'), 'users'],
    ['another secret', deriveKey('another secret', 'acme'), 'users'],
  ])('opens for nothing with %s', (_, other, purpose) => {
    expect(openText(other, sealText(key, 'text', 'users'), purpose)).toBeUndefined();
  });

  test('opens for nothing when any character is another, is missing or is too many', () => {
    const sealed = sealText(key, 'some text', 'list');
    for (let i = 0; i < sealed.length; i += 1) {
      for (const other of ['A', 'B', '-', '']) {
        const changed = sealed.slice(0, i) + other + sealed.slice(i + 1);
        if (changed !== sealed) expect(openText(key, changed, 'list')).toBeUndefined();
      }
    }
    expect(openText(key, `${sealed}A`, 'list')).toBeUndefined();
    expect(openText(key, `${sealed}=`, 'list')).toBeUndefined();
  });

  test.each(['', '1', 'x', '1AAAA', `1${'A'.repeat(38)}`, '\ud800', '1%00', '1'.repeat(100_000)])(
    'opens nothing for what was never sealed: %#',
    (text) => {
      expect(openText(key, text, 'list')).toBeUndefined();
    },
  );
});
