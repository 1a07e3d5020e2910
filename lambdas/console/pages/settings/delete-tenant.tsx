/** Deletes a tenant with everything it owns, and shows how far that is. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { Tenant } from '#admin/contract/tenant.ts';
import { useConsole, useMay } from '../../console-context.ts';
import { useAct } from '../../load/use-act.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/loaded.tsx';
import { paths } from '../../paths.ts';
import { useTenant } from '../../tenant-context.ts';

const number = new Intl.NumberFormat('en');
/** Between one request that deletes for some seconds and the next, in milliseconds. */
const pause = 3_000;

export function DeleteTenant() {
  const { tenant } = useTenant();
  const mayDelete = useMay('deleteTenant');
  const [isAsking, setAsking] = useState(false);
  const [isRunning, setRunning] = useState(false);
  if (!mayDelete) return null;
  return (
    <section class="card ends" aria-labelledby="delete">
      <div>
        <h2 id="delete">Delete</h2>
        <p class="quiet">
          Deletes the tenant with its users, groups, connections, tokens and logs. It cannot be undone.
        </p>
        {isRunning && <Progress onStopped={() => setRunning(false)} />}
      </div>
      {!isRunning && (
        <button
          type="button"
          class="danger"
          onClick={() => (tenant.status === 'deleting' ? setRunning(true) : setAsking(true))}
        >
          {tenant.status === 'deleting' ? 'Go on deleting' : 'Delete tenant'}
        </button>
      )}
      {isAsking && (
        <Ask
          tenant={tenant}
          onClose={() => setAsking(false)}
          onConfirmed={() => {
            setAsking(false);
            setRunning(true);
          }}
        />
      )}
    </section>
  );
}

interface AskProps {
  readonly tenant: Tenant;
  readonly onClose: () => void;
  readonly onConfirmed: () => void;
}

function Ask({ tenant, onClose, onConfirmed }: AskProps) {
  const [typed, setTyped] = useState('');
  const isSure = typed === tenant.id;
  const submit = (event: Event) => {
    event.preventDefault();
    if (isSure) onConfirmed();
  };
  return (
    <Dialog title={`Delete ${tenant.displayName}?`} onClose={onClose}>
      <form onSubmit={submit}>
        <p>Its identity providers are refused at once, and everything it owns is deleted.</p>
        <Field label={`Type ${tenant.id} to confirm`} name="confirmation" value={typed} onInput={setTyped} required />
        <footer>
          <button type="button" class="secondary" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="danger" disabled={!isSure}>
            Delete tenant
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Each request deletes what there is time for, and is repeated until nothing is left. */
function Progress({ onStopped }: { readonly onStopped: () => void }) {
  const { api, announce } = useConsole();
  const { route } = useLocation();
  const { tenant, changed } = useTenant();
  const isLeft = useRef(false);
  const act = useAct(async () => {
    while (!isLeft.current) {
      const { status, body } = await api.call('deleteTenant', { parameters: { tenant: tenant.id } });
      if (status === 204 || body === undefined) {
        announce(`${tenant.displayName} is deleted.`);
        return route(paths.tenants);
      }
      changed(body);
      await new Promise((done) => setTimeout(done, pause));
    }
  });
  useEffect(() => {
    act.run();
    return () => {
      isLeft.current = true;
    };
  }, []);
  if (act.error !== undefined) {
    return (
      <>
        <Problem error={act.error} />
        <ActButton act={act} kind="secondary" small>
          Try again
        </ActButton>
        <button type="button" class="secondary small" onClick={onStopped}>
          Leave it for now
        </button>
      </>
    );
  }
  const items = tenant.deletion?.deletedItems ?? 0;
  return (
    <div role="status">
      <progress aria-label="Deleting" />
      <p>
        {number.format(items)} {items === 1 ? 'item' : 'items'} deleted so far. It takes two minutes at least. Stay on
        this page, or come back and go on later.
      </p>
    </div>
  );
}
