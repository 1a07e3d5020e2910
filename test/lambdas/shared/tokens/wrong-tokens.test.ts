/** Wrong tokens: what a flood of them costs, and that none tells what is wrong with it (docs/adr/0160-wrong-tokens.md). */

import * as crypto from 'node:crypto';
import { randomBytes } from 'node:crypto';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type SecretsEndpoint, startSecrets } from '#lib/local/secrets.ts';

const work = { hmac: 0, hash: 0, compare: 0 };
/** The same functions, counted. */
const counted =
  <Args extends unknown[], Result>(name: keyof typeof work, act: (...args: Args) => Result) =>
  (...args: Args): Result => {
    work[name] += 1;
    return act(...args);
  };
jest.unstable_mockModule('node:crypto', () => ({
  ...crypto,
  createHmac: counted('hmac', crypto.createHmac),
  createHash: counted('hash', crypto.createHash),
  timingSafeEqual: counted('compare', crypto.timingSafeEqual),
}));
const { createAuthenticator } = await import('#tokens/authenticate.ts');
const { readSecret } = await import('#tokens/secrets-manager.ts');
const { formerKinds, inventedKinds, issuedKinds, shownTo, wrongTokens } = await import(
  '../../../support/wrong-tokens.ts'
);

const tokenKey = randomBytes(32).toString('hex');
const gone = Array.from({ length: 9 }, (_, n) => `gone-${n}`);
const wrong = wrongTokens(tokenKey, gone);
let endpoint: SecretsEndpoint;
let client: SecretsManagerClient;
let clock = Date.parse('2026-03-01T00:00:00.000Z');

beforeAll(async () => {
  endpoint = await startSecrets({ region: 'eu-west-1' });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  client = new SecretsManagerClient({ endpoint: endpoint.endpoint, region: 'eu-west-1', credentials });
  for (const [Name, SecretString] of [
    ['token-key', tokenKey],
    ['tenants/acme', wrong.secretOf('acme')],
  ]) {
    await client.send(new CreateSecretCommand({ Name, SecretString }));
  }
});
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

const asked = () => endpoint.calls.GetSecretValue ?? 0;
/** What a function does from its cold start on. */
const coldStart = () =>
  createAuthenticator({
    readSecret: (name) => readSecret(client, name),
    tenantSecretPrefix: 'tenants/',
    tokenKeySecret: 'token-key',
    now: () => clock,
  });

beforeEach(() => {
  Object.assign(work, { hmac: 0, hash: 0, compare: 0 });
});

describe('ten thousand wrong tokens', () => {
  test('of every kind cost one call for the key and one for each tenant that was issued a token', async () => {
    const authenticate = coldStart();
    const kinds = [...inventedKinds, ...issuedKinds, ...formerKinds];
    const before = asked();
    const flood = Array.from({ length: 10_000 }, (_, n) => wrong.next(kinds[n % kinds.length] ?? 'malformed'));
    const answers = await Promise.all(flood.map((token) => authenticate(`Bearer ${token}`, shownTo)));
    expect(answers.filter((answer) => answer !== undefined)).toEqual([]);
    expect(asked() - before).toBe(1 + 1 + gone.length);
  });

  test('that nobody issued cost one call', async () => {
    const authenticate = coldStart();
    const before = asked();
    const flood = Array.from({ length: 10_000 }, (_, n) => wrong.next(n % 2 === 0 ? 'wrong seal' : 'malformed'));
    await Promise.all(flood.map((token) => authenticate(`Bearer ${token}`, shownTo)));
    expect(asked() - before).toBe(1);
  });

  test.each(issuedKinds)('in a minute (%s) cost a tenant one call every other second', async (kind) => {
    const authenticate = coldStart();
    const one = wrongTokens(tokenKey, ['gone-0']);
    const before = asked();
    for (let n = 0; n < 10_000; n += 1) {
      clock += 6;
      // Of one tenant: its own secret is asked for where there is one.
      await authenticate(`Bearer ${kind === 'unknown tenant' ? one.next(kind) : wrong.next(kind)}`, shownTo);
    }
    expect(asked() - before).toBeLessThanOrEqual(1 + 30);
  });
});

describe('a wrong token', () => {
  /** What is done for one token of a kind: at a cold start, at once after it, and when what was kept is two seconds old. */
  async function doneFor(kind: Parameters<typeof wrong.next>[0]) {
    const tokens = wrongTokens(tokenKey, ['gone-0']);
    const token = () => `Bearer ${kind === 'unknown tenant' ? tokens.next(kind) : wrong.next(kind)}`;
    const authenticate = coldStart();
    const steps = [];
    for (const wait of [0, 0, 2_000, 60_000]) {
      clock += wait;
      const given = token();
      const [calls, before] = [asked(), { ...work }];
      expect(await authenticate(given, shownTo)).toBeUndefined();
      const { hmac, hash, compare } = work;
      steps.push({
        calls: asked() - calls,
        hmac: hmac - before.hmac,
        hash: hash - before.hash,
        compare: compare - before.compare,
      });
    }
    return steps;
  }

  test.each(issuedKinds)('takes the same calls and the same arithmetic whatever is wrong: %s', async (kind) => {
    const arithmetic = { hmac: 1, hash: 1, compare: 3 };
    expect(await doneFor(kind)).toEqual([
      { calls: 2, ...arithmetic },
      { calls: 0, ...arithmetic },
      { calls: 1, ...arithmetic },
      { calls: 1, ...arithmetic },
    ]);
  });

  test('that nobody issued is refused by one comparison, and asks for nothing', async () => {
    const [first, ...others] = await doneFor('wrong seal');
    expect(first).toEqual({ calls: 1, hmac: 1, hash: 0, compare: 1 });
    const later = { calls: 0, hmac: 1, hash: 0, compare: 1 };
    expect(others).toEqual([later, later, later]);
  });

  test.each(formerKinds)('that was right once is looked for like a right one: %s', async (kind) => {
    expect((await doneFor(kind))[1]).toEqual({ calls: 0, hmac: 1, hash: 1, compare: 2 });
  });
});
