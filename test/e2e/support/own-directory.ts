/** A directory of a test's own on one provider's path, where the stack is local and tokens can be issued. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { issueToken } from '../../../lambdas/shared/tokens/issue.ts';
import { changeSwitches } from '../../../lambdas/shared/tokens/switches.ts';
import type { TenantSwitches } from '../../../lambdas/shared/tokens/tenant-tokens.ts';
import type { Send } from '../../support/replay.ts';
import { type Connection, connection } from './client.ts';

export interface TokenOffice {
  readonly origin: string;
  readonly region: string;
  readonly endpoint: string;
  readonly tenantSecretPrefix: string;
  readonly tokenKeySecret: string;
}

function office(): TokenOffice | undefined {
  const { SCIM_TOKEN_OFFICE } = process.env;
  return SCIM_TOKEN_OFFICE === undefined ? undefined : (JSON.parse(SCIM_TOKEN_OFFICE) as TokenOffice);
}

/** Whether `provider`'s path can be tested: a given base URL is the path of one provider. */
export function canSpeakAs(provider: string): boolean {
  return office() !== undefined || connection().baseUrl.includes(`/provisioning/${provider}/`);
}

/** Whether tenants of a test's own can be made, and their switches be turned. */
export function canMakeTenants(): boolean {
  return office() !== undefined;
}

/**
 * The connection of `provider` to an empty directory of `tenant`, whose switches are as given; without a local stack, the
 * connection under test.
 */
export async function ownDirectory(
  provider: string,
  tenant: string,
  switches: TenantSwitches = {},
): Promise<Connection> {
  const local = office();
  if (local === undefined) return connection();
  const { endpoint, origin, region, tenantSecretPrefix, tokenKeySecret } = local;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ region, endpoint, credentials });
  const created = new Date().toISOString();
  try {
    const secrets = { client, tenantSecretPrefix, tokenKeySecret };
    const { token } = await issueToken(secrets, { tenant, provider, created });
    await changeSwitches(secrets, tenant, switches);
    return { baseUrl: `${origin}/provisioning/${provider}/v2`, token };
  } finally {
    client.destroy();
  }
}

/** From here on, the tests of this file send to a directory that no other file writes to, where one can be made. */
export async function workAlone(tenant: string): Promise<void> {
  const { baseUrl, token } = await ownDirectory('generic', tenant);
  process.env.SCIM_CONNECTIONS = '{}';
  process.env.SCIM_BASE_URL = baseUrl;
  process.env.SCIM_TOKEN = token;
}

/** Sends over HTTP to a connection. */
export function sendTo({ baseUrl, token }: Connection): Send {
  return async ({ method, target, headers, body }) => {
    const response = await fetch(baseUrl + target, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  };
}
