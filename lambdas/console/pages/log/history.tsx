/** What identity providers did to one user or group. */
import { useState } from 'preact/hooks';
import { useConsole } from '../../console-context.ts';
import { cursorOf, firstPage } from '../../load/pages.ts';
import { useLoad } from '../../load/use-load.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Pager } from '../../parts/pager.tsx';
import { useTenant } from '../../tenant-context.ts';
import { LogEntries } from './log-entries.tsx';

export function History({ id }: { readonly id: string }) {
  const { api } = useConsole();
  const { tenant } = useTenant();
  const [place, setPlace] = useState(firstPage);
  const cursor = cursorOf(place);
  const load = useLoad(
    (signal) =>
      api.ask('listLog', { parameters: { tenant: tenant.id }, query: { resource: id, limit: 20, cursor } }, signal),
    [tenant.id, id, cursor],
  );
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">History</h2>
      <Loaded of={load} what="the history">
        {({ items, next }) => (
          <>
            {items.length === 0 && next === undefined && (
              <p class="quiet">
                No change in the {tenant.settings.logRetentionDays} days that the provisioning log is kept.
              </p>
            )}
            {items.length > 0 && <LogEntries entries={items} name="What was done" />}
            <Pager place={place} onTurn={setPlace} next={next} what="the history" />
          </>
        )}
      </Loaded>
    </section>
  );
}
