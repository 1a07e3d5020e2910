/** The tenant that a local stack has from its first start on, made by the admin API as any other would be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OperatorClient, type OperatorConnection, OperatorError, operatorClient } from '../operator/client.ts';
import type { Connection } from '../players/scim-client.ts';
import { writeWhole } from './secret-store.ts';

export const demoTenant = 'default';
/** In the data folder: a token for each provider that was played or printed, so that it survives a restart. */
export const tokensFile = 'tokens.json';

type Tokens = Readonly<Record<string, string>>;

export interface DemoConnection extends Connection {
  /** Whether the token was issued now: functions that asked for another one just before refuse it for a moment (docs/adr/0040-token-ids.md). */
  readonly isNew: boolean;
}

/**
 * The connection of a provider to the demo tenant, by the token of an earlier run while that opens it, else by a new one.
 * Makes the tenant and the connection where they are not there. Undefined while the tenant is being deleted.
 */
export async function connectDemo(
  admin: OperatorConnection,
  data: string,
  provider: string,
): Promise<DemoConnection | undefined> {
  const operator = operatorClient(admin);
  const of = { tenant: demoTenant, provider };
  if (!(await makeTenant(operator))) return undefined;
  const baseUrl = `${new URL(admin.url).origin}/provisioning/${provider}/v2`;
  const kept = readTokens(data)[provider];
  if (kept !== undefined && (await opens({ baseUrl, token: kept }))) return { baseUrl, token: kept, isNew: false };
  await operator.call('activateConnection', { parameters: of, body: {} });
  const issued = await operator.call('issueToken', { parameters: of, body: { label: 'Local stack' } });
  const token = issued.secret ?? '';
  writeWhole(join(data, tokensFile), JSON.stringify({ ...readTokens(data), [provider]: token }));
  return { baseUrl: issued.baseUrl, token, isNew: true };
}

/** False while the tenant is being deleted. */
async function makeTenant(operator: OperatorClient): Promise<boolean> {
  const parameters = { tenant: demoTenant };
  const found = await operator.call('getTenant', { parameters }).catch((error: unknown) => {
    if (error instanceof OperatorError && error.status === 404) return undefined;
    throw error;
  });
  // A deletion goes on where it was left, and its last step makes room for a new tenant.
  const isGoing = found?.status === 'deleting' && (await operator.call('deleteTenant', { parameters })) !== undefined;
  if (isGoing) return false;
  if (found?.status === 'active' || found?.status === 'suspended') return true;
  // What an older stack has issued for it is taken over.
  await operator.call('createTenant', { body: { id: demoTenant, displayName: 'Demo' } });
  return true;
}

/** Whether the token is known. That of a suspended tenant is; it is answered with 403. */
async function opens({ baseUrl, token }: Connection): Promise<boolean> {
  const { status } = await fetch(`${baseUrl}/ResourceTypes`, { headers: { authorization: `Bearer ${token}` } });
  return status !== 401;
}

function readTokens(data: string): Tokens {
  try {
    return JSON.parse(readFileSync(join(data, tokensFile), 'utf8')) as Tokens;
  } catch {
    return {};
  }
}
