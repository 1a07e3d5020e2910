import { describe, expect, test } from '@jest/globals';
import { findProvider, providers } from '#service/providers.ts';

describe('providers', () => {
  test.each([
    ['generic', 'generic'],
    ['JumpCloud', 'jumpcloud'],
    ['azure', 'entra'],
    ['entra', 'entra'],
    ['nobody', undefined],
    ['', undefined],
    ['__proto__', undefined],
  ])('%s is %s', (name, id) => {
    expect(findProvider(name)).toBe(id);
  });

  test('each has an id of its own that fits into a path', () => {
    const ids = providers.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z]+$/.test(id))).toBe(true);
  });
});
