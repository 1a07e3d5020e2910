/** What tests of the admin API do with connections and tokens. */
import { createAuthenticator } from '#tokens/authenticate.ts';
import { parseTenantTokens, type TenantTokens } from '#tokens/tenant-tokens.ts';
import type { Json, TestAdminApi } from './admin-api.ts';

type ShownToken = Json & { readonly id: string };

let tenants = 0;

export async function newTenant(api: TestAdminApi): Promise<string> {
  tenants += 1;
  const id = `tenant-${tenants}`;
  const { status } = await api.call('POST', '/tenants', { body: { id, displayName: 'Acme Inc.' } });
  if (status !== 201) throw new Error(`The tenant ${id} is answered with ${status}.`);
  return id;
}

/** A new tenant with a connection. */
export async function newConnection(api: TestAdminApi, provider = 'okta') {
  const tenant = await newTenant(api);
  const path = `/tenants/${tenant}/connections/${provider}`;
  await api.call('PUT', path);
  return { tenant, path };
}

export async function issue(api: TestAdminApi, path: string, body: Json = { label: 'first' }, key?: string) {
  const { status, json } = await api.call('POST', `${path}/tokens`, { body, ...(key === undefined ? {} : { key }) });
  return { status, detail: json.detail, secret: json.secret as string, token: json.token as ShownToken };
}

export async function tokensOf(api: TestAdminApi, path: string): Promise<readonly ShownToken[]> {
  return (await api.call('GET', `${path}/tokens`)).json.items as readonly ShownToken[];
}

/** The text of a secret as it is now. */
export function secretText(api: TestAdminApi, name: string): string | undefined {
  const secret = api.secrets.store.list().find((each) => each.name === name);
  return Object.values(secret?.versions ?? {}).find(({ stages }) => stages.includes('AWSCURRENT'))?.text;
}

/** What the functions go by. */
export function tenantSecret(api: TestAdminApi, tenant: string): TenantTokens {
  return parseTenantTokens(secretText(api, `rollcall/test/tenants/${tenant}`) ?? '');
}

/** What a function that starts now makes of the token. */
export function open(api: TestAdminApi, token: string, at: string, provider = 'okta') {
  const authenticate = createAuthenticator({
    readSecret: async (name) => secretText(api, name),
    tenantSecretPrefix: 'rollcall/test/tenants/',
    tokenKeySecret: 'rollcall/test/token-key',
    now: () => Date.parse(at),
  });
  return authenticate(`Bearer ${token}`, provider);
}
