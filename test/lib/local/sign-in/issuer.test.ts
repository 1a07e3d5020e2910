import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type Issuer, startIssuer } from '#lib/local/sign-in/issuer.ts';
import { beginFlow, choose, endpointsOf, postForm, type SignInTarget, signIn } from '../../../support/sign-in.ts';

const redirectUri = 'http://127.0.0.1:4000/console/callback';
const home = 'http://127.0.0.1:4000/console/';
const client = {
  clientId: 'console',
  scopes: ['openid', 'email'],
  callbackUrls: [redirectUri],
  logoutUrls: [home],
  tokenSeconds: 900,
};
let issuer: Issuer;
let target: SignInTarget;
beforeAll(async () => {
  issuer = await startIssuer({ poolId: 'pool', clients: () => [client, { ...client, clientId: 'other' }] });
  target = { issuer: issuer.issuer, clientId: 'console', redirectUri };
});
afterAll(() => issuer.stop());

async function tokenEndpoint(): Promise<string> {
  return (await endpointsOf(issuer.issuer)).token_endpoint ?? '';
}

async function claimsOf(token: string) {
  const { jwks_uri: keys = '' } = await endpointsOf(issuer.issuer);
  return (await jwtVerify(token, createRemoteJWKSet(new URL(keys)), { issuer: issuer.issuer })).payload;
}

test('the issuer describes itself below its own path', async () => {
  expect(issuer.issuer).toBe(`${issuer.origin}/pool`);
  expect(await endpointsOf(issuer.issuer)).toMatchObject({
    issuer: issuer.issuer,
    authorization_endpoint: `${issuer.origin}/oauth2/authorize`,
    token_endpoint: `${issuer.origin}/oauth2/token`,
    end_session_endpoint: `${issuer.origin}/logout`,
    code_challenge_methods_supported: ['S256'],
  });
});

describe('signing in', () => {
  test.each([
    ['Olivia Owner', ['owner'], undefined],
    ['Adam Administrator', ['administrator'], 'default'],
    ['Rita Reader', ['reader'], 'default'],
  ])('as %s gives an ID token with the claims of a user pool', async (name, groups, tenant) => {
    const tokens = await signIn(target, name);
    const id = await claimsOf(tokens.id_token);
    expect(id).toMatchObject({ aud: 'console', token_use: 'id', 'cognito:groups': groups, email_verified: true });
    expect(id['custom:tenant']).toBe(tenant);
    expect((id.exp ?? 0) - (id.iat ?? 0)).toBe(900);
    const access = await claimsOf(tokens.access_token);
    expect(access).toMatchObject({ client_id: 'console', token_use: 'access', 'cognito:groups': groups, sub: id.sub });
    expect(access).not.toHaveProperty('aud');
    expect(access).not.toHaveProperty('custom:tenant');
  });

  test('carries state and nonce', async () => {
    const { page, verifier } = await beginFlow(target, { nonce: 'once' });
    const back = await choose(page, 'Rita Reader');
    expect(back.searchParams.get('state')).toBe('a state');
    const form = { grant_type: 'authorization_code', client_id: 'console', redirect_uri: redirectUri };
    const code = back.searchParams.get('code') ?? '';
    const { json } = await postForm(await tokenEndpoint(), { ...form, code, code_verifier: verifier });
    expect(await claimsOf(json.id_token ?? '')).toMatchObject({ nonce: 'once' });
  });

  test('is remembered until signing out, and can be asked for silently', async () => {
    const { page } = await beginFlow(target, { prompt: 'none' });
    const ask = (cookie = '') => fetch(page, { redirect: 'manual', headers: { cookie } });
    const nobody = new URL((await ask()).headers.get('location') ?? '');
    expect(nobody.searchParams.get('error')).toBe('login_required');
    expect(nobody.searchParams.get('state')).toBe('a state');

    const chosen = new URL(page);
    chosen.searchParams.set('person', '0b6c1c1e-5f0e-4b57-9d8e-3c1a1d0e7a01');
    const signedIn = await fetch(chosen, { redirect: 'manual' });
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/; HttpOnly; /);
    const again = await ask(cookie.split(';', 1)[0]);
    expect(new URL(again.headers.get('location') ?? '').searchParams.get('code')).toBeTruthy();

    const out = await fetch(`${issuer.origin}/logout?client_id=console&logout_uri=${home}`, { redirect: 'manual' });
    expect(out.headers.get('location')).toBe(home);
    expect(out.headers.get('set-cookie')).toMatch(/^rollcall-sign-in=;.*Max-Age=0/);
  });

  test.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['another address to go back to', { redirect_uri: 'http://127.0.0.1:4001/console/callback' }],
    ['an address that only begins like the right one', { redirect_uri: `${redirectUri}/x` }],
  ])('with %s is refused where it is, and sent nowhere', async (_, changes) => {
    const { page } = await beginFlow(target, changes);
    const answer = await fetch(page, { redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });

  test.each([
    ['without PKCE', { code_challenge: null }, 'invalid_request'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['for a scope of others', { scope: 'openid aws.cognito.signin.user.admin' }, 'invalid_scope'],
  ])('%s is refused with a code', async (_, changes, error) => {
    const { page } = await beginFlow(target, changes);
    const answer = await fetch(page, { redirect: 'manual' });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe(error);
  });
});

describe('a code', () => {
  async function formWithCode() {
    const { page, verifier } = await beginFlow(target);
    const code = (await choose(page, 'Olivia Owner')).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', client_id: 'console', redirect_uri: redirectUri };
    return { ...form, code, code_verifier: verifier };
  }

  test.each<[string, Record<string, string>]>([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['another client', { client_id: 'other' }],
    ['another address', { redirect_uri: home }],
  ])('is refused with %s, and then with the right one', async (_, changes) => {
    const form = await formWithCode();
    for (const sent of [{ ...form, ...changes }, form]) {
      const { status, json } = await postForm(await tokenEndpoint(), sent);
      expect([status, json.error]).toEqual([400, 'invalid_grant']);
    }
  });

  test('is good once', async () => {
    const form = await formWithCode();
    expect((await postForm(await tokenEndpoint(), form)).status).toBe(200);
    expect((await postForm(await tokenEndpoint(), form)).status).toBe(400);
  });
});

test('a refresh token gives new tokens to its client until it is revoked', async () => {
  const { refresh_token: token } = await signIn(target, 'Adam Administrator');
  const endpoint = await tokenEndpoint();
  const form = { grant_type: 'refresh_token', client_id: 'console', refresh_token: token };
  expect(await claimsOf((await postForm(endpoint, form)).json.id_token ?? '')).toMatchObject({ aud: 'console' });
  expect((await postForm(endpoint, { ...form, client_id: 'other' })).status).toBe(400);
  await fetch(`${issuer.origin}/oauth2/revoke`, { method: 'POST', body: new URLSearchParams({ token }) });
  expect((await postForm(endpoint, form)).json.error).toBe('invalid_grant');
});

test('the page runs nothing, and shows values of a request as text', async () => {
  const { page } = await beginFlow(target, { state: '"><script>alert(1)</script>' });
  const answer = await fetch(page);
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  const html = await answer.text();
  expect(html).not.toContain('<script');
  expect(html).toContain('<html lang="en">');
});
