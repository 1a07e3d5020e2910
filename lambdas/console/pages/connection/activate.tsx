/** The beginning: one click makes the connection and its first token. */
import { useRef } from 'preact/hooks';
import type { Connection, ProviderSummary } from '#admin/contract/connection.ts';
import type { IssuedToken } from '#admin/contract/token.ts';
import { useConsole, useMay } from '../../console-context.ts';
import { useAct } from '../../load/use-act.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Problem } from '../../parts/loaded.tsx';
import { useTenant } from '../../tenant-context.ts';
import { Steps } from './guide.tsx';

export interface ActivateProps {
  readonly provider: ProviderSummary;
  readonly onActivated: (connection: Connection, issued: IssuedToken) => void;
}

export function Activate({ provider, onActivated }: ActivateProps) {
  const { api, announce } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const mayActivate = useMay('activateConnection');
  // A second try after a lost answer makes no second token.
  const key = useRef(crypto.randomUUID());
  const act = useAct(async () => {
    const parameters = { tenant, provider: provider.id };
    const connection = await api.ask('activateConnection', { parameters, body: {} });
    const body = { label: 'First token' };
    const issued = await api.ask('issueToken', { parameters, body, idempotencyKey: key.current });
    announce(`SCIM is active for ${provider.name}.`);
    onActivated({ ...connection, tokens: connection.tokens + 1 }, issued);
  });
  return (
    <>
      <Empty title={`SCIM is not active for ${provider.name}.`}>
        {mayActivate ? (
          <>
            <p>Activate it to get the base URL and the token that {provider.name} asks for.</p>
            {act.error !== undefined && <Problem error={act.error} />}
            <ActButton act={act}>Activate SCIM</ActButton>
          </>
        ) : (
          <p>An administrator of this tenant can activate it.</p>
        )}
      </Empty>
      <section class="card" aria-labelledby="ahead">
        <h2 id="ahead">What comes then</h2>
        <Steps provider={provider.id} />
      </section>
    </>
  );
}
