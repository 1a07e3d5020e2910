import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAuthenticator } from '#tokens/authenticate.ts';
import {
  admitToken,
  changeTenantSecret,
  makeFreshToken,
  removeTenantSecret,
  revokeTokens,
  setConnectionSwitches,
  setSuspended,
  type TokenConditions,
  type TokenSecrets,
} from '#tokens/credentials.ts';
import { readSecret } from '#tokens/secrets-manager.ts';
import { parseTenantTokens } from '#tokens/tenant-tokens.ts';
import { TenantFullError } from '#tokens/tidy-tokens.ts';
import { startTokenSecrets, type TestTokenSecrets } from '../../../support/token-secrets.ts';

const created = '2026-01-01T00:00:00.000Z';
const okta: TokenConditions = { provider: 'okta', created, scopes: ['scim:read'] };
let tokenSecrets: TestTokenSecrets;
let secrets: TokenSecrets;

/** What a function that starts now makes of the token. */
const open = (text: string) =>
  createAuthenticator({
    readSecret: (name) => readSecret(secrets.client, name),
    tenantSecretPrefix: 'tenants/',
    tokenKeySecret: 'token-key',
    now: () => Date.parse(created),
  })(`Bearer ${text}`, 'okta');

async function admitted(tenant = 'acme', conditions = okta) {
  const fresh = await makeFreshToken(secrets, tenant);
  await admitToken(secrets, tenant, fresh, conditions);
  return fresh;
}

beforeEach(async () => {
  tokenSecrets = await startTokenSecrets();
  secrets = tokenSecrets.secrets;
});

afterEach(() => tokenSecrets.stop());

test('a fresh token opens nothing until it is admitted, and then what its conditions say', async () => {
  const fresh = await makeFreshToken(secrets, 'acme');
  expect(await open(fresh.text)).toBeUndefined();
  await admitToken(secrets, 'acme', fresh, okta);
  expect(await open(fresh.text)).toEqual({ tenant: 'acme', tokenId: fresh.id, scopes: ['scim:read'] });
});

test('a token is admitted to its own tenant only', async () => {
  const fresh = await makeFreshToken(secrets, 'acme');
  expect(() => admitToken(secrets, 'other', fresh, okta)).toThrow('not one of this tenant');
});

test('revoked tokens are refused, the others go on, and an unknown id does no harm', async () => {
  const [first, second] = [await admitted(), await admitted()];
  await revokeTokens(secrets, 'acme', [first.id, 'f'.repeat(32)], created);
  expect(await open(first.text)).toBeUndefined();
  expect(await open(second.text)).toBeDefined();
  // Within the month that it is remembered for.
  const later = '2026-01-15T00:00:00.000Z';
  await revokeTokens(secrets, 'acme', [first.id], later);
  const { tokens } = parseTenantTokens((await readSecret(secrets.client, 'tenants/acme')) ?? '');
  expect(tokens[first.id]?.revoked).toBe(created);
});

test('a suspended tenant is told as such, and no more once it is resumed', async () => {
  const { text } = await admitted();
  const other = await admitted('other');
  await setSuspended(secrets, 'acme', true, created);
  expect(await open(text)).toMatchObject({ suspended: true });
  expect(await open(other.text)).not.toHaveProperty('suspended');
  await setSuspended(secrets, 'acme', false, created);
  expect(await open(text)).not.toHaveProperty('suspended');
});

test('switches of a connection replace those before, and stay when tokens come', async () => {
  await setConnectionSwitches(secrets, 'acme', 'okta', { strict: true }, created);
  await setConnectionSwitches(secrets, 'acme', 'okta', { softDelete: true }, created);
  await setConnectionSwitches(secrets, 'acme', 'entra', { strict: true }, created);
  expect(await open((await admitted()).text)).toMatchObject({ switches: { softDelete: true } });
});

test('what is dead for a month is forgotten when a token comes', async () => {
  const dead = await admitted('acme', { ...okta, expires: '2026-01-02T00:00:00.000Z' });
  const revoked = await admitted();
  await revokeTokens(secrets, 'acme', [revoked.id], created);
  const living = await admitted();
  const at = '2026-03-01T00:00:00.000Z';
  const newest = await admitted('acme', { ...okta, created: at });
  const { tokens } = parseTenantTokens((await readSecret(secrets.client, 'tenants/acme')) ?? '');
  expect(new Set(Object.keys(tokens))).toEqual(new Set([living.id, newest.id]));
  expect(tokens).not.toHaveProperty(dead.id);
});

test('a dead token has what it is refused by, and no more', async () => {
  const conditions = { ...okta, user: 'u', expires: '2026-01-02T00:00:00.000Z' };
  const [revoked, expired] = [await admitted('acme', conditions), await admitted('acme', conditions)];
  await revokeTokens(secrets, 'acme', [revoked.id], created);
  await setSuspended(secrets, 'acme', true, '2026-01-03T00:00:00.000Z');
  const { tokens } = parseTenantTokens((await readSecret(secrets.client, 'tenants/acme')) ?? '');
  const short = { sha256: expect.any(String), provider: 'okta', created };
  expect(tokens[revoked.id]).toEqual({ ...short, revoked: created });
  expect(tokens[expired.id]).toEqual({ ...short, expires: '2026-01-02T00:00:00.000Z' });
});

test('a secret that is as large as it may be takes no token, and everything else', async () => {
  const { text, id } = await admitted();
  const filler = 'x'.repeat(57_400);
  await changeTenantSecret(secrets, 'acme', created, (before) => ({
    ...before,
    tokens: { ...before.tokens, filler: { sha256: filler, provider: 'okta', created } },
  }));
  await expect(admitted()).rejects.toThrow(TenantFullError);
  await setSuspended(secrets, 'acme', true, created);
  await revokeTokens(secrets, 'acme', [id], created);
  expect(await open(text)).toBeUndefined();
});

test('a secret that is removed can be removed again, and made anew', async () => {
  const { text } = await admitted();
  await removeTenantSecret(secrets, 'acme');
  await removeTenantSecret(secrets, 'acme');
  expect(await open(text)).toBeUndefined();
  expect(await open((await admitted()).text)).toBeDefined();
});
