import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  beginSignIn,
  completeSignIn,
  renewTokens,
  type SignInEnvironment,
  signOutPage,
} from '../../../../lambdas/console/session/sign-in.ts';
import { startIssuer, type TestIssuer } from './issuer.ts';
import { memoryStorage } from './memory-storage.ts';

const origin = 'http://127.0.0.1:4000';

describe('signing in at an issuer', () => {
  let issuer: TestIssuer;
  let environment: SignInEnvironment;
  let storage: ReturnType<typeof memoryStorage>;

  beforeAll(async () => {
    issuer = await startIssuer();
  });
  afterAll(() => issuer.server.stop());

  beforeEach(() => {
    storage = memoryStorage();
    environment = {
      config: {
        issuer: issuer.url,
        clientId: 'console',
        scopes: ['openid', 'email'],
        apiUrl: '/admin/v1',
      },
      origin,
      storage,
      fetch,
      now: () => Date.now(),
    };
  });

  /** Goes to the issuer as a browser does, and comes back with its answer. */
  async function visit(url: URL): Promise<URL> {
    const answer = await fetch(url, { redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? '');
  }

  test('asks for a code, with a challenge and not the verifier, and nothing silently unless told to', async () => {
    const url = await beginSignIn(environment, { returnTo: '/console/tenants' });
    const { searchParams } = url;
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'console',
      redirect_uri: `${origin}/console/callback`,
      scope: 'openid email',
      code_challenge_method: 'S256',
    });
    const { verifier, state } = JSON.parse(storage.values()[0] ?? '') as { verifier: string; state: string };
    expect(searchParams.get('state')).toBe(state);
    expect(url.href).not.toContain(verifier);
    expect(searchParams.has('prompt')).toBe(false);
    const silent = await beginSignIn(environment, { returnTo: '/console/', silent: true });
    expect(silent.searchParams.get('prompt')).toBe('none');
  });

  test('comes back with a token, to the page it left, and leaves nothing in the storage of the tab', async () => {
    const callback = await visit(await beginSignIn(environment, { returnTo: '/console/tenants/acme/users?search=a' }));
    const arrival = await completeSignIn(environment, callback);
    expect(arrival).toMatchObject({ kind: 'signedIn', returnTo: '/console/tenants/acme/users?search=a' });
    if (arrival.kind !== 'signedIn') throw new Error('not signed in');
    expect(arrival.tokens.idToken.split('.')).toHaveLength(3);
    expect(arrival.tokens.expiresAt).toBeGreaterThan(Date.now());
    expect(storage.values()).toEqual([]);
  });

  test('refuses an answer that another tab asked for, one with another state, and one that comes twice', async () => {
    const callback = await visit(await beginSignIn(environment, { returnTo: '/console/' }));
    await expect(completeSignIn({ ...environment, storage: memoryStorage() }, callback)).rejects.toThrow('this tab');
    const forged = new URL(callback);
    forged.searchParams.set('state', 'another');
    await expect(completeSignIn(environment, forged)).rejects.toThrow('state');
    await expect(completeSignIn(environment, callback)).rejects.toThrow('this tab');
  });

  test('refuses a token that is for another client', async () => {
    const callback = await visit(await beginSignIn(environment, { returnTo: '/console/' }));
    issuer.server.service.once('beforeResponse', (response: { body: Record<string, unknown> }) => {
      const [head = '', , signature = ''] = String(response.body.id_token).split('.');
      const claims = { iss: issuer.url, sub: 'ada', aud: 'another', iat: 1, exp: 9_999_999_999 };
      response.body.id_token = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    });
    await expect(completeSignIn(environment, callback)).rejects.toThrow('aud');
  });

  test.each(['login_required', 'interaction_required', 'consent_required'])(
    'takes %s for a session that is not there, and is no failure',
    async (error) => {
      const url = await beginSignIn(environment, { returnTo: '/console/audit', silent: true });
      const state = url.searchParams.get('state') ?? '';
      const callback = new URL(`${origin}/console/callback?error=${error}&state=${state}`);
      expect(await completeSignIn(environment, callback)).toEqual({ kind: 'denied', returnTo: '/console/audit' });
    },
  );

  test('fails for any other error of the issuer', async () => {
    const url = await beginSignIn(environment, { returnTo: '/console/' });
    const state = url.searchParams.get('state') ?? '';
    const callback = new URL(`${origin}/console/callback?error=access_denied&state=${state}`);
    await expect(completeSignIn(environment, callback)).rejects.toThrow('error');
  });

  test('renews the token with what the issuer gave for that', async () => {
    const callback = await visit(await beginSignIn(environment, { returnTo: '/console/' }));
    const arrival = await completeSignIn(environment, callback);
    if (arrival.kind !== 'signedIn' || arrival.tokens.refreshToken === undefined) throw new Error('no refresh token');
    const renewed = await renewTokens(environment, arrival.tokens.refreshToken);
    expect(renewed.expiresAt).toBeGreaterThan(Date.now());
    expect(renewed.refreshToken).toBeDefined();
  });

  test('asks no issuer without TLS but one on this machine', async () => {
    const config = { ...environment.config, issuer: 'http://issuer.example.com' };
    await expect(beginSignIn({ ...environment, config }, { returnTo: '/console/' })).rejects.toThrow('HTTPS');
  });

  test('ends the session of the issuer by the name that its kind has for the way back', async () => {
    const page = await signOutPage(environment);
    expect(page?.searchParams.get('client_id')).toBe('console');
    expect(page?.searchParams.get('post_logout_redirect_uri')).toBe(`${origin}/console/`);
    expect(page?.searchParams.get('logout_uri')).toBe(`${origin}/console/`);
    expect(page?.href).not.toContain('eyJ');
  });
});
