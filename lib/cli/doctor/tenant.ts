/** What the deployment is for, in a tenant that is made for it and deleted. */
import { randomBytes } from 'node:crypto';
import type { OperatorClient } from '../../operator/client.ts';
import { pagesOf, type Query } from '../pages.ts';
import type { Target } from '../target.ts';
import { find, type OnFinding } from './finding.ts';
import { type Exercised, exerciseScim } from './scim-exercise.ts';

const provider = 'generic';
/** Tells the tenants of a doctor from those of customers, whatever they are called. */
const displayName = 'Temporary tenant of rollcall doctor';
/** After which nobody works with a tenant of a doctor any more, in milliseconds. */
const abandoned = 10 * 60_000;

/** What was changed, as far as it got. */
export async function examineTenant(
  client: OperatorClient,
  target: Target,
  onFinding: OnFinding,
): Promise<Exercised | undefined> {
  const tenant = `doctor-${randomBytes(4).toString('hex')}`;
  const created = await find(onFinding, {
    check: 'table',
    target,
    act: () => client.call('createTenant', { body: { id: tenant, displayName } }),
    detail: () => `made the tenant ${tenant}`,
    suspect: 'The admin function cannot write the table: is its engine up, and may the function use it?',
  });
  if (created === undefined) return undefined;
  const exercised = await examineConnection(client, target, tenant, onFinding);
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
  return exercised;
}

async function examineConnection(
  client: OperatorClient,
  target: Target,
  tenant: string,
  onFinding: OnFinding,
): Promise<Exercised | undefined> {
  const of = { tenant, provider };
  const connection = await find(onFinding, {
    check: 'secret',
    target,
    act: () => client.call('activateConnection', { parameters: of, body: {} }),
    detail: ({ baseUrl }) => `activated ${baseUrl}`,
    suspect: "The admin function cannot write the tenant's secret in Secrets Manager.",
  });
  if (connection === undefined) return undefined;
  const issued = await find(onFinding, {
    check: 'token key',
    target,
    act: () => client.call('issueToken', { parameters: of, body: { label: 'rollcall doctor' } }),
    detail: ({ token }) => `issued the token ${token.id}`,
    suspect: 'The admin function cannot read the token key in Secrets Manager: is it there, and not deleted?',
  });
  if (issued === undefined) return undefined;
  const { baseUrl, secret = '', token } = issued.result;
  const exercised = await exerciseScim({ baseUrl, token: secret }, onFinding);
  await find(onFinding, {
    check: 'revocation',
    target,
    act: () => client.call('revokeToken', { parameters: { ...of, token: token.id } }),
    detail: ({ status }) => `the token is ${status}`,
    suspect: "The admin function cannot write the tenant's secret in Secrets Manager.",
  });
  return exercised;
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
