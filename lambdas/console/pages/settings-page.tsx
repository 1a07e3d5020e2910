/** Settings, General: the name of a tenant, what is indexed, and its end. */
import { useState } from 'preact/hooks';
import { fieldProblem } from '../api/api-error.ts';
import { useConsole, useMay } from '../console-context.ts';
import { useAct } from '../load/use-act.ts';
import { ActButton } from '../parts/act-button.tsx';
import { ActForm } from '../parts/act-form.tsx';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/loaded.tsx';
import { Page } from '../parts/page.tsx';
import { When } from '../parts/when.tsx';
import { paths } from '../paths.ts';
import { useTenant } from '../tenant-context.ts';
import { DeleteTenant } from './settings/delete-tenant.tsx';
import { LogRetention } from './settings/log-retention.tsx';
import { RateLimit } from './settings/rate-limit.tsx';
import { Suspension } from './settings/suspension.tsx';

export function SettingsPage() {
  const { tenant } = useTenant();
  return (
    <Page title="General" trail={[['Settings']]}>
      <General />
      {tenant.status !== 'deleting' && <LogRetention />}
      {tenant.status !== 'deleting' && <RateLimit />}
      <Indexes />
      {tenant.status !== 'deleting' && <Suspension />}
      <DeleteTenant />
    </Page>
  );
}

function General() {
  const { api, announce } = useConsole();
  const { tenant, changed } = useTenant();
  const mayChange = useMay('changeTenant') && tenant.status !== 'deleting';
  const [displayName, setName] = useState(tenant.displayName);
  const act = useAct(async () => {
    changed(await api.ask('changeTenant', { parameters: { tenant: tenant.id }, body: { displayName } }));
    announce('Name saved.');
  });
  const nameProblem = fieldProblem(act.error, 'displayName');
  return (
    <section class="card" aria-labelledby="tenant">
      <h2 id="tenant">Tenant</h2>
      <dl class="facts">
        <div>
          <dt>Id</dt>
          <dd>
            <code>{tenant.id}</code>
          </dd>
        </div>
        <div>
          <dt>State</dt>
          <dd>{tenant.status}</dd>
        </div>
        <div>
          <dt>Created</dt>
          <dd>
            <When at={tenant.createdAt} exact />
          </dd>
        </div>
      </dl>
      {mayChange && (
        <ActForm class="inline" act={act}>
          <Field
            label="Name"
            name="displayName"
            value={displayName}
            onInput={setName}
            required
            maxLength={100}
            problem={nameProblem}
          />
          <ActButton act={act} type="submit" kind="secondary">
            Save name
          </ActButton>
        </ActForm>
      )}
      {act.error !== undefined && nameProblem === undefined && <Problem error={act.error} />}
      <p class="quiet">
        Switches are set for each identity provider, under <a href={paths.provisioning(tenant.id)}>Provisioning</a>.
      </p>
    </section>
  );
}

function Indexes() {
  const { indexes } = useConsole();
  return (
    <section class="card" aria-labelledby="indexes">
      <h2 id="indexes">Indexed attributes</h2>
      <p class="quiet">
        Filters with these find what matches without reading the rest, in a directory of any size. Which they are is
        part of the deployment.
      </p>
      <dl class="attributes">
        {Object.entries(indexes).map(([type, attributes]) => (
          <div key={type}>
            <dt>{type}</dt>
            <dd class="codes">
              {attributes.map((attribute) => (
                <code key={attribute}>{attribute}</code>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
