/** Signing in to the console and calling the admin API with it, where the stack is local. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ConsoleConfig } from '../../lib/console/config.ts';
import type { OperatorConnection } from '../../lib/operator/client.ts';
import { signIn } from '../support/sign-in.ts';

const { ADMIN_CONNECTION } = process.env;
const ifLocal = ADMIN_CONNECTION === undefined ? describe.skip : describe;

ifLocal('the console of a local stack', () => {
  const { origin } = new URL((JSON.parse(ADMIN_CONNECTION ?? '{"url":"http://x"}') as OperatorConnection).url);
  let config: ConsoleConfig;
  beforeAll(async () => {
    config = (await (await fetch(`${origin}/console/config.json`)).json()) as ConsoleConfig;
  });

  const tokenOf = async (name: string) =>
    (await signIn({ ...config, redirectUri: `${origin}/console/callback` }, name)).id_token;

  async function ask(token: string | undefined, path = '/me') {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`${origin}${config.apiUrl}${path}`, { headers });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  }

  test('is told where to sign in and where the API is, and may ask nobody else', async () => {
    expect(config).toEqual({
      issuer: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\S+$/),
      clientId: expect.any(String),
      scopes: ['openid', 'email'],
      apiUrl: '/admin/v1',
    });
    const { headers } = await fetch(`${origin}/console/config.json`);
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('x-frame-options')).toBe('DENY');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    const [, connections = ''] = /connect-src ([^;]*)/.exec(policy) ?? [];
    expect(new Set(connections.split(' '))).toEqual(new Set(["'self'", new URL(config.issuer).origin]));
    expect(policy).not.toContain('amazon');
  });

  test.each([
    ['Olivia Owner', { role: 'owner', actor: { kind: 'user', name: 'olivia@example.com' } }],
    ['Adam Administrator', { role: 'administrator', tenant: 'default' }],
    ['Rita Reader', { role: 'reader', tenant: 'default' }],
  ])('lets %s in with the role of the account', async (name, caller) => {
    const { status, json } = await ask(await tokenOf(name));
    expect(status).toBe(200);
    expect(json).toMatchObject(caller);
  });

  test('refuses what the role may not, and says which it needs', async () => {
    const { status, json } = await ask(await tokenOf('Rita Reader'), '/audit');
    expect(status).toBe(403);
    expect(json.detail).toBe('This needs the role owner; you are reader.');
  });

  test('refuses at the gateway a request without a token, and with one of an identity provider', async () => {
    for (const token of [undefined, process.env.SCIM_TOKEN]) {
      expect(await ask(token)).toEqual({ status: 401, json: { message: 'Unauthorized' } });
    }
  });

  test('describes the API as it is where people sign in', async () => {
    const { json } = await ask(await tokenOf('Olivia Owner'), '/openapi.json');
    expect(json.servers).toEqual([{ url: `${origin}/admin/v1` }]);
  });

  test('is one page for each of its paths, and files that never change', async () => {
    for (const path of ['/console/', '/console/tenants/default/users']) {
      const page = await fetch(origin + path);
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(page.headers.get('content-type')).toMatch(/^text\/html/);
      const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(await page.text()) ?? [];
      const file = await fetch(origin + script);
      expect(file.headers.get('content-type')).toMatch(/^text\/javascript/);
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  test('leads to its pages and serves what nobody put there to nobody', async () => {
    const bare = await fetch(`${origin}/console`, { redirect: 'manual' });
    expect([bare.status, bare.headers.get('location')]).toEqual([302, '/console/']);
    expect((await fetch(`${origin}/console/assets/nothing.js`)).status).toBe(403);
    expect((await fetch(`${origin}/console/config.json`, { method: 'POST' })).status).toBe(403);
  });
});
