/** A real browser for tests of the console: the Chromium of this machine, where there is one. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page, type Request } from 'playwright-core';

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of the browser; undefined where there is none. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium here; CHROMIUM_PATH may name one.');
  // Containers have neither the user namespaces of the sandbox nor much shared memory; only this machine's pages are shown.
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export interface ConsoleWindow {
  readonly page: Page;
  /** Shows another page of the console without loading the app again, and waits until it has what it asks for. */
  show(address: string): Promise<void>;
  /** Resolves when nothing that the page asked for is on its way. */
  settle(): Promise<void>;
  /** Errors that the page or the browser reported: exceptions, refused content, failed requests. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** A window of its own, in which nobody has signed in. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<ConsoleWindow> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  // A slow or busy machine decides no test.
  page.setDefaultTimeout(patience);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  const settle = settler(page);
  const show = async (address: string) => {
    // As a link does it.
    await page.evaluate(
      `history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new Event('popstate'))`,
    );
    await settle();
  };
  return { page, complaints, show, settle, close: () => context.close() };
}

/** In milliseconds. */
const patience = 120_000;

/** How long nothing may have been asked until nothing is expected to be, in milliseconds. */
const quiet = 60;

function settler(page: Page): () => Promise<void> {
  const asked = new Set<Request>();
  let last = Date.now();
  const note = (change: () => void) => {
    change();
    last = Date.now();
  };
  page.on('request', (request) => note(() => asked.add(request)));
  for (const end of ['requestfinished', 'requestfailed'] as const) {
    page.on(end as 'requestfinished', (request) => note(() => asked.delete(request)));
  }
  return async () => {
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    last = Date.now();
    while (asked.size > 0 || Date.now() - last < quiet) await sleep(10);
  };
}

/** Signs in from the console's door as somebody whom the issuer's page shows by that name. */
export async function signInAs(page: Page, origin: string, name: string, path = '/console/'): Promise<void> {
  await page.goto(origin + path);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/**
 * What axe finds, as `rule: element`, on the page as it is in light, and in dark where colours are all that differs:
 * WCAG 2.2 at level AA, and what axe holds for good practice.
 */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await axeOn(page).analyze();
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const dark = await axeOn(page).withRules(['color-contrast', 'link-in-text-block']).analyze();
  const violations = [...light.violations, ...dark.violations];
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** The console has no frames, for which alone axe would open a page of its own and load stylesheets again. */
function axeOn(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'], preload: false });
}

/** Presses Tab until the focus is on the element with this role and name. Throws when it never is. */
export async function tabTo(page: Page, role: 'button' | 'link' | 'textbox', name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name });
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.locator(':focus').and(wanted).count()) > 0) return;
  }
  throw new Error(`No ${role} ${String(name)} takes the focus.`);
}

/** Everything that the page keeps where a script or the next person could read it. */
export async function storedBy(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  const stored = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
  return String(stored) + JSON.stringify(cookies.filter(({ name }) => name !== 'rollcall-sign-in'));
}
