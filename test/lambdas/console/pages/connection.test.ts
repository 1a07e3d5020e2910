import { describe, expect, test } from '@jest/globals';
import type { Token } from '#admin/contract/token.ts';
import { stateOf } from '../../../../lambdas/console/pages/connection/connection-state.ts';
import { choiceOf, withChoice } from '../../../../lambdas/console/pages/connection/switch-choices.ts';
import {
  describeScopes,
  describeToken,
  endAfter,
  lifetimeOf,
  offeredFor,
} from '../../../../lambdas/console/pages/connection/token-words.ts';

const now = Date.parse('2026-03-01T00:00:00.000Z');
const token: Token = {
  id: '0'.repeat(32),
  tenant: 'acme',
  provider: 'okta',
  label: 'main',
  scopes: ['scim:read', 'scim:write'],
  status: 'active',
  createdAt: '2026-02-01T00:00:00.000Z',
  createdBy: { kind: 'user', id: 'ada' },
};

const old: Token = { ...token, id: '1'.repeat(32) };
/** Being replaced by nobody. */
const other: Token = { ...token, id: '2'.repeat(32) };

describe('the state of a connection', () => {
  test.each([
    [undefined, 'notActive'],
    [{ tokens: 0 }, 'noToken'],
    [{ tokens: 1 }, 'waiting'],
    [{ tokens: 2, firstRequestAt: '2026-02-01T00:00:00.000Z' }, 'connected'],
    [{ tokens: 0, firstRequestAt: '2026-02-01T00:00:00.000Z' }, 'noToken'],
  ] as const)('of %j is %s', (connection, state) => {
    expect(stateOf(connection)).toBe(state);
  });
});

describe('a token', () => {
  test.each([
    [{}, 'Active'],
    [{ expiresAt: '2026-06-16T00:00:00.000Z' }, 'Active'],
    [{ expiresAt: '2026-03-14T00:00:00.000Z', expiresSoon: true }, 'Expires soon'],
    [{ replacedBy: 'f'.repeat(32) }, 'Being replaced'],
    [{ replaces: old.id }, 'Taking over'],
    [{ replaces: other.id }, 'Active'],
    [{ replaces: 'f'.repeat(32) }, 'Active'],
    [{ status: 'expired', replacedBy: 'f'.repeat(32) }, 'Expired'],
    [{ status: 'revoked' }, 'Revoked'],
  ] as const)('with %j is said to be: %s', (more, words) => {
    expect(describeToken({ ...token, ...more }, [{ ...old, replacedBy: token.id }, other]).text).toBe(words);
  });

  test('is rotated or revoked, and while it is replaced the rotation is ended at the old one', () => {
    const replaced = { ...old, replacedBy: token.id };
    const young = { ...token, replaces: old.id };
    expect(offeredFor(token, [token])).toEqual(['rotate', 'revoke']);
    expect(offeredFor(replaced, [replaced, young])).toEqual(['complete', 'cancel', 'revoke']);
    expect(offeredFor(young, [replaced, young])).toEqual(['revoke']);
    // A successor that nothing leads to, or whose rotation is over, is a token as any other.
    expect(offeredFor(young, [old, young])).toEqual(['rotate', 'revoke']);
    expect(offeredFor(young, [{ ...replaced, status: 'revoked' }, young])).toEqual(['rotate', 'revoke']);
  });

  test('that is rotated says how long the new one lasts', () => {
    const until = (expiresAt: string) => lifetimeOf({ ...token, expiresAt });
    expect(lifetimeOf(token)).toContain('until it is revoked');
    expect(until('2026-05-02T00:00:00.000Z')).toContain('lasts 90 days from now on');
    expect(until('2026-02-02T00:00:00.000Z')).toContain('lasts one day');
    expect(until('2026-02-01T01:00:00.000Z')).toContain('lasts less than a day');
  });

  test('tells its rights in words', () => {
    expect(describeScopes(['scim:read', 'scim:write'])).toBe('read and write');
    expect(describeScopes(['scim:read'])).toBe('read only');
    expect(describeScopes(['scim:write'])).toBe('write only');
  });

  test('ends after so many days, or never', () => {
    expect(endAfter('30', now)).toBe('2026-03-31T00:00:00.000Z');
    expect(endAfter('', now)).toBeUndefined();
  });
});

describe('a switch', () => {
  test('that is left to the profile is absent, so that the profile decides when it changes', () => {
    const switches = withChoice({ strict: true }, 'softDelete', 'off');
    expect(switches).toEqual({ strict: true, softDelete: false });
    expect(withChoice(switches, 'strict', '')).toEqual({ softDelete: false });
    expect([choiceOf(undefined), choiceOf(true), choiceOf(false)]).toEqual(['', 'on', 'off']);
  });
});
