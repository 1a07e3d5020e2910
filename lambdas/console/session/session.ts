/** Whether somebody is signed in, and the token of each request. Nothing of it outlives the page but a mark in the tab. */
import { ApiError } from '../api/api-error.ts';
import { base } from './config.ts';
import {
  beginSignIn,
  callbackPath,
  completeSignIn,
  renewTokens,
  type SignInEnvironment,
  signOutPage,
  type Tokens,
} from './sign-in.ts';

export type SessionState =
  /** Something is on its way, the browser perhaps. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'signedOut'; readonly problem?: string }
  | { readonly kind: 'signedIn' }
  /** The page stays as it is, so that nothing that is shown once is lost. */
  | { readonly kind: 'expired' };

export interface Browser {
  /** URL of the page. */
  readonly url: () => URL;
  /** Leaves the app. */
  readonly leaveTo: (url: URL) => void;
  /** Changes the address of the page and nothing else. */
  readonly rename: (path: string) => void;
}

export interface Session {
  readonly state: () => SessionState;
  /** Calls `listener` after each change of the state; the result ends that. */
  readonly listen: (listener: () => void) => () => void;
  /** Begins with what the address says: an answer of the issuer, or a page. */
  readonly start: () => Promise<void>;
  readonly signIn: () => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** The bearer token, renewed when it ends soon. Throws `ApiError` 401 when the person has to sign in again. */
  readonly token: () => Promise<string>;
  /** The API refused the token. */
  readonly refused: () => void;
}

/** Tells a reloaded page that the issuer probably has a session. */
const markKey = 'rollcall.was-signed-in';
/** A token that ends within this time is renewed first, in milliseconds. */
const margin = 30_000;

export function createSession(environment: SignInEnvironment, browser: Browser): Session {
  const { storage, now } = environment;
  const listeners = new Set<() => void>();
  let state: SessionState = { kind: 'starting' };
  let tokens: Tokens | undefined;
  let renewal: Promise<void> | undefined;

  const become = (next: SessionState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const hold = (next: Tokens) => {
    tokens = next;
    storage.setItem(markKey, 'yes');
    become({ kind: 'signedIn' });
  };
  const leave = async (silent: boolean) => {
    become({ kind: 'starting' });
    const { pathname, search } = browser.url();
    try {
      browser.leaveTo(await beginSignIn(environment, { returnTo: pathname + search, silent }));
    } catch {
      become({ kind: 'signedOut', problem: 'The sign-in service cannot be reached. Try again in a moment.' });
    }
  };
  const arrive = async () => {
    try {
      const arrival = await completeSignIn(environment, browser.url());
      browser.rename(arrival.returnTo);
      if (arrival.kind === 'signedIn') return hold(arrival.tokens);
      storage.removeItem(markKey);
      become({ kind: 'signedOut' });
    } catch {
      browser.rename(`${base}/`);
      become({ kind: 'signedOut', problem: 'The sign-in did not succeed. Sign in again.' });
    }
  };
  const renew = async ({ refreshToken }: Tokens) => {
    try {
      if (refreshToken === undefined) throw new Error('There is nothing to renew the token with.');
      tokens = await renewTokens(environment, refreshToken);
    } catch {
      tokens = undefined;
      become({ kind: 'expired' });
    }
  };

  return {
    state: () => state,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: async () => {
      if (browser.url().pathname === callbackPath) return arrive();
      if (storage.getItem(markKey) !== null) return leave(true);
      become({ kind: 'signedOut' });
    },
    signIn: () => leave(false),
    signOut: async () => {
      tokens = undefined;
      storage.removeItem(markKey);
      become({ kind: 'starting' });
      const page = await signOutPage(environment).catch(() => undefined);
      browser.rename(`${base}/`);
      if (page === undefined) become({ kind: 'signedOut' });
      else browser.leaveTo(page);
    },
    token: async () => {
      if (tokens !== undefined && tokens.expiresAt - margin <= now()) {
        renewal ??= renew(tokens).finally(() => {
          renewal = undefined;
        });
        await renewal;
      }
      if (tokens === undefined) throw new ApiError(401, 'Your sign-in has expired. Sign in again to go on.');
      return tokens.idToken;
    },
    refused: () => {
      tokens = undefined;
      become({ kind: 'expired' });
    },
  };
}
