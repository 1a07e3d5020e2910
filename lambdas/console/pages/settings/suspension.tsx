/** Suspends a tenant, or ends that. */
import { useState } from 'preact/hooks';
import { useConsole, useMay } from '../../console-context.ts';
import { useAct } from '../../load/use-act.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/loaded.tsx';
import { useTenant } from '../../tenant-context.ts';

export function Suspension() {
  const { api, announce } = useConsole();
  const { tenant, changed } = useTenant();
  const maySuspend = useMay('suspendTenant');
  const [isAsking, setAsking] = useState(false);
  const parameters = { tenant: tenant.id };
  const suspend = useAct(async () => {
    changed(await api.ask('suspendTenant', { parameters }));
    setAsking(false);
    announce(`${tenant.displayName} is suspended.`);
  });
  const resume = useAct(async () => {
    changed(await api.ask('resumeTenant', { parameters }));
    announce(`${tenant.displayName} is active again.`);
  });
  if (!maySuspend) return null;
  const isSuspended = tenant.status === 'suspended';
  return (
    <section class="card ends" aria-labelledby="suspension">
      <div>
        <h2 id="suspension">{isSuspended ? 'Resume' : 'Suspend'}</h2>
        <p class="quiet">
          {isSuspended
            ? 'Its identity providers are answered again within a minute. What they sent meanwhile they send again.'
            : 'Its identity providers are answered with 403 and a reason within a minute. Nothing is deleted.'}
        </p>
        {resume.error !== undefined && <Problem error={resume.error} />}
      </div>
      {isSuspended ? (
        <ActButton act={resume}>Resume tenant</ActButton>
      ) : (
        <button type="button" class="danger" onClick={() => setAsking(true)}>
          Suspend tenant
        </button>
      )}
      {isAsking && (
        <Confirm
          title={`Suspend ${tenant.displayName}?`}
          deed="Suspend tenant"
          act={suspend}
          onClose={() => setAsking(false)}
        >
          <p>Provisioning stops within a minute, until the tenant is resumed. Users, groups and tokens stay.</p>
        </Confirm>
      )}
    </section>
  );
}
