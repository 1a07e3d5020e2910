/** The pictures of docs/console.md, taken of the console with a directory that JumpCloud's player made: `npm run docs:screenshots`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalStack } from '../../lib/local/stack.ts';
import { operatorClient } from '../../lib/operator/client.ts';
import { castOf, fewestPeople } from '../../lib/players/cast.ts';
import { jumpCloud } from '../../lib/players/jumpcloud.ts';
import { play } from '../../lib/players/play.ts';
import { ScimClient } from '../../lib/players/scim-client.ts';
import { launchBrowser, openWindow, signInAs } from '../e2e/support/browser.ts';
import { synthesize } from '../support/synthesize.ts';

const images = join(import.meta.dirname, '../../docs/images');
const assembly = mkdtempSync(join(tmpdir(), 'rollcall-screenshots-'));
const tenant = 'acme';

synthesize({ bundle: true, settings: { console: true }, outdir: assembly });
const stack = await startLocalStack({ assembly, port: 0, variables: {} });
const operator = operatorClient({
  url: `${stack.origin}/operator/v1`,
  region: stack.region,
  credentials: stack.accessKey,
});
for (const [id, displayName] of [
  [tenant, 'Acme Inc.'],
  ['globex', 'Globex'],
] as const) {
  await operator.call('createTenant', { body: { id, displayName } });
}

const browser = await launchBrowser();
const window = await openWindow(browser, { viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' });
const { page } = window;
mkdirSync(images, { recursive: true });

async function take(name: string): Promise<void> {
  await page.screenshot({ path: join(images, `console-${name}.png`) });
  process.stdout.write(`console-${name}.png\n`);
}

async function show(name: string, path: string): Promise<void> {
  await window.show(`/console/tenants/${tenant}/${path}`);
  await take(name);
}

try {
  await page.goto(`${stack.origin}/console/`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await take('door');
  await signInAs(page, stack.origin, 'Olivia Owner');
  await window.settle();
  await take('tenants');
  await show('provisioning', 'provisioning');
  await show('activate', 'provisioning/jumpcloud');
  await page.getByRole('button', { name: 'Activate SCIM' }).click();
  const token = await page.getByLabel('Token', { exact: true }).inputValue();
  await take('shown-once');
  const baseUrl = `${stack.origin}/provisioning/jumpcloud/v2`;
  const client = new ScimClient({ baseUrl, token, headers: jumpCloud.headers, patience: 60_000 });
  await play({ player: jumpCloud, client, cast: castOf(jumpCloud.name, fewestPeople), concurrency: 2 });
  await page.getByRole('button', { name: 'I have copied the token' }).click();
  await page.getByText('Connected', { exact: true }).waitFor();
  await take('connected');
  await show('users', 'users');
  await page.locator('main tbody a, main li a').first().click();
  await window.settle();
  await take('user');
  await show('groups', 'groups');
  await show('log', 'log');
  await show('settings', 'settings');
  await show('audit', 'audit');
} finally {
  await browser.close();
  await stack.stop();
  rmSync(assembly, { recursive: true, force: true });
}
process.exit(0);
