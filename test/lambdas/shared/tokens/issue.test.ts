import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { TokenSecrets } from '#tokens/credentials.ts';
import { issueToken, revokeToken } from '#tokens/issue.ts';
import { readSecret } from '#tokens/secrets-manager.ts';
import { parseTenantTokens } from '#tokens/tenant-tokens.ts';
import { parseToken, verifierOf } from '#tokens/token-format.ts';
import { startTokenSecrets, type TestTokenSecrets } from '../../../support/token-secrets.ts';

const created = '2026-01-01T00:00:00.000Z';
const request = { tenant: 'acme', provider: 'okta', created };
let tokenSecrets: TestTokenSecrets;
let secrets: TokenSecrets;

const stored = async () => parseTenantTokens((await readSecret(secrets.client, 'tenants/acme')) ?? '').tokens;

beforeEach(async () => {
  tokenSecrets = await startTokenSecrets();
  secrets = tokenSecrets.secrets;
});

afterEach(() => tokenSecrets.stop());

test('the first token of a tenant makes its secret, which holds the verifier and not the token', async () => {
  const { token, tokenId } = await issueToken(secrets, { ...request, expires: '2027-01-01T00:00:00.000Z' });
  const parsed = parseToken(token);
  expect(parsed?.tokenId).toBe(tokenId);
  const sha256 = parsed && verifierOf(parsed);
  expect(await stored()).toEqual({
    [tokenId]: { sha256, provider: 'okta', created, expires: '2027-01-01T00:00:00.000Z' },
  });
  expect(await readSecret(secrets.client, 'tenants/acme')).not.toContain(token);
});

test('tokens issued at the same moment are all kept', async () => {
  const issued = await Promise.all(Array.from({ length: 20 }, () => issueToken(secrets, request)));
  expect(new Set(Object.keys(await stored()))).toEqual(new Set(issued.map(({ tokenId }) => tokenId)));
});

test('a token is revoked beside others that are issued meanwhile', async () => {
  const { tokenId } = await issueToken(secrets, request);
  const [, other] = await Promise.all([revokeToken(secrets, 'acme', tokenId, created), issueToken(secrets, request)]);
  const tokens = await stored();
  expect(tokens[tokenId]).toMatchObject({ revoked: created });
  expect(tokens[other.tokenId]).not.toHaveProperty('revoked');
});

test('a token that the tenant does not have cannot be revoked, and nothing changes', async () => {
  await issueToken(secrets, request);
  const before = await stored();
  await expect(revokeToken(secrets, 'acme', 'f'.repeat(32), created)).rejects.toThrow('has no token');
  expect(await stored()).toEqual(before);
});

test('without a token key nothing is issued', async () => {
  const undeployed = { ...secrets, tokenKeySecret: 'none' };
  await expect(issueToken(undeployed, request)).rejects.toThrow('deploy first');
  expect(tokenSecrets.endpoint.store.list().map(({ name }) => name)).toEqual(['token-key']);
});

test('the secret of a new tenant is encrypted with the key that the deployment has', async () => {
  const keys: unknown[] = [];
  secrets.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'CreateSecretCommand') keys.push((args.input as { KmsKeyId?: string }).KmsKeyId);
        return next(args);
      },
    { step: 'initialize' },
  );
  await issueToken({ ...secrets, encryptionKey: 'alias/rollcall-prod' }, request);
  await issueToken(secrets, { ...request, tenant: 'other' });
  expect(keys).toEqual(['alias/rollcall-prod', undefined]);
});
