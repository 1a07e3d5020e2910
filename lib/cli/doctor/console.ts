/** Whether the console is there, and the issuer with which its people sign in. */
import type { ConsoleConfig } from '../../console/config.ts';
import { CommandError } from '../command-error.ts';
import type { Target } from '../target.ts';
import { permissions, permitted } from './aws-calls.ts';
import { find, type OnFinding } from './finding.ts';

const patience = 15_000;

/** Says nothing of a deployment that has no console. */
export async function examineConsole(target: Target, onFinding: OnFinding): Promise<void> {
  const { console: local, deployed } = target;
  const remedy =
    deployed === undefined
      ? 'Stop the local stack and run npm start again.'
      : `Deploy it again: npm run deploy -- --stage ${deployed.stage}.`;
  const page = await find(onFinding, {
    check: 'console',
    act: async () => {
      const url = local ?? (deployed && (await permitted(permissions.stacks, deployed.outputsOf('edge')))?.ConsoleUrl);
      if (url !== undefined) await mustBePage(url, remedy);
      return url;
    },
    detail: (url) => url,
  });
  if (page?.result === undefined) return;
  const { result: url } = page;
  await find(onFinding, { check: 'sign-in', act: () => issuerOf(url, remedy), detail: (issuer) => issuer });
}

async function mustBePage(url: string, remedy: string): Promise<void> {
  const { status, text } = await get(url, 'Does its domain point to the distribution (docs/deploy.md)?');
  if (status !== 200) throw new CommandError(`${url} answers with ${status}.`, remedy);
  if (!text.includes('<title>Rollcall</title>')) throw new CommandError(`At ${url} is another page.`, remedy);
}

/** The issuer that the console names, which has to say the same of itself. Throws `CommandError` otherwise. */
async function issuerOf(console: string, remedy: string): Promise<string> {
  const { issuer } = (await getJson(new URL('config.json', console).href, remedy)) as Partial<ConsoleConfig>;
  if (issuer === undefined) throw new CommandError(`The console's config.json names no issuer.`, remedy);
  const described = (await getJson(`${issuer}/.well-known/openid-configuration`, remedy)) as { issuer?: unknown };
  if (described.issuer !== issuer) {
    throw new CommandError(
      `At ${issuer} is the issuer ${String(described.issuer)}, of whom the console knows nothing.`,
      remedy,
    );
  }
  return issuer;
}

async function getJson(url: string, remedy: string): Promise<object> {
  const { status, text } = await get(url, remedy);
  if (status !== 200) throw new CommandError(`${url} answers with ${status}.`, remedy);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {}
  throw new CommandError(`${url} answers with no JSON object.`, remedy);
}

async function get(url: string, remedy: string): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patience) });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new CommandError(`Nobody answers at ${url} (${reason}).`, remedy);
  }
}
