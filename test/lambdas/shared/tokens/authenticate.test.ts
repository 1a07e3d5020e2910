import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Authenticate, createAuthenticator, revocationDelay } from '#tokens/authenticate.ts';
import type { TokenRecord } from '#tokens/tenant-tokens.ts';
import { type BearerToken, makeToken, verifierOf } from '#tokens/token-format.ts';

const key = 'the key of this deployment';
const created = '2026-01-01T00:00:00.000Z';
let clock: number;
let secrets: Map<string, string>;
let calls: string[];
let authenticate: Authenticate;

function store(tenant: string, records: Record<string, TokenRecord>): void {
  secrets.set(`tenants/${tenant}`, JSON.stringify({ tokens: records }));
}

function record(token: BearerToken, traits: Partial<TokenRecord> = {}): Record<string, TokenRecord> {
  return { [token.tokenId]: { sha256: verifierOf(token), provider: 'jumpcloud', created, ...traits } };
}

beforeEach(() => {
  clock = Date.parse(created);
  secrets = new Map([['token-key', key]]);
  calls = [];
  authenticate = createAuthenticator({
    readSecret: async (name) => {
      calls.push(name);
      return secrets.get(name);
    },
    tenantSecretPrefix: 'tenants/',
    tokenKeySecret: 'token-key',
    now: () => clock,
  });
});

describe('authenticate', () => {
  test('a token of this provider opens its tenant', async () => {
    const token = makeToken('acme', key);
    store('acme', record(token));
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toEqual({
      tenant: 'acme',
      tokenId: token.tokenId,
    });
    await expect(authenticate(`bearer   ${token.text} `, 'jumpcloud')).resolves.toBeDefined();
  });

  test('a token is told with its scopes, and that its tenant is suspended', async () => {
    const token = makeToken('acme', key);
    const tokens = record(token, { scopes: ['scim:read'] });
    secrets.set('tenants/acme', JSON.stringify({ tokens, suspended: true }));
    const principal = { tenant: 'acme', tokenId: token.tokenId, scopes: ['scim:read'], suspended: true };
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toEqual(principal);
    const wrong = `Bearer ${token.text.slice(0, -1)}${token.text.endsWith('A') ? 'B' : 'A'}`;
    await expect(authenticate(wrong, 'jumpcloud')).resolves.toBeUndefined();
  });

  test.each([
    [{ requestsPerSecond: 25, burst: 10_000 }, true],
    [{ requestsPerSecond: 24, burst: 100 }, false],
    [{ requestsPerSecond: 100 }, false],
    [{ requestsPerSecond: '100', burst: 100 }, false],
    ['100', false],
  ])('a rate limit of %j in the secret of a tenant is told: %s', async (rateLimit, isTold) => {
    const token = makeToken('acme', key);
    secrets.set('tenants/acme', JSON.stringify({ tokens: record(token), rateLimit }));
    const principal = { tenant: 'acme', tokenId: token.tokenId, ...(isTold ? { rateLimit } : {}) };
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toEqual(principal);
  });

  test('the switches of a connection come before those of its tenant, and reach no other', async () => {
    const [jumpcloud, okta] = [makeToken('acme', key), makeToken('acme', key)];
    const tokens = { ...record(jumpcloud), ...record(okta, { provider: 'okta' }) };
    const switches = { strict: true, softDelete: true };
    const connections = { jumpcloud: { strict: false, unheardOf: true }, okta: 'all' };
    secrets.set('tenants/acme', JSON.stringify({ tokens, switches, connections }));
    const switchesOf = async (token: BearerToken, provider: string) =>
      (await authenticate(`Bearer ${token.text}`, provider))?.switches;
    expect(await switchesOf(jumpcloud, 'jumpcloud')).toEqual({ strict: false, softDelete: true });
    expect(await switchesOf(okta, 'okta')).toEqual(switches);
  });

  test('a token that is bound to a user speaks for that user', async () => {
    const token = makeToken('acme', key);
    store('acme', record(token, { user: 'u1' }));
    const bound = { tenant: 'acme', tokenId: token.tokenId, user: 'u1' };
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toEqual(bound);
  });

  test.each([
    [
      { strict: true, softDelete: false },
      { strict: true, softDelete: false },
    ],
    [{ strict: 'on', additiveReplace: 1, softDelete: true, unheardOf: true }, { softDelete: true }],
    [{}, {}],
  ])('the switches %j of a tenant come with its tokens as %j', async (switches, expected) => {
    const token = makeToken('acme', key);
    secrets.set('tenants/acme', JSON.stringify({ tokens: record(token), switches }));
    const principal = await authenticate(`Bearer ${token.text}`, 'jumpcloud');
    expect(principal?.switches).toEqual(expected);
  });

  test.each([[null], ['strict'], [['strict']]])('switches of another form, %j, are none', async (switches) => {
    const token = makeToken('acme', key);
    secrets.set('tenants/acme', JSON.stringify({ tokens: record(token), switches }));
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toEqual({
      tenant: 'acme',
      tokenId: token.tokenId,
    });
  });

  test('a switch is in force everywhere within the revocation delay, without another call', async () => {
    const token = makeToken('acme', key);
    store('acme', record(token));
    await authenticate(`Bearer ${token.text}`, 'jumpcloud');
    secrets.set('tenants/acme', JSON.stringify({ tokens: record(token), switches: { strict: true } }));
    clock += revocationDelay;
    const principal = await authenticate(`Bearer ${token.text}`, 'jumpcloud');
    expect(principal?.switches).toEqual({ strict: true });
    expect(calls).toEqual(['token-key', 'tenants/acme', 'tenants/acme']);
  });

  test('a token whose user is no id opens nothing', async () => {
    const token = makeToken('acme', key);
    store('acme', record(token, { user: 1 as unknown as string }));
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toBeUndefined();
  });

  test.each<[string, (token: BearerToken) => [string | undefined, Partial<TokenRecord>]]>([
    ['no header', () => [undefined, {}]],
    ['another scheme', (token) => [`Basic ${token.text}`, {}]],
    ['no token', () => ['Bearer ', {}]],
    ['a malformed token', () => ['Bearer rc_acme_zz', {}]],
    ['a token that nobody issued', () => [`Bearer ${makeToken('acme', 'a guess').text}`, {}]],
    ['an issued id with another secret', (token) => [`Bearer ${token.text.slice(0, -43)}${'A'.repeat(43)}`, {}]],
    ['a token that is not in the secret', () => [`Bearer ${makeToken('acme', key).text}`, {}]],
    ['a tenant without a secret', () => [`Bearer ${makeToken('nobody', key).text}`, {}]],
    ['a revoked token', (token) => [`Bearer ${token.text}`, { revoked: created }]],
    ['an expired token', (token) => [`Bearer ${token.text}`, { expires: created }]],
    ["another provider's token", (token) => [`Bearer ${token.text}`, { provider: 'okta' }]],
  ])('refuses %s', async (_, arrange) => {
    const token = makeToken('acme', key);
    const [header, traits] = arrange(token);
    store('acme', record(token, traits));
    await expect(authenticate(header, 'jumpcloud')).resolves.toBeUndefined();
  });

  test('a token opens until the instant it expires', async () => {
    const token = makeToken('acme', key);
    store('acme', record(token, { expires: '2026-01-01T00:00:01.000Z' }));
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toBeDefined();
    clock += 1_000;
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toBeUndefined();
  });

  test('ten thousand invented tokens cost one call, whatever tenants they name', async () => {
    const flood = Array.from({ length: 10_000 }, (_, n) => makeToken(`tenant-${n % 500}`, 'a guess').text);
    const answers = await Promise.all(flood.map((text) => authenticate(`Bearer ${text}`, 'jumpcloud')));
    expect(answers.every((answer) => answer === undefined)).toBe(true);
    expect(calls).toEqual(['token-key']);
  });

  test('wrong tokens that were issued once cost at most one call per tenant in two seconds', async () => {
    for (let n = 0; n < 1_000; n += 1) {
      clock += 1;
      await authenticate(`Bearer ${makeToken('gone', key).text}`, 'jumpcloud');
    }
    expect(calls.filter((name) => name === 'tenants/gone')).toHaveLength(1);
  });

  test('a secret is read once for requests that arrive together, and again after the revocation delay', async () => {
    const token = makeToken('acme', key);
    store('acme', record(token));
    await Promise.all(Array.from({ length: 50 }, () => authenticate(`Bearer ${token.text}`, 'jumpcloud')));
    expect(calls).toEqual(['token-key', 'tenants/acme']);
    store('acme', record(token, { revoked: created }));
    clock += revocationDelay - 1;
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toBeDefined();
    clock += 1;
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toBeUndefined();
  });

  test('a token issued after the secret was cached works two seconds later', async () => {
    const [first, second] = [makeToken('acme', key), makeToken('acme', key)];
    store('acme', record(first));
    await authenticate(`Bearer ${first.text}`, 'jumpcloud');
    store('acme', { ...record(first), ...record(second) });
    clock += 2_000;
    await expect(authenticate(`Bearer ${second.text}`, 'jumpcloud')).resolves.toBeDefined();
  });

  test('rejects when the token key is missing, without asking for it at each request', async () => {
    secrets.delete('token-key');
    const token = makeToken('acme', key);
    for (let n = 0; n < 5; n += 1) {
      await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).rejects.toThrow('token-key does not exist');
    }
    expect(calls).toHaveLength(1);
    secrets.set('token-key', key);
    clock += 2_000;
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toBeUndefined();
  });

  test('a failure of Secrets Manager is shared for two seconds and then asked again', async () => {
    let failing = true;
    let reads = 0;
    const fragile = createAuthenticator({
      readSecret: async (name) => {
        reads += 1;
        if (failing) throw new Error('throttled');
        return secrets.get(name);
      },
      tenantSecretPrefix: 'tenants/',
      tokenKeySecret: 'token-key',
      now: () => clock,
    });
    const token = makeToken('acme', key);
    store('acme', record(token));
    await expect(fragile(`Bearer ${token.text}`, 'jumpcloud')).rejects.toThrow('throttled');
    await expect(fragile(`Bearer ${token.text}`, 'jumpcloud')).rejects.toThrow('throttled');
    expect(reads).toBe(1);
    failing = false;
    clock += 2_000;
    await expect(fragile(`Bearer ${token.text}`, 'jumpcloud')).resolves.toBeDefined();
  });

  test('a secret that is no JSON of ours rejects without quoting it', async () => {
    secrets.set('tenants/acme', 'hunter2');
    const token = makeToken('acme', key);
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).rejects.toThrow(/^(?!.*hunter2)/);
  });

  test('names of Object.prototype are no token ids', async () => {
    secrets.set('tenants/acme', '{"tokens":{"__proto__":{"sha256":"x","provider":"jumpcloud","created":"x"}}}');
    const token = makeToken('acme', key);
    await expect(authenticate(`Bearer ${token.text}`, 'jumpcloud')).resolves.toBeUndefined();
  });
});
