/** The pages of one tenant. */
import { Route, Router } from 'preact-iso/router';
import { useConsole } from './console-context.ts';
import { useLoad } from './load/use-load.ts';
import { TenantAuditPage } from './pages/audit-page.tsx';
import { ConnectionPage } from './pages/connection-page.tsx';
import { GroupPage } from './pages/directory/group-page.tsx';
import { GroupsPage } from './pages/directory/groups-page.tsx';
import { UserPage } from './pages/directory/user-page.tsx';
import { UsersPage } from './pages/directory/users-page.tsx';
import { LogPage } from './pages/log-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { ProvisioningPage } from './pages/provisioning-page.tsx';
import { SettingsPage } from './pages/settings-page.tsx';
import { Loaded } from './parts/loaded.tsx';
import { Page } from './parts/page.tsx';
import { Redirect } from './parts/redirect.tsx';
import { Shell } from './parts/shell.tsx';
import { paths } from './paths.ts';
import { TenantContext, useTenant } from './tenant-context.ts';

export function TenantRoutes({ tenant: id }: { readonly tenant: string }) {
  const { api } = useConsole();
  const load = useLoad((signal) => api.ask('getTenant', { parameters: { tenant: id } }, signal), [id]);
  const { value: tenant } = load;
  return (
    <Shell tenant={tenant ?? { id, displayName: id }}>
      {tenant === undefined && load.error !== undefined && <Page title="Tenant" />}
      <Loaded of={load} what="the tenant">
        {(value) => (
          <TenantContext.Provider value={{ tenant: value, changed: load.set }}>
            {value.status === 'suspended' && (
              <p class="notice">
                This tenant is suspended: its identity providers are answered with 403 until it is resumed.
              </p>
            )}
            {value.status === 'deleting' && <p class="notice">This tenant is being deleted.</p>}
            <Pages />
          </TenantContext.Provider>
        )}
      </Loaded>
    </Shell>
  );
}

function FirstPage() {
  return <Redirect to={paths.provisioning(useTenant().tenant.id)} />;
}

function Pages() {
  return (
    <Router>
      <Route path="/provisioning" component={ProvisioningPage} />
      <Route path="/provisioning/:provider" component={ConnectionPage} />
      <Route path="/log" component={LogPage} />
      <Route path="/users" component={UsersPage} />
      <Route path="/users/:id" component={UserPage} />
      <Route path="/groups" component={GroupsPage} />
      <Route path="/groups/:id" component={GroupPage} />
      <Route path="/settings" component={SettingsPage} />
      <Route path="/audit" component={TenantAuditPage} />
      <Route path="/" component={FirstPage} />
      <Route default component={NotFoundPage} />
    </Router>
  );
}
