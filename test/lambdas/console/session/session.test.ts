import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createSession, type Session } from '../../../../lambdas/console/session/session.ts';
import { startIssuer, type TestIssuer } from './issuer.ts';
import { memoryStorage } from './memory-storage.ts';

const origin = 'http://127.0.0.1:4000';

describe('the session of a tab', () => {
  let issuer: TestIssuer;
  let storage: ReturnType<typeof memoryStorage>;
  let address: URL;
  let left: URL[];
  let now: number;
  let tokenRequests: number;

  beforeAll(async () => {
    issuer = await startIssuer();
  });
  afterAll(() => issuer.server.stop());

  beforeEach(() => {
    storage = memoryStorage();
    address = new URL(`${origin}/console/tenants/acme/users`);
    left = [];
    now = Date.now();
    tokenRequests = 0;
  });

  /** A page that has just been loaded. */
  function load(): Session {
    const config = { issuer: issuer.url, clientId: 'console', scopes: ['openid'], apiUrl: '/admin/v1' };
    return createSession(
      {
        config,
        origin,
        storage,
        fetch: (input, init) => {
          if (new Request(input).url.endsWith('/token')) tokenRequests += 1;
          return fetch(input, init);
        },
        now: () => now,
      },
      {
        url: () => address,
        leaveTo: (url) => {
          left.push(url);
        },
        rename: (path) => {
          address = new URL(path, origin);
        },
      },
    );
  }

  async function comeBack(): Promise<Session> {
    const answer = await fetch(left.at(-1) ?? '', { redirect: 'manual' });
    address = new URL(answer.headers.get('location') ?? '');
    const session = load();
    await session.start();
    return session;
  }

  async function signIn(): Promise<Session> {
    const before = load();
    await before.start();
    await before.signIn();
    return comeBack();
  }

  test('begins signed out, and goes nowhere unasked', async () => {
    const session = load();
    await session.start();
    expect(session.state()).toEqual({ kind: 'signedOut' });
    expect(left).toEqual([]);
  });

  test('is signed in after the way to the issuer, on the page that it left', async () => {
    const session = await signIn();
    expect(session.state()).toEqual({ kind: 'signedIn' });
    expect(address.pathname).toBe('/console/tenants/acme/users');
    expect(await session.token()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test('keeps no token where another page could find it', async () => {
    const session = await signIn();
    const token = await session.token();
    for (const value of storage.values()) expect(token).not.toContain(value);
    expect(storage.values()).toEqual(['yes']);
  });

  test('is signed in again without a question after a reload, as long as the issuer has a session', async () => {
    await signIn();
    const reloaded = load();
    await reloaded.start();
    expect(left.at(-1)?.searchParams.get('prompt')).toBe('none');
    expect((await comeBack()).state()).toEqual({ kind: 'signedIn' });
  });

  test('shows the way in when the issuer has none any more, and does not go round in circles', async () => {
    await signIn();
    await load().start();
    const state = left.at(-1)?.searchParams.get('state') ?? '';
    address = new URL(`${origin}/console/callback?error=login_required&state=${state}`);
    const session = load();
    await session.start();
    expect(session.state()).toEqual({ kind: 'signedOut' });
    expect(address.pathname).toBe('/console/tenants/acme/users');
    const trips = left.length;
    await load().start();
    expect(left).toHaveLength(trips);
  });

  test('says that a sign-in went wrong, and keeps its answer out of the address', async () => {
    address = new URL(`${origin}/console/callback?code=stolen&state=x`);
    const session = load();
    await session.start();
    expect(session.state()).toMatchObject({ kind: 'signedOut', problem: expect.stringContaining('Sign in again') });
    expect(address.href).toBe(`${origin}/console/`);
  });

  test('renews a token that ends soon once, however many requests wait for it', async () => {
    const session = await signIn();
    const before = tokenRequests;
    now += 3_599_000;
    await Promise.all([session.token(), session.token(), session.token()]);
    expect(tokenRequests).toBe(before + 1);
    expect(session.state()).toEqual({ kind: 'signedIn' });
  });

  test('stays on its page when it expires, and refuses requests in words', async () => {
    const session = await signIn();
    session.refused();
    expect(session.state()).toEqual({ kind: 'expired' });
    await expect(session.token()).rejects.toMatchObject({ status: 401, message: expect.stringContaining('Sign in') });
  });

  test('leaves nothing behind when it ends, and ends the one of the issuer', async () => {
    const session = await signIn();
    await session.signOut();
    expect(storage.values()).toEqual([]);
    expect(left.at(-1)?.searchParams.get('post_logout_redirect_uri')).toBe(`${origin}/console/`);
    await expect(session.token()).rejects.toMatchObject({ status: 401 });
  });
});
