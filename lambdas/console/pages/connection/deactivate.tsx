/** The end of a connection. */
import { useState } from 'preact/hooks';
import type { Connection } from '#admin/contract/connection.ts';
import { useConsole, useMay } from '../../console-context.ts';
import { useAct } from '../../load/use-act.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { useTenant } from '../../tenant-context.ts';

export interface DeactivateProps {
  readonly connection: Connection;
  readonly name: string;
  readonly onDeactivated: () => void;
}

export function Deactivate({ connection, name, onDeactivated }: DeactivateProps) {
  const { api, announce } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const mayDeactivate = useMay('deactivateConnection');
  const [isAsking, setAsking] = useState(false);
  const act = useAct(async () => {
    await api.ask('deactivateConnection', { parameters: { tenant, provider: connection.provider } });
    announce(`SCIM is no longer active for ${name}.`);
    onDeactivated();
  });
  if (!mayDeactivate) return null;
  return (
    <section class="card ends" aria-labelledby="deactivate">
      <div>
        <h2 id="deactivate">Deactivate SCIM</h2>
        <p class="quiet">Revokes the tokens of {name}. Users and groups stay as they are.</p>
      </div>
      <button type="button" class="danger" onClick={() => setAsking(true)}>
        Deactivate
      </button>
      {isAsking && (
        <Confirm title={`Deactivate SCIM for ${name}?`} deed="Deactivate" act={act} onClose={() => setAsking(false)}>
          <p>
            All its tokens are revoked, and its requests are refused within a minute. Users and groups stay as they are.
          </p>
        </Confirm>
      )}
    </section>
  );
}
