/** Before the end-to-end tests: a local stack of their own, unless `SCIM_BASE_URL` names one that runs. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { providers } from '../../../lambdas/shared/service/providers.ts';
import { issueToken } from '../../../lambdas/shared/tokens/issue.ts';
import { type LocalStack, startLocalStack } from '../../../lib/local/stack.ts';
import type { OperatorConnection } from '../../../lib/operator/client.ts';
import { synthesize } from '../../support/synthesize.ts';
import { openAccessRecord, recordAccess } from './access-record.ts';
import { type Connection, createUser } from './client.ts';
import type { TokenOffice } from './own-directory.ts';

const stacks: LocalStack[] = [];

/** Where the table of the stack is, for a test that looks or reaches behind it: `SCIM_TABLE`. */
export interface TableAddress {
  readonly endpoint: string;
  readonly region: string;
  readonly tableName: string;
}

export default async function globalSetup(): Promise<void> {
  if (process.env.SCIM_BASE_URL) return;
  const assembly = synthesize({
    bundle: true,
    settings: { console: true },
    outdir: mkdtempSync(join(tmpdir(), 'rollcall-e2e-')),
  }).folder;
  openAccessRecord(join(assembly, 'access.jsonl'));
  const stack = await startLocalStack({ assembly, port: 0, onAccess: recordAccess() });
  stacks.push(stack);
  const admin: OperatorConnection = {
    url: `${stack.origin}/operator/v1`,
    region: stack.region,
    credentials: stack.accessKey,
  };
  process.env.ADMIN_CONNECTION = JSON.stringify(admin);
  const connections: Record<string, Connection> = {};
  for (const { id } of providers) {
    connections[id] = { baseUrl: `${stack.origin}/provisioning/${id}/v2`, token: await issueLocalToken(stack, id) };
  }
  // For a test that starts another stack, to do to it what no other test should suffer.
  process.env.SCIM_ASSEMBLY = assembly;
  const table: TableAddress = {
    endpoint: stack.dynamodbEndpoint,
    region: stack.region,
    tableName: stack.tableName,
  };
  process.env.SCIM_TABLE = JSON.stringify(table);
  process.env.SCIM_TOKEN_OFFICE = JSON.stringify(tokenOffice(stack));
  process.env.SCIM_CONNECTIONS = JSON.stringify(connections);
  // The path that follows the RFC; a test of a provider's own path says so with `speakAs`.
  process.env.SCIM_BASE_URL = connections.generic?.baseUrl;
  process.env.SCIM_TOKEN = connections.generic?.token;
  const user = await createUser({ title: 'Token bearer' });
  process.env.SCIM_USER_TOKEN = await issueLocalToken(stack, 'generic', { user });
}

/** Ends what `globalSetup` started. */
export async function stopStacks(): Promise<void> {
  for (const stack of stacks.splice(0)) await stack.stop();
}

function tokenOffice({ environment, origin, region, secretsEndpoint }: LocalStack): TokenOffice {
  const { TENANT_SECRET_PREFIX: tenantSecretPrefix = '', TOKEN_KEY_SECRET: tokenKeySecret = '' } = environment;
  return { origin, region, endpoint: secretsEndpoint, tenantSecretPrefix, tokenKeySecret };
}

/** A token of the first tenant for one provider's connection to a local stack, bound to a user or to none. */
export async function issueLocalToken(
  stack: LocalStack,
  provider: string,
  bound: { readonly user?: string } = {},
): Promise<string> {
  const client = new SecretsManagerClient({
    region: stack.region,
    endpoint: stack.secretsEndpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { TENANT_SECRET_PREFIX: tenantSecretPrefix = '', TOKEN_KEY_SECRET: tokenKeySecret = '' } = stack.environment;
  const secrets = { client, tenantSecretPrefix, tokenKeySecret };
  const { token } = await issueToken(secrets, {
    tenant: 'default',
    provider,
    created: new Date().toISOString(),
    ...bound,
  });
  return token;
}
