import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { EventEntry } from '#events/event-entry.ts';
import type { StoredTenant, StoredToken } from '#storage/tenancy-store.ts';
import { announceExpiry } from '../../../lambdas/expiry/announce-expiry.ts';

const at = '2026-03-01T12:00:00.000Z';
const day = 86_400_000;
const after = (days: number) => new Date(Date.parse(at) + days * day).toISOString();
const versioned = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', modifiedAt: at };
const tenant = (id: string, status: StoredTenant['status'] = 'active'): StoredTenant => ({
  id,
  displayName: id,
  status,
  ...versioned,
});
const token = (tenantId: string, id: string, over: Partial<StoredToken> = {}): StoredToken => ({
  tenant: tenantId,
  provider: 'okta',
  id,
  label: 'main',
  scopes: ['scim:read'],
  createdBy: { kind: 'operator', id: 'ops' },
  ...versioned,
  ...over,
});

async function announce(
  tenants: readonly StoredTenant[],
  tokens: readonly StoredToken[],
  { refused = 0, pageSize = 100, now = at } = {},
) {
  const entries: EventEntry[] = [];
  const lines: string[] = [];
  const end = announceExpiry({
    store: {
      listTenants: async ({ after: place = '' }) => {
        const rest = tenants.filter(({ id }) => id > place);
        return { items: rest.slice(0, pageSize), more: rest.length > pageSize };
      },
      listAllTokens: async (id) => tokens.filter((each) => each.tenant === id),
    },
    publish: async (some) => {
      entries.push(...some);
      return refused;
    },
    stage: 'dev',
    at: now,
    write: (line) => lines.push(line),
  });
  const error = await end.then(
    () => undefined,
    (reason: Error) => reason.message,
  );
  const details = entries.map(({ detail }) => JSON.parse(detail) as Record<string, unknown>);
  return { details, line: JSON.parse(lines[0] ?? '{}') as Record<string, unknown>, error };
}

describe('announcing the end of tokens', () => {
  test('tells what docs/events.md shows', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/events.md'), 'utf8');
    const [, text = '{}'] = /### Token.ExpiresSoon[^]*?```json\n([^]*?)```/.exec(page) ?? [];
    const shown = JSON.parse(text) as { token: { id: string }; time: string; expiresAt: string };
    const tokens = [token('acme', shown.token.id, { expiresAt: shown.expiresAt })];
    const { details } = await announce([tenant('acme')], tokens, { now: shown.time });
    expect(details).toEqual([shown]);
  });

  test('tells of a token whose it is, when it ends and how many days that are, and never a secret', async () => {
    const { details } = await announce([tenant('acme')], [token('acme', 't1', { expiresAt: after(7) })]);
    expect(details).toEqual([
      {
        id: 't1-7',
        type: 'Token.ExpiresSoon',
        tenant: 'acme',
        time: at,
        subject: '/connections/okta/tokens/t1',
        provider: 'okta',
        token: { id: 't1', label: 'main' },
        expiresAt: after(7),
        days: 7,
      },
    ]);
  });

  test.each([
    [30.5, undefined],
    [30, 't1-30'],
    [29.1, 't1-30'],
    [29, 't1-30'],
    [28, undefined],
    [7.5, undefined],
    [6.5, 't1-7'],
    [6, 't1-7'],
    [5, undefined],
    [2.5, undefined],
    [2, 't1-2'],
    [0.5, 't1-2'],
    [-0.5, undefined],
  ])('with %d days left is told of as %s', async (days, told) => {
    const { details } = await announce([tenant('acme')], [token('acme', 't1', { expiresAt: after(days) })]);
    const expected = told === undefined ? [] : [{ id: told, days: Math.ceil(days) }];
    expect(details.map(({ id, days: left }) => ({ id, days: left }))).toEqual(expected);
  });

  test('loses no warning by a day on which it did not run, or by one on which it ran a little later', async () => {
    const tokens = [token('acme', 't1', { expiresAt: after(31.000_001) })];
    for (let missed = 0; missed <= 31; missed += 1) {
      const ids = new Set<unknown>();
      for (let today = 0; today <= 31; today += 1) {
        if (today === missed) continue;
        const now = new Date(Date.parse(at) + today * day + (today % 2) * 1_000).toISOString();
        const { details } = await announce([tenant('acme')], tokens, { now });
        for (const { id } of details) ids.add(id);
      }
      expect([missed, ids]).toEqual([missed, new Set(['t1-30', 't1-7', 't1-2'])]);
    }
  });

  test.each<[string, Partial<StoredToken>]>([
    ['that never ends', {}],
    ['that is revoked', { expiresAt: after(7), revokedAt: at }],
    ['that another takes over from', { expiresAt: after(7), replacedBy: 't2' }],
  ])('is silent of one %s', async (_, over) => {
    const { details, line } = await announce([tenant('acme')], [token('acme', 't1', over), token('acme', 't2')]);
    expect([details, line.expiringTokens]).toEqual([[], 0]);
  });

  test.each<[string, StoredToken]>([
    ['was revoked', token('acme', 't2', { revokedAt: at })],
    ['has expired', token('acme', 't2', { expiresAt: after(-1) })],
    ['is of another tenant', token('beta', 't2')],
    ['is of another connection', token('acme', 't2', { provider: 'entra' })],
  ])('tells of one whose successor %s', async (_, successor) => {
    const old = token('acme', 't1', { expiresAt: after(7), replacedBy: 't2' });
    const { details } = await announce([tenant('acme'), tenant('beta')], [old, successor]);
    expect(details).toMatchObject([{ id: 't1-7' }]);
  });

  test('looks at the tenants of all pages but those that are going, and counts in a metric', async () => {
    const tenants = [tenant('a'), tenant('b', 'suspended'), tenant('c', 'deleting'), tenant('d')];
    const tokens = tenants.map(({ id }) => token(id, `t-${id}`, { expiresAt: after(10) }));
    const { details, line } = await announce(tenants, tokens, { pageSize: 1 });
    expect([details, line.expiringTokens, line.announced]).toEqual([[], 3, 0]);
    expect(JSON.stringify(line._aws)).toContain('expiringTokens');
  });

  test('fails when the bus did not take an event, so that it is tried again', async () => {
    const { error } = await announce([tenant('acme')], [token('acme', 't1', { expiresAt: after(1) })], { refused: 1 });
    expect(error).toBe('1 of 1 events were not taken by the bus.');
  });
});

test('counts connections that were in use and have sent nothing for a week', async () => {
  const used = (tenantId: string, id: string, days: number, over: Partial<StoredToken> = {}) =>
    token(tenantId, id, { lastUsedAt: after(days), ...over });
  const { line } = await announce(
    [tenant('acme'), tenant('beta')],
    [
      used('acme', 't1', -8),
      // Another token of that connection, used longer ago; and one that nobody has used yet.
      used('acme', 't2', -30),
      token('acme', 't3'),
      used('acme', 't4', -8, { provider: 'entra', revokedAt: after(-7) }),
      used('acme', 't5', -6, { provider: 'jumpcloud' }),
      used('beta', 't6', -20),
      used('beta', 't7', -1),
      token('beta', 't8', { provider: 'entra' }),
    ],
  );
  expect(line).toMatchObject({ staleConnections: 1 });
});
