/** Settings, User Management, Provisioning: every identity provider, and how far its connection is. */
import type { Connection, ProviderSummary } from '#admin/contract/connection.ts';
import { useConsole } from '../console-context.ts';
import { useLoad } from '../load/use-load.ts';
import { usePoll } from '../load/use-poll.ts';
import { Badge } from '../parts/badge.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Page } from '../parts/page.tsx';
import { When } from '../parts/when.tsx';
import { paths } from '../paths.ts';
import { useTenant } from '../tenant-context.ts';
import { stateOf, words } from './connection/connection-state.ts';

export function ProvisioningPage() {
  const { api } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const load = useLoad(
    async (signal) => {
      const [providers, connections] = await Promise.all([
        api.ask('listProviders', {}, signal),
        api.ask('listConnections', { parameters: { tenant }, query: { limit: 100 } }, signal),
      ]);
      return { providers: providers.items, connections: connections.items };
    },
    [tenant],
  );
  const isWaiting = load.value?.connections.some((connection) => stateOf(connection) === 'waiting') ?? false;
  usePoll(load.refresh, isWaiting);
  return (
    <Page
      title="Provisioning"
      trail={[['Settings'], ['User Management']]}
      lead="Choose your identity provider. It then creates, updates and deactivates users and groups here by itself (SCIM 2.0)."
    >
      <Loaded of={load} what="identity providers">
        {({ providers, connections }) => <Providers providers={providers} connections={connections} />}
      </Loaded>
    </Page>
  );
}

interface ProvidersProps {
  readonly providers: readonly ProviderSummary[];
  readonly connections: readonly Connection[];
}

/** Those that are in use come first. */
function Providers({ providers, connections }: ProvidersProps) {
  const connectionOf = (id: string) => connections.find(({ provider }) => provider === id);
  const active = providers.filter(({ id }) => connectionOf(id) !== undefined);
  const others = providers.filter(({ id }) => connectionOf(id) === undefined);
  return (
    <>
      {active.length > 0 && (
        <section aria-labelledby="active">
          <h2 id="active">Active</h2>
          <Cards providers={active} connectionOf={connectionOf} />
        </section>
      )}
      <section aria-labelledby="available">
        <h2 id="available">{active.length > 0 ? 'Available' : 'Identity providers'}</h2>
        <Cards providers={others} connectionOf={connectionOf} />
      </section>
    </>
  );
}

interface CardsProps {
  readonly providers: readonly ProviderSummary[];
  readonly connectionOf: (id: string) => Connection | undefined;
}

function Cards({ providers, connectionOf }: CardsProps) {
  const { id: tenant } = useTenant().tenant;
  return (
    <ul class="cards">
      {providers.map(({ id, name }) => {
        const connection = connectionOf(id);
        const { tone, text } = words[stateOf(connection)];
        return (
          <li key={id} class="provider">
            <a href={paths.connection(tenant, id)}>{name}</a>
            <div class="provider-state">
              <Badge tone={tone}>{text}</Badge>
              {connection?.lastRequestAt !== undefined && (
                <span class="quiet">
                  last request <When at={connection.lastRequestAt} />
                </span>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
