/** The door: one button, and why it is there again if something went wrong. */
import { useEffect, useState } from 'preact/hooks';
import { slowAfter } from '../load/loading.ts';
import type { Session, SessionState } from '../session/session.ts';

export interface SignInPageProps {
  readonly state: SessionState;
  readonly session: Session;
}

export function SignInPage({ state, session }: SignInPageProps) {
  const isSlow = useSlow(state.kind === 'starting');
  useEffect(() => {
    document.title = 'Sign in · Rollcall';
  }, []);
  return (
    <main class="door">
      <h1>Rollcall</h1>
      <p class="quiet">Connect your identity provider, and watch your people arrive.</p>
      {state.kind === 'signedOut' && state.problem !== undefined && (
        <div role="alert" class="problem">
          <p>{state.problem}</p>
        </div>
      )}
      {state.kind === 'signedOut' && (
        <button type="button" onClick={() => void session.signIn()}>
          Sign in
        </button>
      )}
      <div role="status">{isSlow && <span aria-busy="true">Signing in…</span>}</div>
    </main>
  );
}

function useSlow(isWaiting: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (!isWaiting) return;
    const timer = setTimeout(() => setSlow(true), slowAfter);
    return () => clearTimeout(timer);
  }, [isWaiting]);
  return isSlow;
}
