/** How many requests the identity providers of a tenant may send. */
import { useState } from 'preact/hooks';
import { useConsole, useMay } from '../../console-context.ts';
import { useAct } from '../../load/use-act.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ActForm } from '../../parts/act-form.tsx';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/loaded.tsx';
import { useTenant } from '../../tenant-context.ts';

/** The least and the most there may be of each, which a page cannot take from the schemas without bundling them. */
const range = { min: '25', max: '10000' };
const number = new Intl.NumberFormat('en');

export function RateLimit() {
  const { tenant } = useTenant();
  const maySet = useMay('setRateLimit');
  const { requestsPerSecond, burst, decidedFor } = tenant.settings.rateLimit;
  return (
    <section class="card" aria-labelledby="rate-limit">
      <h2 id="rate-limit">Rate limit</h2>
      <p>
        Its identity providers may send {number.format(requestsPerSecond)} requests a second, and {number.format(burst)}{' '}
        at once above that
        {decidedFor === 'tenant' ? ', as was decided for this tenant' : ''}.
      </p>
      <p class="quiet">What is more is answered with 429 and the time after which to send it again; nothing is lost.</p>
      {maySet && <SetRateLimit key={`${requestsPerSecond}/${burst}`} />}
    </section>
  );
}

function SetRateLimit() {
  const { api, announce } = useConsole();
  const { tenant, changed } = useTenant();
  const { rateLimit } = tenant.settings;
  const [rate, setRate] = useState(String(rateLimit.requestsPerSecond));
  const [burst, setBurst] = useState(String(rateLimit.burst));
  const parameters = { tenant: tenant.id };
  const set = useAct(async () => {
    const body = { requestsPerSecond: Number(rate), burst: Number(burst) };
    changed(await api.ask('setRateLimit', { parameters, body }));
    announce('Rate limit saved. It is in force within a minute.');
  });
  const reset = useAct(async () => {
    changed(await api.ask('resetRateLimit', { parameters }));
    announce('The rate limit of the deployment counts again, within a minute.');
  });
  const error = set.error ?? reset.error;
  return (
    <>
      <ActForm class="inline" act={set}>
        <Field
          label="Requests a second, 25 to 10,000"
          name="requestsPerSecond"
          type="number"
          {...range}
          required
          value={rate}
          onInput={setRate}
        />
        <Field
          label="At once above that, 25 to 10,000"
          name="burst"
          type="number"
          {...range}
          required
          value={burst}
          onInput={setBurst}
        />
        <ActButton act={set} type="submit" kind="secondary">
          Save rate limit
        </ActButton>
        {rateLimit.decidedFor === 'tenant' && (
          <ActButton act={reset} kind="secondary">
            As the deployment says
          </ActButton>
        )}
      </ActForm>
      {error !== undefined && <Problem error={error} />}
    </>
  );
}
