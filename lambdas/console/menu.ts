/** The menus. A new page gets its entry here and its address in `paths.ts`. */
import type { Caller } from './api/permission.ts';
import { paths } from './paths.ts';

export interface MenuItem {
  readonly name: string;
  readonly href: string;
}

export interface MenuGroup {
  readonly title: string;
  readonly items: readonly (MenuItem | SubMenu)[];
}

export interface SubMenu {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

export function menuOf({ role }: Pick<Caller, 'role'>, tenant?: string): readonly MenuGroup[] {
  return [...(tenant === undefined ? [] : menuOfTenant(tenant)), ...(role === 'owner' ? [menuOfDeployment()] : [])];
}

function menuOfTenant(tenant: string): readonly MenuGroup[] {
  return [
    {
      title: 'Directory',
      items: [
        { name: 'Users', href: paths.users(tenant) },
        { name: 'Groups', href: paths.groups(tenant) },
      ],
    },
    {
      title: 'Settings',
      items: [
        { name: 'General', href: paths.settings(tenant) },
        {
          title: 'User Management',
          items: [
            { name: 'Provisioning', href: paths.provisioning(tenant) },
            { name: 'Provisioning log', href: paths.log(tenant) },
          ],
        },
        { name: 'Audit trail', href: paths.audit(tenant) },
      ],
    },
  ];
}

function menuOfDeployment(): MenuGroup {
  return {
    title: 'Deployment',
    items: [
      { name: 'All tenants', href: paths.tenants },
      { name: 'Deployment audit trail', href: paths.deploymentAudit },
    ],
  };
}
