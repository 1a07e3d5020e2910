/** The address of every page. */
import { base } from './session/config.ts';

const tenantPath = (tenant: string) => `${base}/tenants/${encodeURIComponent(tenant)}`;

export const paths = {
  home: `${base}/`,
  tenants: `${base}/tenants`,
  deploymentAudit: `${base}/audit`,
  tenant: tenantPath,
  provisioning: (tenant: string) => `${tenantPath(tenant)}/provisioning`,
  connection: (tenant: string, provider: string) => `${tenantPath(tenant)}/provisioning/${provider}`,
  log: (tenant: string) => `${tenantPath(tenant)}/log`,
  users: (tenant: string) => `${tenantPath(tenant)}/users`,
  user: (tenant: string, id: string) => `${tenantPath(tenant)}/users/${id}`,
  groups: (tenant: string) => `${tenantPath(tenant)}/groups`,
  group: (tenant: string, id: string) => `${tenantPath(tenant)}/groups/${id}`,
  settings: (tenant: string) => `${tenantPath(tenant)}/settings`,
  audit: (tenant: string) => `${tenantPath(tenant)}/audit`,
} as const;
