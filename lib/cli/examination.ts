/** The checks of `rollcall doctor`, in an order in which the first that fails is the cause. */
import { randomBytes } from 'node:crypto';
import { type OperatorClient, OperatorError, operatorClient } from '../operator/client.ts';
import { CommandError } from './command-error.ts';
import { find, type OnFinding } from './finding.ts';
import { pagesOf, type Query } from './pages.ts';
import { exerciseScim } from './scim-exercise.ts';
import { findTarget, type Target, type TargetOptions } from './target.ts';

const provider = 'generic';
/** Tells the tenants of a doctor from those of customers, whatever they are called. */
const displayName = 'Temporary tenant of rollcall doctor';
/** How far clocks may be apart for a signature (AWS and the local stack), in milliseconds. */
const clockSkew = 5 * 60_000;
/** After which nobody works with a tenant of a doctor any more, in milliseconds. */
const abandoned = 10 * 60_000;

/** Tells each check as it is done. Never throws. */
export async function examine(options: TargetOptions, onFinding: OnFinding): Promise<void> {
  const found = await find(onFinding, {
    check: 'deployment',
    act: () => findTarget(options),
    detail: ({ name }) => name,
  });
  if (found === undefined) return;
  const { result: target } = found;
  if (!(await isReachable(target, onFinding))) return;
  const client = operatorClient(target);
  const caller = await find(onFinding, {
    check: 'permission',
    target,
    act: () => whoAmI(client, target),
    detail: ({ actor, role }) => `${actor.id}, ${role}`,
    suspect: 'The admin function fails: has it been deployed whole?',
  });
  if (caller !== undefined) await examineTenant(client, target, onFinding);
}

async function isReachable(target: Target, onFinding: OnFinding): Promise<boolean> {
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
  if (answered === undefined) return false;
  const { date } = answered.result;
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

async function examineTenant(client: OperatorClient, target: Target, onFinding: OnFinding): Promise<void> {
  const tenant = `doctor-${randomBytes(4).toString('hex')}`;
  const created = await find(onFinding, {
    check: 'table',
    target,
    act: () => client.call('createTenant', { body: { id: tenant, displayName } }),
    detail: () => `made the tenant ${tenant}`,
    suspect: 'The admin function cannot write the table: is its engine up, and may the function use it?',
  });
  if (created === undefined) return;
  await examineConnection(client, target, tenant, onFinding);
  await find(onFinding, {
    check: 'deletion',
    target,
    act: async () => {
      await client.call('deleteTenant', { parameters: { tenant } });
      await deleteLeftBehind(client, tenant, Date.now());
    },
    detail: () => `${tenant} is empty, and gone with the next run after two minutes`,
    suspect: `Delete it by hand: rollcall tenants delete ${tenant}.`,
  });
}

async function examineConnection(
  client: OperatorClient,
  target: Target,
  tenant: string,
  onFinding: OnFinding,
): Promise<void> {
  const of = { tenant, provider };
  const connection = await find(onFinding, {
    check: 'secret',
    target,
    act: () => client.call('activateConnection', { parameters: of, body: {} }),
    detail: ({ baseUrl }) => `activated ${baseUrl}`,
    suspect: "The admin function cannot write the tenant's secret in Secrets Manager.",
  });
  if (connection === undefined) return;
  const issued = await find(onFinding, {
    check: 'token key',
    target,
    act: () => client.call('issueToken', { parameters: of, body: { label: 'rollcall doctor' } }),
    detail: ({ token }) => `issued the token ${token.id}`,
    suspect: 'The admin function cannot read the token key in Secrets Manager: is it there, and not deleted?',
  });
  if (issued === undefined) return;
  const { baseUrl, secret = '', token } = issued.result;
  await exerciseScim({ baseUrl, token: secret }, onFinding);
  await find(onFinding, {
    check: 'revocation',
    target,
    act: () => client.call('revokeToken', { parameters: { ...of, token: token.id } }),
    detail: ({ status }) => `the token is ${status}`,
    suspect: "The admin function cannot write the tenant's secret in Secrets Manager.",
  });
}

/** A tenant is gone two minutes after its deletion began at the earliest: the next doctor sees to it. */
async function deleteLeftBehind(client: OperatorClient, own: string, now: number): Promise<void> {
  const read = (query: Query) => client.call('listTenants', { query: { limit: 100, ...query } });
  for await (const { items } of pagesOf(read)) {
    for (const { id, displayName: name, status, createdAt } of items) {
      const isLeft = id !== own && name === displayName && /^doctor-[0-9a-f]{8}$/.test(id);
      const isOver = status === 'deleting' || now - Date.parse(createdAt) > abandoned;
      if (isLeft && isOver) await client.call('deleteTenant', { parameters: { tenant: id } });
    }
  }
}
