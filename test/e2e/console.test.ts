/** The console in a real browser, signed in by PKCE, on the local stack of these tests. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { newTokenDelay } from '#tokens/authenticate.ts';
import { type OperatorConnection, OperatorError, operatorClient } from '../../lib/operator/client.ts';
import { castOf, fewestPeople } from '../../lib/players/cast.ts';
import { jumpCloud } from '../../lib/players/jumpcloud.ts';
import { play } from '../../lib/players/play.ts';
import { ScimClient } from '../../lib/players/scim-client.ts';
import {
  type ConsoleWindow,
  chromiumPath,
  launchBrowser,
  openWindow,
  signInAs,
  storedBy,
  tabTo,
  violationsOf,
} from './support/browser.ts';

const { ADMIN_CONNECTION } = process.env;
const isShown = ADMIN_CONNECTION !== undefined && chromiumPath !== undefined;
if (ADMIN_CONNECTION !== undefined && chromiumPath === undefined) {
  console.warn('The console is not tested: there is no Chromium here (apt-get install chromium, or CHROMIUM_PATH).');
}

(isShown ? describe : describe.skip)('the console', () => {
  const connection = JSON.parse(ADMIN_CONNECTION ?? '{"url":"http://x"}') as OperatorConnection;
  const operator = operatorClient(connection);
  const { origin } = new URL(connection.url);
  let browser: Browser;
  const windows: ConsoleWindow[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    const complaints = windows.flatMap((window) => window.complaints);
    for (const window of windows.splice(0)) await window.close();
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser.close());

  async function newTenant(): Promise<string> {
    const tenant = `console-${randomUUID().slice(0, 8)}`;
    await operator.call('createTenant', { body: { id: tenant, displayName: 'Acme Inc.' } });
    return tenant;
  }

  async function windowOf(name: string, path?: string): Promise<Page> {
    const window = await openWindow(browser);
    windows.push(window);
    await signInAs(window.page, origin, name, path);
    return window.page;
  }

  const provisioning = (tenant: string) => `/console/tenants/${tenant}/provisioning`;

  /** Activates JumpCloud on its page, and answers what the page shows this one time. */
  async function activate(page: Page) {
    await page.getByRole('button', { name: 'Activate SCIM' }).click();
    return shownOnce(page);
  }

  async function shownOnce(page: Page) {
    const token = await page.getByLabel('Token', { exact: true }).inputValue();
    const baseUrl = await page.getByLabel('Base URL', { exact: true }).inputValue();
    await page.getByRole('button', { name: 'I have copied the token' }).click();
    return { baseUrl, token };
  }

  test('activates JumpCloud, and notices by itself when it is connected', async () => {
    const tenant = await newTenant();
    const page = await windowOf('Olivia Owner', provisioning(tenant));
    await page.getByRole('link', { name: 'JumpCloud' }).click();
    const { baseUrl, token } = await activate(page);
    expect(baseUrl).toBe(`${origin}/provisioning/jumpcloud/v2`);
    const state = page.getByRole('region', { name: 'Connection' });
    await state.getByText('Waiting for the first request of JumpCloud').waitFor();

    const cast = castOf(jumpCloud.name, fewestPeople);
    const client = new ScimClient({ baseUrl, token, headers: jumpCloud.headers, patience: 60_000 });
    await play({ player: jumpCloud, client, cast, concurrency: 2 });
    expect(client.exchanges.filter(({ failure }) => failure !== undefined)).toEqual([]);
    await state.getByText('Connected', { exact: true }).waitFor();

    await page.getByRole('link', { name: 'Users' }).click();
    const person = cast.people[0]?.userName ?? '';
    await page.getByRole('link', { name: person }).click();
    await page.getByRole('heading', { name: 'Attributes' }).waitFor();
    await page.getByRole('main').getByText(person, { exact: true }).first().waitFor();
    expect(await page.content()).not.toContain(token);
  });

  test('rotates a token while provisioning goes on, without a request that fails', async () => {
    const tenant = await newTenant();
    const page = await windowOf('Olivia Owner', `${provisioning(tenant)}/jumpcloud`);
    const first = await activate(page);
    const traffic = startTraffic(first);
    await page.getByRole('button', { name: 'Rotate: First token' }).click();
    await page.getByRole('button', { name: 'Start rotation' }).click();
    const second = await shownOnce(page);
    expect(second.token).not.toBe(first.token);
    // A function that asked for the first token just now asks for no other so soon; who copies a token takes longer.
    await sleep(newTokenDelay);
    await traffic.goOnWith(second.token);
    await page.getByRole('button', { name: 'Complete rotation: First token' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Complete rotation' }).click();
    await page.getByText('Revoked and expired (1)').waitFor();
    await traffic.goOnWith(second.token);
    const statuses = await traffic.stop();
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test('revokes a token after asking', async () => {
    const tenant = await newTenant();
    const page = await windowOf('Olivia Owner', `${provisioning(tenant)}/okta`);
    await activate(page);
    await page.getByRole('button', { name: 'Revoke: First token' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Revoke: First token' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No token works at the moment.').waitFor();
    const parameters = { tenant, provider: 'okta' } as const;
    const { items } = await operator.call('listTokens', { parameters });
    expect(items.map(({ status }) => status)).toEqual(['revoked']);
  });

  test('is used by keyboard alone, from signing in to a token', async () => {
    const tenant = await newTenant();
    const window = await openWindow(browser);
    windows.push(window);
    const { page } = window;
    await page.goto(`${origin}${provisioning(tenant)}`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await tabTo(page, 'button', 'Sign in');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in to Rollcall' }).waitFor();
    await tabTo(page, 'link', /Olivia Owner/);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Okta' }).waitFor();
    await tabTo(page, 'link', 'Okta');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Activate SCIM' }).waitFor();
    await tabTo(page, 'button', 'Activate SCIM');
    await page.keyboard.press('Enter');
    await page.getByLabel('Token', { exact: true }).waitFor();
    await tabTo(page, 'button', 'I have copied the token');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Rotate: First token' }).waitFor();
    await tabTo(page, 'button', 'Rotate: First token');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const focused = await page.evaluate('document.activeElement.getAttribute("aria-label")');
    expect(focused).toBe('Rotate: First token');
  });

  test('keeps no token where a script could find it, and signs in again by itself after a reload', async () => {
    const tenant = await newTenant();
    const page = await windowOf('Olivia Owner', `${provisioning(tenant)}/okta`);
    await page.getByRole('button', { name: 'Activate SCIM' }).click();
    const token = await page.getByLabel('Token', { exact: true }).inputValue();
    const stored = await storedBy(page);
    expect(stored).not.toContain(token);
    // What every JSON Web Token begins with.
    expect(stored).not.toContain('eyJ');
    await page.getByRole('button', { name: 'I have copied the token' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Rotate: First token' }).waitFor();
    await page.getByLabel('Account of olivia@example.com').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Rita Reader' }).waitFor();
  });

  test('shows a reader everything and offers nothing to change', async () => {
    // Her tenant.
    const body = { id: 'default', displayName: 'Demo' };
    await operator.call('createTenant', { body }).catch((error: unknown) => {
      if (!(error instanceof OperatorError) || error.status !== 409) throw error;
    });
    const page = await windowOf('Rita Reader', `${provisioning('default')}/onelogin`);
    await page.getByRole('heading', { level: 1, name: 'OneLogin' }).waitFor();
    await page
      .getByText(/SCIM is not active for OneLogin|Tokens/)
      .first()
      .waitFor();
    const changes = page.getByRole('button', { name: /Activate|Deactivate|Issue|Rotate|Revoke/ });
    expect(await changes.count()).toBe(0);
    await page.goto(`${origin}/console/tenants/default/settings`);
    const limit = page.getByRole('region', { name: 'Rate limit' });
    await limit.getByText(/may send [\d,]+ requests a second/).waitFor();
    expect(await limit.getByRole('button').count()).toBe(0);
  });

  test('lets an owner decide how much the identity providers of a tenant may send, and take that back', async () => {
    const tenant = await newTenant();
    const page = await windowOf('Olivia Owner', `/console/tenants/${tenant}/settings`);
    const limit = page.getByRole('region', { name: 'Rate limit' });
    await limit.getByLabel('Requests a second, 25 to 10,000').fill('75');
    await limit.getByLabel('At once above that, 25 to 10,000').fill('150');
    await limit.getByRole('button', { name: 'Save rate limit' }).click();
    await limit.getByText('75 requests a second, and 150 at once above that, as was decided for this tenant').waitFor();
    const { settings } = await operator.call('getTenant', { parameters: { tenant } });
    expect(settings.rateLimit).toEqual({ requestsPerSecond: 75, burst: 150, decidedFor: 'tenant' });
    await limit.getByRole('button', { name: 'As the deployment says' }).click();
    await limit.getByText('as was decided for this tenant').waitFor({ state: 'detached' });
    expect(await limit.getByRole('button', { name: 'As the deployment says' }).count()).toBe(0);
  });

  test('pages through users, however many there are', async () => {
    const tenant = await newTenant();
    const count = Number(process.env.CONSOLE_USERS ?? 120);
    await operator.call('activateConnection', { parameters: { tenant, provider: 'generic' }, body: {} });
    const issued = await operator.call('issueToken', {
      parameters: { tenant, provider: 'generic' },
      body: { label: 'first' },
    });
    await createUsers(issued.baseUrl, issued.secret ?? '', count);
    const page = await windowOf('Olivia Owner', `/console/tenants/${tenant}/users`);
    const pages = page.getByRole('navigation', { name: 'Pages of users' });
    await pages.getByText(`${new Intl.NumberFormat('en').format(count)} users`).waitFor();
    const seen = new Set<string>();
    for (let number = 1; ; number += 1) {
      await pages.getByText(`page ${number}`).waitFor();
      for (const name of await page.getByRole('link', { name: /^person-\d+@/ }).allTextContents()) seen.add(name);
      const next = pages.getByRole('button', { name: 'Next' });
      if (await next.isDisabled()) break;
      await next.click();
    }
    expect(seen.size).toBe(count);
    await page.getByRole('searchbox').fill('person-77@');
    await page.getByRole('link', { name: 'person-77@example.com' }).waitFor();
    expect(await page.getByRole('link', { name: /^person-/ }).count()).toBe(1);
  });

  test('finds in the log by name and result what was refused, and says why', async () => {
    const tenant = await newTenant();
    const parameters = { tenant, provider: 'okta' } as const;
    await operator.call('activateConnection', { parameters, body: {} });
    const issued = await operator.call('issueToken', { parameters, body: { label: 'first' } });
    const names = ['ada@example.com', 'grace@example.com', 'ada@example.com'];
    for (const userName of names) await create(issued.baseUrl, issued.secret ?? '', '/Users', { userName });
    const page = await windowOf('Olivia Owner', `/console/tenants/${tenant}/log`);
    await page.getByLabel('Follow').check();
    const rows = page.getByRole('row').filter({ hasText: '@example.com' });
    await rows.nth(2).waitFor();
    await page.getByLabel('Name begins with').fill('ada');
    await rows.filter({ hasText: 'grace' }).first().waitFor({ state: 'detached' });
    await rows.nth(1).waitFor();
    await page.getByLabel('Result').selectOption('failed');
    await rows.filter({ hasText: 'succeeded' }).first().waitFor({ state: 'detached' });
    await rows.getByText('failed', { exact: true }).waitFor();
    expect(await rows.count()).toBe(1);
    expect(await rows.locator('p').innerText()).not.toBe('');
  });

  test.each(['audit', 'log'])(
    'asks nothing of the years 2 to 202 while 2026 is typed into a day (%s)',
    async (name) => {
      const tenant = await newTenant();
      const page = await windowOf('Olivia Owner', `/console/tenants/${tenant}/${name}`);
      const asked: string[] = [];
      page.on('request', (request) => {
        const { pathname, searchParams } = new URL(request.url());
        if (pathname.endsWith(`/${name}`))
          asked.push(searchParams.get('from') ?? searchParams.get('since') ?? 'no day');
      });
      const field = page.getByLabel('From');
      await field.focus();
      // Longer than the pause after which it is taken as typed.
      for (const key of '11282026') {
        await page.keyboard.press(key);
        await sleep(300);
      }
      expect(await field.inputValue()).toBe('2026-11-28');
      expect(await field.getAttribute('min')).toBe('2026-01-01');
      const begin = new Date('2026-11-28T00:00:00').toISOString();
      for (let tries = 0; tries < 50 && !asked.includes(begin); tries += 1) await sleep(100);
      expect(asked.filter((day) => day !== 'no day')).toEqual([begin]);
    },
  );

  test('has no violation that axe finds, on any page, in light or dark', async () => {
    const tenant = await newTenant();
    await operator.call('activateConnection', { parameters: { tenant, provider: 'okta' }, body: {} });
    const issued = await operator.call('issueToken', {
      parameters: { tenant, provider: 'okta' },
      body: { label: 'a' },
    });
    const [user = '', group = ''] = await createUserAndGroup(issued.baseUrl, issued.secret ?? '');
    const window = await openWindow(browser);
    windows.push(window);
    const { page } = window;
    const found: string[] = [];
    const check = async (where: string) => {
      found.push(...(await violationsOf(page)).map((violation) => `${where}: ${violation}`));
    };
    await page.goto(`${origin}/console/`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await check('door');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Olivia Owner' }).waitFor();
    await check('sign-in page');
    await page.getByRole('link', { name: 'Olivia Owner' }).click();
    await window.settle();
    const below = (path: string) => `/console/tenants/${tenant}/${path}`;
    const ofTenant = ['provisioning', 'provisioning/okta', 'provisioning/jumpcloud', 'log', 'settings', 'audit'];
    const ofDirectory = ['users', `users/${user}`, 'groups', `groups/${group}`];
    for (const address of ['/console/tenants', '/console/audit', ...[...ofTenant, ...ofDirectory].map(below)]) {
      await window.show(address);
      await check(address);
    }
    expect(found).toEqual([]);
  }, 600_000);
});

interface Traffic {
  /** From now on with this token; resolves when ten requests with it were answered. */
  goOnWith(token: string): Promise<void>;
  /** The status of every answer. */
  stop(): Promise<readonly number[]>;
}

/** One request after the other, as an identity provider that synchronizes sends them. */
function startTraffic(first: { readonly baseUrl: string; readonly token: string }): Traffic {
  const state = { token: first.token, isOn: true };
  const answers: { readonly token: string; readonly status: number }[] = [];
  const send = async () => {
    const { token } = state;
    const answer = await fetch(`${first.baseUrl}/Users?count=1`, { headers: { authorization: `Bearer ${token}` } });
    await answer.arrayBuffer();
    answers.push({ token, status: answer.status });
    if (state.isOn) await send();
  };
  const ended = send();
  return {
    goOnWith: async (token) => {
      state.token = token;
      const before = answers.length;
      while (answers.slice(before).filter((answer) => answer.token === token).length < 10) await sleep(5);
    },
    stop: async () => {
      state.isOn = false;
      await ended;
      return answers.map(({ status }) => status);
    },
  };
}

async function createUsers(baseUrl: string, token: string, count: number): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
  for (let from = 0; from < count; from += 100) {
    const Operations = Array.from({ length: Math.min(100, count - from) }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: String(index),
      data: { userName: `person-${from + index}@example.com` },
    }));
    const body = JSON.stringify({ schemas, Operations });
    const answer = await fetch(`${baseUrl}/Bulk`, { method: 'POST', headers, body });
    const { Operations: done } = (await answer.json()) as { Operations: readonly { status: string }[] };
    if (done.some(({ status }) => status !== '201')) throw new Error(JSON.stringify(done).slice(0, 500));
  }
}

async function createUserAndGroup(baseUrl: string, token: string): Promise<readonly string[]> {
  const user = await create(baseUrl, token, '/Users', { userName: 'grace@example.com', active: true });
  return [user, await create(baseUrl, token, '/Groups', { displayName: 'Engineering', members: [{ value: user }] })];
}

/** The id of what was created; of an error there is none. */
async function create(baseUrl: string, token: string, path: string, resource: object): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const answer = await fetch(baseUrl + path, { method: 'POST', headers, body: JSON.stringify(resource) });
  return ((await answer.json()) as { readonly id?: string }).id ?? '';
}
