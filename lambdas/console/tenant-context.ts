/** The tenant whose pages are shown. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Tenant } from '#admin/contract/tenant.ts';

export interface CurrentTenant {
  readonly tenant: Tenant;
  /** Shows it as a change left it. */
  readonly changed: (tenant: Tenant) => void;
}

export const TenantContext = createContext<CurrentTenant | undefined>(undefined);

export function useTenant(): CurrentTenant {
  const value = useContext(TenantContext);
  if (value === undefined) throw new Error('This is shown among the pages of a tenant only.');
  return value;
}
