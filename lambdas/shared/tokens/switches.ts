/** Turning a tenant's switches: they are in its secret, so functions learn of a change within `revocationDelay`. */
import { changeSecret } from './change-secret.ts';
import type { TokenSecrets } from './credentials.ts';
import { readSecret } from './secrets-manager.ts';
import { parseTenantTokens, type TenantSwitches, type TenantTokens } from './tenant-tokens.ts';

type TenantSecrets = Pick<TokenSecrets, 'client' | 'tenantSecretPrefix'>;

/** Undefined takes a decision back: the profile of the provider decides again. */
export type SwitchChange = { readonly [Name in keyof TenantSwitches]?: boolean | undefined };

/** What is decided for the tenant, and for single connections of it. Throws when there is no such tenant. */
export async function readSwitches(
  secrets: TenantSecrets,
  tenant: string,
): Promise<Required<Pick<TenantTokens, 'switches' | 'connections'>>> {
  const text = await readSecret(secrets.client, secrets.tenantSecretPrefix + tenant);
  const { switches = {}, connections = {} } = parse(text, tenant);
  return { switches, connections };
}

/** Changes the named switches and no other. Throws when there is no such tenant: a misspelt name makes none. */
export function changeSwitches(secrets: TenantSecrets, tenant: string, change: SwitchChange): Promise<void> {
  return changeSecret(secrets.client, secrets.tenantSecretPrefix + tenant, (text) => {
    const before = parse(text, tenant);
    // JSON has no undefined: what is taken back is left out.
    return JSON.stringify({ ...before, switches: { ...before.switches, ...change } });
  });
}

function parse(text: string | undefined, tenant: string): TenantTokens {
  if (text === undefined)
    throw new Error(`There is no tenant ${tenant}; npm run token makes one with its first token.`);
  return parseTenantTokens(text);
}
