/** The provisioning log: what each identity provider did, found by name, outcome and time, and followed as it happens. */
import { useState } from 'preact/hooks';
import type { LogEntry } from '#admin/contract/provisioning-log.ts';
import { useConsole } from '../console-context.ts';
import { cursorOf, firstPage } from '../load/pages.ts';
import { useLoad } from '../load/use-load.ts';
import { usePoll } from '../load/use-poll.ts';
import { useProviders } from '../load/use-providers.ts';
import { useSettled } from '../load/use-settled.ts';
import { Empty } from '../parts/empty.tsx';
import { Field } from '../parts/field.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Select } from '../parts/select.tsx';
import { paths } from '../paths.ts';
import { useTenant } from '../tenant-context.ts';
import { dayAfter, startOf } from './audit/audit-words.ts';
import { DayField } from './audit/day-field.tsx';
import { useDay } from './audit/use-day.ts';
import { LogEntries } from './log/log-entries.tsx';

const outcomes = [
  ['', 'Any'],
  ['failed', 'Failed'],
  ['succeeded', 'Succeeded'],
] as const;

export function LogPage() {
  const [name, setName] = useState('');
  const [provider, setProvider] = useState('');
  const [outcome, setOutcome] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const begin = useDay(from);
  const end = useDay(to);
  const choices = [['', 'Any'], ...useProviders().map(({ id, name: text }) => [id, text] as const)] as const;
  const wanted = useSettled(name);
  const [isLive, setLive] = useState(false);
  return (
    <Page
      title="Provisioning log"
      trail={[['Settings'], ['User Management']]}
      lead="What your identity providers did, what came of it, and why if it failed. Newest first."
    >
      <search>
        <div class="question">
          <Field label="Name begins with" name="name" type="search" value={name} onInput={setName} maxLength={200} />
          <Select label="Identity provider" name="provider" value={provider} onChange={setProvider} options={choices} />
          <Select label="Result" name="outcome" value={outcome} onChange={setOutcome} options={outcomes} />
          <DayField label="From" name="from" value={from} onInput={setFrom} problem={begin.problem} max={to} />
          <DayField label="To" name="to" value={to} onInput={setTo} problem={end.problem} min={from} />
          <label class="check">
            <input type="checkbox" checked={isLive} onChange={(event) => setLive(event.currentTarget.checked)} />
            Follow
          </label>
        </div>
      </search>
      <Entries
        key={JSON.stringify([wanted, provider, outcome, begin.day, end.day])}
        name={wanted}
        {...{ provider, outcome, isLive }}
        from={begin.day}
        to={end.day}
      />
    </Page>
  );
}

interface EntriesProps {
  readonly name: string;
  readonly provider: string;
  readonly outcome: string;
  readonly from: string;
  readonly to: string;
  readonly isLive: boolean;
}

function Entries({ name, provider, outcome, from, to, isLive }: EntriesProps) {
  const { api } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const [place, setPlace] = useState(firstPage);
  const cursor = cursorOf(place);
  const load = useLoad(
    (signal) => {
      const query = {
        name: name.trim() === '' ? undefined : name.trim(),
        provider: provider === '' ? undefined : provider,
        outcome: outcome === '' ? undefined : (outcome as LogEntry['outcome']),
        since: startOf(from),
        until: dayAfter(to),
        cursor,
      };
      return api.ask('listLog', { parameters: { tenant }, query }, signal);
    },
    [tenant, cursor],
  );
  usePoll(load.refresh, isLive && place === firstPage);
  return (
    <Loaded of={load} what="the log">
      {({ items, next }) => (
        <>
          {items.length === 0 && next === undefined && place === firstPage && (
            <Empty title="Nothing is in the log here.">
              <p>Requests are listed some seconds after they were answered.</p>
              <p>
                <a href={paths.provisioning(tenant)}>Look at the connections</a>
              </p>
            </Empty>
          )}
          {items.length > 0 && <LogEntries entries={items} name="Provisioning log" />}
          <Pager place={place} onTurn={setPlace} next={next} what="the log" />
        </>
      )}
    </Loaded>
  );
}
