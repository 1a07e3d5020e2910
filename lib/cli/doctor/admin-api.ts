/** Whether the admin API is there, takes signatures of this machine, and lets the principal in. */
import { type OperatorClient, OperatorError } from '../../operator/client.ts';
import { CommandError } from '../command-error.ts';
import type { Target } from '../target.ts';
import { find, type OnFinding } from './finding.ts';

/** How far clocks may be apart for a signature (AWS and the local stack), in milliseconds. */
const clockSkew = 5 * 60_000;

/** The date that the deployment sent, wrapped as there may be none; undefined where it does not answer. */
export async function examineAddress(target: Target, onFinding: OnFinding) {
  // Nobody is let in without a signature, and who refuses is there.
  const answered = await find(onFinding, {
    check: 'address',
    target,
    act: async () => {
      const startedAt = performance.now();
      const answer = await fetch(`${target.url}/me`, { signal: AbortSignal.timeout(15_000) });
      await answer.arrayBuffer();
      if (answer.status !== 403)
        throw new OperatorError(answer.status, `${answer.status} to a request without signature`);
      return { date: answer.headers.get('date'), milliseconds: performance.now() - startedAt };
    },
    detail: ({ milliseconds }) => `answers in ${Math.round(milliseconds)} ms`,
  });
  return answered?.result;
}

export async function examineClock(date: string | null, onFinding: OnFinding): Promise<boolean> {
  const clock = await find(onFinding, {
    check: 'clock',
    act: async () => mustBeOnTime(date, Date.now()),
    detail: (seconds) => `${Math.abs(seconds)} s apart`,
  });
  return clock !== undefined;
}

/** Seconds that this machine is ahead. Throws `CommandError` when signatures would be refused for it. */
export function mustBeOnTime(date: string | null, now: number): number {
  const ahead = date === null ? 0 : now - Date.parse(date);
  if (Math.abs(ahead) <= clockSkew) return Math.round(ahead / 1_000);
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  throw new CommandError(
    `The clock of this machine is ${minutes} minutes ${ahead > 0 ? 'ahead' : 'behind'}, and signatures are good for five.`,
    'Set it by network time (timedatectl set-ntp true).',
  );
}

export async function examinePermission(
  client: OperatorClient,
  target: Target,
  onFinding: OnFinding,
): Promise<boolean> {
  const caller = await find(onFinding, {
    check: 'permission',
    target,
    act: () => whoAmI(client, target),
    detail: ({ actor, role }) => `${actor.id}, ${role}`,
    suspect: 'The admin function fails: has it been deployed whole?',
  });
  return caller !== undefined;
}

async function whoAmI(client: OperatorClient, target: Target) {
  try {
    return await client.call('getCaller', {});
  } catch (error) {
    if (error instanceof OperatorError && error.status === 403) await nameRefusal(target);
    throw error;
  }
}

/** Throws when AWS finds fault with the credentials themselves; that a stack may not be read or is not there is no fault. */
async function nameRefusal({ identify }: Target): Promise<void> {
  await identify?.().catch((error: Error) => {
    if (!/^(AccessDenied|ValidationError)/.test(error.name)) throw error;
  });
}
