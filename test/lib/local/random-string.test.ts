import { describe, expect, test } from '@jest/globals';
import { type RandomStringOptions, randomString } from '#lib/local/random-string.ts';

const all: RandomStringOptions = {
  length: 32,
  excludeCharacters: '',
  excludeLowercase: false,
  excludeUppercase: false,
  excludeNumbers: false,
  excludePunctuation: false,
  includeSpace: false,
  requireEachIncludedType: true,
};

describe('a random string', () => {
  test.each<[string, Partial<RandomStringOptions>, RegExp]>([
    ['of every kind', {}, /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z\d])[\x21-\x7e]{32}$/],
    ['without punctuation', { excludePunctuation: true, length: 64 }, /^[A-Za-z0-9]{64}$/],
    ['of digits', { excludePunctuation: true, excludeLowercase: true, excludeUppercase: true, length: 6 }, /^\d{6}$/],
    ['shorter than there are kinds', { length: 1 }, /^[\x21-\x7e]$/],
    [
      'without some characters',
      { excludePunctuation: true, excludeNumbers: true, excludeCharacters: 'aA' },
      /^[b-zB-Z]+$/,
    ],
    ['in a JSON object', { within: { template: '{"user":"u"}', key: 'p' } }, /^\{"user":"u","p":".{32,}"\}$/],
  ])('%s', (_name, options, pattern) => {
    expect(randomString({ ...all, ...options })).toMatch(pattern);
  });

  test('differs each time', () => {
    expect(randomString(all)).not.toBe(randomString(all));
  });

  test('cannot be made of nothing', () => {
    const excludeCharacters = 'abcdefghijklmnopqrstuvwxyz';
    const none = { ...all, excludeCharacters, excludeUppercase: true, excludeNumbers: true, excludePunctuation: true };
    expect(() => randomString(none)).toThrow('excludes every character');
  });
});
