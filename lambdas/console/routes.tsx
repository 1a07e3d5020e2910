/** Which page an address shows. */
import { LocationProvider, Route, Router, useRoute } from 'preact-iso/router';
import { useConsole } from './console-context.ts';
import { DeploymentAuditPage } from './pages/audit-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { TenantsPage } from './pages/tenants-page.tsx';
import { Redirect } from './parts/redirect.tsx';
import { Shell } from './parts/shell.tsx';
import { paths } from './paths.ts';
import { base } from './session/config.ts';
import { TenantRoutes } from './tenant-routes.tsx';

export function Routes() {
  return (
    <LocationProvider scope={base}>
      <Router>
        <Route path={paths.tenants} component={Tenants} />
        <Route path={`${paths.tenants}/:tenant`} component={Tenant} />
        <Route path={`${paths.tenants}/:tenant/*`} component={Tenant} />
        <Route path={paths.deploymentAudit} component={DeploymentAudit} />
        <Route path={base} component={Home} />
        <Route default component={NotFound} />
      </Router>
    </LocationProvider>
  );
}

/** An owner begins with all tenants, everybody else with their own. */
function Home() {
  const { tenant } = useConsole().caller;
  return <Redirect to={tenant === undefined ? paths.tenants : paths.provisioning(tenant)} />;
}

function Tenants() {
  return (
    <Shell>
      <TenantsPage />
    </Shell>
  );
}

function DeploymentAudit() {
  return (
    <Shell>
      <DeploymentAuditPage />
    </Shell>
  );
}

/** Nothing of one tenant is left when another is chosen. */
function Tenant() {
  const { tenant = '' } = useRoute().params;
  return <TenantRoutes key={tenant} tenant={tenant} />;
}

function NotFound() {
  return (
    <Shell>
      <NotFoundPage />
    </Shell>
  );
}
