/** How long the provisioning log is kept. */
import { useState } from 'preact/hooks';
import { useConsole, useMay } from '../../console-context.ts';
import { useAct } from '../../load/use-act.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ActForm } from '../../parts/act-form.tsx';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/loaded.tsx';
import { useTenant } from '../../tenant-context.ts';

export function LogRetention() {
  const { api, announce } = useConsole();
  const { tenant, changed } = useTenant();
  const mayChange = useMay('changeTenant');
  const { logRetentionDays } = tenant.settings;
  const [days, setDays] = useState(String(logRetentionDays));
  const act = useAct(async () => {
    const settings = { logRetentionDays: Number(days) };
    changed(await api.ask('changeTenant', { parameters: { tenant: tenant.id }, body: { settings } }));
    announce('Days saved.');
  });
  return (
    <section class="card" aria-labelledby="retention">
      <h2 id="retention">Provisioning log</h2>
      <p class="quiet">
        A shorter time counts at once, a longer one for what comes from now on. With 0 nothing is kept.
      </p>
      {mayChange ? (
        <ActForm class="inline" act={act}>
          <Field
            label="Days that entries are kept, 0 to 365"
            name="logRetentionDays"
            type="number"
            min="0"
            max="365"
            required
            value={days}
            onInput={setDays}
          />
          <ActButton act={act} type="submit" kind="secondary">
            Save days
          </ActButton>
        </ActForm>
      ) : (
        <p>Entries are kept for {logRetentionDays} days.</p>
      )}
      {act.error !== undefined && <Problem error={act.error} />}
    </section>
  );
}
