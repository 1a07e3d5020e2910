/** One identity provider: activate SCIM, connect it step by step, then look after its tokens and switches. */
import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import type { Connection, ProviderSummary } from '#admin/contract/connection.ts';
import type { IssuedToken } from '#admin/contract/token.ts';
import { useConsole } from '../console-context.ts';
import { type Load, useLoad } from '../load/use-load.ts';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Page } from '../parts/page.tsx';
import { paths } from '../paths.ts';
import { useTenant } from '../tenant-context.ts';
import { Activate } from './connection/activate.tsx';
import { Deactivate } from './connection/deactivate.tsx';
import { Guide } from './connection/guide.tsx';
import { LiveState } from './connection/live-state.tsx';
import { ShownOnce } from './connection/shown-once.tsx';
import { SwitchesForm } from './connection/switches-form.tsx';
import { Tokens } from './connection/tokens.tsx';

export type ProviderId = Connection['provider'];

/** Nothing of one provider is left when another is chosen. */
export function ConnectionPage() {
  const { provider = '' } = useRoute().params;
  return <ProviderPage key={provider} provider={provider} />;
}

function ProviderPage({ provider }: { readonly provider: string }) {
  const { api } = useConsole();
  const { id: tenant } = useTenant().tenant;
  const providers = useLoad((signal) => api.ask('listProviders', {}, signal), []);
  const known = providers.value?.items.find(({ id }) => id === provider);
  const trail = [['Settings'], ['User Management'], ['Provisioning', paths.provisioning(tenant)]] as const;
  return (
    <Page title={known?.name ?? 'Identity provider'} trail={trail}>
      <Loaded of={providers} what="the identity provider">
        {() =>
          known === undefined ? (
            <Empty title={`There is no identity provider "${provider}".`}>
              <p>
                <a href={paths.provisioning(tenant)}>Choose one of those that are there</a>
              </p>
            </Empty>
          ) : (
            <KnownProvider provider={known} />
          )
        }
      </Loaded>
    </Page>
  );
}

function KnownProvider({ provider }: { readonly provider: ProviderSummary }) {
  const { api } = useConsole();
  const { id: tenant } = useTenant().tenant;
  // Asking for the one alone would be an error where it is not active, which is nothing out of the ordinary here.
  const load = useLoad<Connection | null>(
    async (signal) => {
      const { items } = await api.ask('listConnections', { parameters: { tenant }, query: { limit: 100 } }, signal);
      return items.find((each) => each.provider === provider.id) ?? null;
    },
    [tenant, provider.id],
  );
  const [issued, setIssued] = useState<IssuedToken>();
  return (
    <Loaded of={load} what="the connection">
      {(connection) =>
        connection === null ? (
          <Activate
            provider={provider}
            onActivated={(activated, token) => {
              load.set(activated);
              setIssued(token);
            }}
          />
        ) : (
          <ActiveConnection
            connection={connection}
            provider={provider}
            load={load}
            issued={issued}
            onIssued={setIssued}
          />
        )
      }
    </Loaded>
  );
}

interface ActiveConnectionProps {
  readonly connection: Connection;
  readonly provider: ProviderSummary;
  readonly load: Load<Connection | null>;
  readonly issued: IssuedToken | undefined;
  readonly onIssued: (issued: IssuedToken | undefined) => void;
}

function ActiveConnection({ connection, provider, load, issued, onIssued }: ActiveConnectionProps) {
  return (
    <>
      {issued !== undefined && (
        <ShownOnce key={issued.token.id} issued={issued} name={provider.name} onDone={() => onIssued(undefined)} />
      )}
      <LiveState connection={connection} name={provider.name} hasBaseUrl={issued === undefined} onAsk={load.refresh} />
      <Tokens
        connection={connection}
        onIssued={(token) => {
          onIssued(token);
          load.reload();
        }}
        onChanged={load.reload}
      />
      <Guide provider={provider} baseUrl={connection.baseUrl} isOpen={connection.firstRequestAt === undefined} />
      <SwitchesForm connection={connection} onChanged={load.set} />
      <Deactivate connection={connection} name={provider.name} onDeactivated={() => load.set(null)} />
    </>
  );
}
