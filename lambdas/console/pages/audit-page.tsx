/** The audit trail: who did what, when, from where, and what it changed. */
import { useState } from 'preact/hooks';
import type { AuditEntry } from '#admin/contract/audit.ts';
import { useConsole } from '../console-context.ts';
import { cursorOf, firstPage } from '../load/pages.ts';
import { useLoad } from '../load/use-load.ts';
import { Badge } from '../parts/badge.tsx';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Table } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../tenant-context.ts';
import { changesOf, dayAfter, describeOperation, startOf } from './audit/audit-words.ts';
import { collect } from './audit/collect.ts';
import { DayField } from './audit/day-field.tsx';
import { useDay } from './audit/use-day.ts';

export function TenantAuditPage() {
  const { tenant } = useTenant();
  return (
    <Page title="Audit trail" trail={[['Settings']]} lead="Who administered this tenant, newest first.">
      <Trail tenant={tenant.id} />
    </Page>
  );
}

export function DeploymentAuditPage() {
  return (
    <Page title="Audit trail" trail={[['Deployment']]} lead="Calls that concern no single tenant, or one that is gone.">
      <Trail />
    </Page>
  );
}

/** Looking at pages is a call too, so what only reads is left out unless it is asked for. */
function Trail({ tenant }: { readonly tenant?: string }) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const begin = useDay(from);
  const end = useDay(to);
  const [withReads, setReads] = useState(false);
  return (
    <>
      <div class="question">
        <DayField label="From" name="from" value={from} onInput={setFrom} problem={begin.problem} max={to} />
        <DayField label="To" name="to" value={to} onInput={setTo} problem={end.problem} min={from} />
        <label class="check">
          <input type="checkbox" checked={withReads} onChange={(event) => setReads(event.currentTarget.checked)} />
          Also what only read
        </label>
      </div>
      <Entries
        key={`${begin.day} ${end.day} ${withReads}`}
        tenant={tenant}
        from={begin.day}
        to={end.day}
        withReads={withReads}
      />
    </>
  );
}

interface EntriesProps {
  readonly tenant: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly withReads: boolean;
}

function Entries({ tenant, from, to, withReads }: EntriesProps) {
  const { api, operations } = useConsole();
  const [place, setPlace] = useState(firstPage);
  const cursor = cursorOf(place);
  const load = useLoad(
    (signal) =>
      collect(
        (at) => {
          const query = { limit: withReads ? 50 : 100, cursor: at, from: startOf(from), to: dayAfter(to) };
          return tenant === undefined
            ? api.ask('listDeploymentAuditTrail', { query }, signal)
            : api.ask('listAuditTrail', { parameters: { tenant }, query }, signal);
        },
        ({ operation }) => withReads || operations[operation as keyof typeof operations]?.method !== 'GET',
        cursor,
      ),
    [tenant, cursor],
  );
  return (
    <Loaded of={load} what="the audit trail">
      {({ items, next }) => (
        <>
          {items.length === 0 && next === undefined && place === firstPage && (
            <Empty title="Nothing was changed in this time.">
              <p>What people and operators do from now on is listed here.</p>
            </Empty>
          )}
          {items.length > 0 && <EntryTable entries={items} />}
          <Pager place={place} onTurn={setPlace} next={next} what="the audit trail" />
        </>
      )}
    </Loaded>
  );
}

const columns = [{ title: 'When' }, { title: 'What' }, { title: 'Who' }, { title: 'Result' }];

function EntryTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return (
    <Table name="Audit trail" columns={columns}>
      {entries.map((entry) => (
        <tr key={`${entry.at} ${entry.id}`}>
          <td class="nowrap">
            <When at={entry.at} exact />
          </td>
          <td>
            {describeOperation(entry.operation)}
            {entry.target !== undefined && (
              <>
                <br />
                <small class="quiet">{entry.target}</small>
              </>
            )}
            <Difference entry={entry} />
          </td>
          <td>
            {entry.actor.name ?? entry.actor.id}
            <br />
            <small class="quiet">{entry.sourceIp}</small>
          </td>
          <td>
            <Badge tone={entry.status < 400 ? 'good' : 'bad'}>{String(entry.status)}</Badge>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Difference({ entry }: { readonly entry: AuditEntry }) {
  const changes = changesOf(entry.before, entry.after);
  if (changes.length === 0) return null;
  return (
    <details class="difference">
      <summary>Before and after</summary>
      <dl class="attributes">
        {changes.map(({ name, before, after }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {before !== undefined && <del>{before}</del>} {after !== undefined && <ins>{after}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
