/**
 * Signing in: authorization code with PKCE (RFC 6749 §4.1, RFC 7636, OpenID Connect Core). Tokens are in memory only; what
 * survives the way to the issuer and back is the verifier, the state and the page to return to, in the tab's storage.
 */
import * as oauth from 'oauth4webapi';
import { base, type ConsoleConfig } from './config.ts';

export interface Tokens {
  /** The bearer token of the admin API. */
  readonly idToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
}

export interface SignInEnvironment {
  readonly config: ConsoleConfig;
  /** Origin of the app. */
  readonly origin: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

/** What came of a way to the issuer: `denied` when it would have had to ask the person, and was told not to. */
export type Arrival =
  | { readonly kind: 'signedIn'; readonly tokens: Tokens; readonly returnTo: string }
  | { readonly kind: 'denied'; readonly returnTo: string };

interface Departure {
  readonly verifier: string;
  readonly state: string;
  readonly returnTo: string;
}

const departureKey = 'rollcall.sign-in';
export const callbackPath = `${base}/callback`;

/** The page of the issuer to go to. `silent` asks it to show nothing: it answers at once, from its session or not. */
export async function beginSignIn(
  environment: SignInEnvironment,
  { returnTo, silent = false }: { readonly returnTo: string; readonly silent?: boolean },
): Promise<URL> {
  const { config, origin, storage } = environment;
  const { authorization_endpoint: endpoint } = await discover(environment);
  if (endpoint === undefined) throw new Error('The issuer has no page to sign in at.');
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const departure: Departure = { verifier, state, returnTo };
  storage.setItem(departureKey, JSON.stringify(departure));
  const url = new URL(endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: origin + callbackPath,
    scope: config.scopes.join(' '),
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(silent ? { prompt: 'none' } : {}),
  }).toString();
  return url;
}

/** Reads what the issuer sent back, and fetches the tokens. Throws when it is not an answer to this tab's request. */
export async function completeSignIn(environment: SignInEnvironment, callback: URL): Promise<Arrival> {
  const { config, origin, storage } = environment;
  const departure = readDeparture(storage.getItem(departureKey));
  storage.removeItem(departureKey);
  if (departure === undefined) throw new Error('This sign-in was not begun in this tab. Sign in again.');
  const { verifier, state, returnTo } = departure;
  const server = await discover(environment);
  const client = { client_id: config.clientId };
  let parameters: URLSearchParams;
  try {
    parameters = oauth.validateAuthResponse(server, client, callback, state);
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError && isSilence(error.error))
      return { kind: 'denied', returnTo };
    throw error;
  }
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    origin + callbackPath,
    verifier,
    optionsOf(environment),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { requireIdToken: true });
  return { kind: 'signedIn', tokens: toTokens(environment, tokens), returnTo };
}

/** New tokens for those that end soon. Throws when the issuer wants the person to sign in again. */
export async function renewTokens(environment: SignInEnvironment, refreshToken: string): Promise<Tokens> {
  const server = await discover(environment);
  const client = { client_id: environment.config.clientId };
  const options = optionsOf(environment);
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, options);
  const tokens = await oauth.processRefreshTokenResponse(server, client, answer);
  return { refreshToken, ...toTokens(environment, tokens) };
}

/** The page of the issuer that ends its session and returns here; undefined when it has none. */
export async function signOutPage(environment: SignInEnvironment): Promise<URL | undefined> {
  const { end_session_endpoint: endpoint } = await discover(environment);
  if (endpoint === undefined) return undefined;
  const home = `${environment.origin}${base}/`;
  const url = new URL(endpoint);
  // OpenID Connect RP-Initiated Logout §2; `logout_uri` is Cognito's name for the same
  // (https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html).
  url.searchParams.set('client_id', environment.config.clientId);
  url.searchParams.set('post_logout_redirect_uri', home);
  url.searchParams.set('logout_uri', home);
  return url;
}

async function discover(environment: SignInEnvironment): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(environment.config.issuer);
  const answer = await oauth.discoveryRequest(issuer, { ...optionsOf(environment), algorithm: 'oidc' });
  return oauth.processDiscoveryResponse(issuer, answer);
}

/** Only an issuer on this very machine may be asked without TLS. */
function optionsOf({ config, fetch }: SignInEnvironment) {
  const { protocol, hostname } = new URL(config.issuer);
  const isLoopback = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return {
    [oauth.customFetch]: (url: string, init: RequestInit) => fetch(url, init),
    ...(isLoopback ? { [oauth.allowInsecureRequests]: true } : {}),
  };
}

function toTokens({ now }: SignInEnvironment, answer: oauth.TokenEndpointResponse): Tokens {
  const { id_token: idToken, refresh_token: refreshToken } = answer;
  const end = oauth.getValidatedIdTokenClaims(answer)?.exp;
  if (idToken === undefined) throw new Error('The issuer answered without an ID token.');
  return {
    idToken,
    expiresAt: end === undefined ? now() : end * 1_000,
    ...(refreshToken === undefined ? {} : { refreshToken }),
  };
}

/** OpenID Connect Core §3.1.2.6: what `prompt=none` is answered when the person would have to be asked. */
function isSilence(error: string): boolean {
  return ['login_required', 'interaction_required', 'consent_required', 'account_selection_required'].includes(error);
}

function readDeparture(text: string | null): Departure | undefined {
  return text === null ? undefined : (JSON.parse(text) as Departure);
}
