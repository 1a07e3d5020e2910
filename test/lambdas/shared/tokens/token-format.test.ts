import { describe, expect, test } from '@jest/globals';
import { equalVerifiers, isIssuedId, isTenantId, makeToken, parseToken, verifierOf } from '#tokens/token-format.ts';

const key = 'the key of this deployment';

describe('token format', () => {
  test('a made token is read back, and its id was issued under this key for this tenant only', () => {
    const token = makeToken('acme', key);
    expect(parseToken(token.text)).toEqual(token);
    expect(token.text).toMatch(/^rc_acme_[0-9a-f]{32}_[A-Za-z0-9_-]{43}$/);
    expect(isIssuedId(token, key)).toBe(true);
    expect(isIssuedId(token, 'another key')).toBe(false);
    expect(isIssuedId({ ...token, tenant: 'evil' }, key)).toBe(false);
  });

  test('the secret part carries 256 bits and no two tokens are the same', () => {
    const texts = Array.from({ length: 100 }, () => makeToken('acme', key).text);
    expect(new Set(texts).size).toBe(100);
    expect(Buffer.from(texts[0]?.slice(-43) ?? '', 'base64url')).toHaveLength(32);
  });

  test.each(
    [
      '',
      'rc_',
      'Bearer',
      `rc__${'0'.repeat(32)}_${'a'.repeat(43)}`,
      `rc_acme_${'0'.repeat(31)}_${'a'.repeat(43)}`,
      `rc_acme_${'G'.repeat(32)}_${'a'.repeat(43)}`,
      `rc_acme_${'0'.repeat(32)}_${'a'.repeat(42)}`,
      `rc_acme_${'0'.repeat(32)}_${'a'.repeat(42)}!`,
      `rc_-acme_${'0'.repeat(32)}_${'a'.repeat(43)}`,
      `rc_ACME_${'0'.repeat(32)}_${'a'.repeat(43)}`,
      `rc_a/../b_${'0'.repeat(32)}_${'a'.repeat(43)}`,
      `rc_acme_${'0'.repeat(32)}_${'a'.repeat(100_000)}`,
    ].map((text) => [text.slice(0, 60), text] as const),
  )('"%s" is no token', (_, text) => {
    expect(parseToken(text)).toBeUndefined();
  });

  test.each([
    ['a', true],
    ['acme-2', true],
    ['a'.repeat(36), true],
    ['a'.repeat(37), false],
    ['acme-', false],
    ['a_b', false],
    ['', false],
  ])('tenant id "%s": %s', (tenant, valid) => {
    expect(isTenantId(tenant)).toBe(valid);
  });

  test('a token is never made for a tenant that cannot be one', () => {
    expect(() => makeToken('a_b', key)).toThrow('"a_b" is no tenant id');
  });

  test('the verifier is the SHA-256 of the whole token and compares by value', () => {
    const token = makeToken('acme', key);
    expect(verifierOf(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(equalVerifiers(verifierOf(token), verifierOf({ ...token }))).toBe(true);
    expect(equalVerifiers(verifierOf(token), verifierOf({ ...token, text: `${token.text}x` }))).toBe(false);
    expect(equalVerifiers('', verifierOf(token))).toBe(false);
  });
});
