/** Entries of the provisioning log: what identity providers did, what came of it, and why if it failed. */

import type { LogEntry } from '#admin/contract/provisioning-log.ts';
import { useProviders } from '../../load/use-providers.ts';
import { Badge } from '../../parts/badge.tsx';
import { Table } from '../../parts/table.tsx';
import { When } from '../../parts/when.tsx';
import { paths } from '../../paths.ts';
import { useTenant } from '../../tenant-context.ts';

const columns = [
  { title: 'When' },
  { title: 'What' },
  { title: 'Result' },
  { title: 'Identity provider', isWide: true },
];

export function LogEntries({ entries, name }: { readonly entries: readonly LogEntry[]; readonly name: string }) {
  const providers = useProviders();
  const nameOf = (provider: string) => providers.find(({ id }) => id === provider)?.name ?? provider;
  return (
    <Table name={name} columns={columns}>
      {entries.map((entry) => (
        <tr key={entry.id}>
          <td class="nowrap">
            <When at={entry.at} exact />
          </td>
          <td>
            {entry.act} <Resource entry={entry} />
            {entry.reason !== undefined && (
              <p class={entry.outcome === 'failed' ? 'reason wrong' : 'reason'}>{entry.reason}</p>
            )}
            <Details entry={entry} />
          </td>
          <td>
            <Badge tone={entry.outcome === 'succeeded' ? 'good' : 'bad'}>{entry.outcome}</Badge>
          </td>
          <td class="wide">{nameOf(entry.provider)}</td>
        </tr>
      ))}
    </Table>
  );
}

function Resource({ entry: { resource } }: { readonly entry: LogEntry }) {
  const { id: tenant } = useTenant().tenant;
  if (resource === undefined) return null;
  const { type, id, name } = resource;
  const shown = name ?? id;
  if (id === undefined || !(type === 'User' || type === 'Group')) return <>{shown}</>;
  return <a href={type === 'User' ? paths.user(tenant, id) : paths.group(tenant, id)}>{shown}</a>;
}

/** For who asks support, or reads the RFC. */
function Details({ entry }: { readonly entry: LogEntry }) {
  const { method, endpoint, status, scimType, detail, found, requestId, ms } = entry;
  const facts = [
    ['Request', `${method} ${endpoint}`],
    ['Status', [status, scimType].filter((each) => each !== undefined).join(' ')],
    ['Told', detail],
    ['Found', found],
    ['Took', `${Math.round(ms)} ms`],
    ['Correlation id', requestId],
  ] as const;
  return (
    <details class="difference">
      <summary>Details</summary>
      <dl class="attributes">
        {facts.map(
          ([title, value]) =>
            value !== undefined && (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </details>
  );
}
