/** The whole app: configuration, then the session, then who is signed in, then the pages. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Api, createApi, type OperationTable } from './api/client.ts';
import { type Console, ConsoleContext } from './console-context.ts';
import type { Guides } from './guide/guide.ts';
import { useLoad } from './load/use-load.ts';
import { SignInPage } from './pages/sign-in-page.tsx';
import { LiveRegion, useAnnouncer } from './parts/announcer.tsx';
import { Loaded } from './parts/loaded.tsx';
import { Routes } from './routes.tsx';
import type { ConsoleConfig } from './session/config.ts';
import { createSession, type Session } from './session/session.ts';

export interface AppProps {
  readonly readConfig: () => Promise<ConsoleConfig>;
  readonly operations: OperationTable;
  readonly guides: Guides;
  readonly indexes: Console['indexes'];
}

export function App({ readConfig, ...rest }: AppProps) {
  const config = useLoad(readConfig, []);
  if (config.value === undefined) {
    return (
      <main class="door">
        <Loaded of={config} what="the console">
          {() => null}
        </Loaded>
      </main>
    );
  }
  return <WithSession config={config.value} {...rest} />;
}

type WithConfig = Omit<AppProps, 'readConfig'> & { readonly config: ConsoleConfig };

function WithSession({ config, ...rest }: WithConfig) {
  const session = useMemo(() => browserSession(config), [config]);
  const [state, setState] = useState(session.state());
  useEffect(() => {
    const end = session.listen(() => setState(session.state()));
    void session.start();
    return () => {
      end();
    };
  }, [session]);
  if (state.kind === 'starting' || state.kind === 'signedOut') return <SignInPage state={state} session={session} />;
  return <SignedIn session={session} config={config} isExpired={state.kind === 'expired'} {...rest} />;
}

type SignedInProps = WithConfig & { readonly session: Session; readonly isExpired: boolean };

function SignedIn({ session, config, operations, guides, indexes, isExpired }: SignedInProps) {
  const api = useMemo(() => sessionApi(session, config, operations), [session, config, operations]);
  const caller = useLoad((signal) => api.ask('getCaller', {}, signal), [api]);
  const { announce, said } = useAnnouncer();
  if (caller.value === undefined) {
    return (
      <main class="door">
        <h1>Rollcall</h1>
        <Loaded of={caller} what="your account">
          {() => null}
        </Loaded>
        {caller.error !== undefined && (
          <button type="button" class="secondary" onClick={() => void session.signOut()}>
            Sign out
          </button>
        )}
      </main>
    );
  }
  const { value } = caller;
  return (
    <ConsoleContext.Provider
      value={{ api, operations, guides, indexes, caller: value, signOut: session.signOut, announce }}
    >
      {isExpired && (
        <div role="alert" class="banner">
          <span>Your sign-in has expired. What is on this page stays until you sign in again.</span>
          <button type="button" class="small" onClick={() => void session.signIn()}>
            Sign in again
          </button>
        </div>
      )}
      <Routes />
      <LiveRegion said={said} />
    </ConsoleContext.Provider>
  );
}

function browserSession(config: ConsoleConfig): Session {
  return createSession(
    {
      config,
      origin: location.origin,
      storage: sessionStorage,
      fetch: (input, init) => fetch(input, init),
      now: () => Date.now(),
    },
    {
      url: () => new URL(location.href),
      leaveTo: (url) => location.assign(url),
      rename: (path) => history.replaceState(null, '', path),
    },
  );
}

function sessionApi(session: Session, { apiUrl }: ConsoleConfig, operations: OperationTable): Api {
  return createApi({
    url: apiUrl.replace(/\/$/, ''),
    operations,
    token: session.token,
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      if (answer.status === 401) session.refused();
      return answer;
    },
  });
}
