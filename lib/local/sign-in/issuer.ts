/** Stands in for the user pool: an issuer of OpenID Connect on a loopback port, with the paths of Cognito's. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { openLoopback } from '../loopback-server.ts';
import { Authorizations, checkRequest, OAuthError } from './authorization.ts';
import { pagePolicy, refusalPage, signInPage } from './page.ts';
import { type Person, people } from './people.ts';
import { createMint, type TokenMint } from './tokens.ts';
import type { UserPoolClientDefinition } from './user-pool.ts';

export interface IssuerOptions {
  /** The path of the issuer. */
  readonly poolId: string;
  /** Asked for each request: where its clients are may be known later. */
  readonly clients: () => readonly UserPoolClientDefinition[];
}

export interface Issuer {
  /** `http://127.0.0.1:…`, where people sign in. */
  readonly origin: string;
  /** `iss` of its tokens. */
  readonly issuer: string;
  stop(): Promise<void>;
}

interface Running {
  readonly origin: string;
  readonly issuer: string;
  readonly clients: () => readonly UserPoolClientDefinition[];
  readonly mint: TokenMint;
  readonly authorizations: Authorizations;
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

/** Remembers who signed in, as the pool's own cookie does. */
const cookieName = 'rollcall-sign-in';

export async function startIssuer({ poolId, clients }: IssuerOptions): Promise<Issuer> {
  const { origin, serve, stop } = await openLoopback();
  const issuer = `${origin}/${poolId}`;
  const mint = await createMint(issuer);
  const running: Running = { origin, issuer, clients, mint, authorizations: new Authorizations(mint) };
  serve((request, response) => {
    answer(running, request).then(
      (reply) => send(response, reply),
      () => response.destroy(),
    );
  });
  return { origin, issuer, stop };
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: Reply): void {
  // Any page may ask: what opens anything here is in the request, never in a cookie.
  const own = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'access-control-allow-origin': '*' };
  response.writeHead(status, { ...own, ...(headers as Record<string, string | string[]>) });
  response.end(body);
}

async function answer(running: Running, request: IncomingMessage): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? '/', running.origin);
  const { poolPath, origin, mint } = { ...running, poolPath: new URL(running.issuer).pathname };
  switch (`${request.method} ${pathname}`) {
    case `GET ${poolPath}/.well-known/openid-configuration`:
      return json(200, description(running));
    case `GET ${poolPath}/.well-known/jwks.json`:
      return json(200, mint.jwks);
    case 'GET /oauth2/authorize':
    case 'GET /login':
      return authorize(running, searchParams, personOf(request, searchParams));
    case 'POST /oauth2/token':
      return redeem(running, new URLSearchParams(await text(request)));
    case 'POST /oauth2/revoke':
      running.authorizations.revoke(new URLSearchParams(await text(request)));
      return { status: 200 };
    case 'GET /logout':
      return signOut(running, searchParams);
    default:
      return json(404, { message: `There is nothing at ${origin}${pathname}.` });
  }
}

/** OpenID Connect Discovery §3, as Cognito fills it in. */
function description({ issuer, origin, clients }: Running): object {
  return {
    issuer,
    authorization_endpoint: `${origin}/oauth2/authorize`,
    token_endpoint: `${origin}/oauth2/token`,
    revocation_endpoint: `${origin}/oauth2/revoke`,
    end_session_endpoint: `${origin}/logout`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: [...new Set(clients().flatMap(({ scopes }) => scopes))],
    token_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
  };
}

/** Whoever was just chosen on the page, or was chosen before. */
function personOf({ headers }: IncomingMessage, query: URLSearchParams): Person | undefined {
  const remembered = headers.cookie?.split(/; */).find((cookie) => cookie.startsWith(`${cookieName}=`));
  const sub = query.get('person') ?? (query.get('prompt') === 'login' ? undefined : remembered?.split('=')[1]);
  return people.find((person) => person.sub === sub);
}

function authorize(
  { authorizations, clients, origin }: Running,
  query: URLSearchParams,
  person: Person | undefined,
): Reply {
  const client = clients().find(({ clientId }) => clientId === query.get('client_id'));
  const redirectUri = query.get('redirect_uri') ?? '';
  if (client === undefined || !client.callbackUrls.includes(redirectUri)) {
    return page(400, refusalPage('The app is not one of this issuer, or is not where the issuer knows it to be.'));
  }
  const back = new URL(redirectUri);
  const state = query.get('state');
  if (state !== null) back.searchParams.set('state', state);
  try {
    checkRequest(query, client);
    if (person === undefined) {
      if (query.get('prompt') === 'none') throw new OAuthError('login_required', 'Nobody has signed in.');
      return page(
        200,
        signInPage(people, ({ sub }) => `${origin}/login?${extended(query, 'person', sub)}`),
      );
    }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    back.searchParams.set('error', error.code);
    back.searchParams.set('error_description', error.message);
    return redirect(back);
  }
  back.searchParams.set('code', authorizations.issueCode(query, client, person));
  return redirect(back, `${cookieName}=${person.sub}; HttpOnly; Path=/; SameSite=Lax; Max-Age=3600`);
}

async function redeem({ authorizations }: Running, form: URLSearchParams): Promise<Reply> {
  try {
    const grantType = form.get('grant_type');
    if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
      throw new OAuthError('unsupported_grant_type', 'These are: authorization_code, refresh_token.');
    }
    const tokens = await (grantType === 'refresh_token'
      ? authorizations.refresh(form)
      : authorizations.redeemCode(form));
    return json(200, {
      id_token: tokens.idToken,
      access_token: tokens.accessToken,
      ...(tokens.refreshToken === undefined ? {} : { refresh_token: tokens.refreshToken }),
      expires_in: tokens.expiresIn,
      token_type: 'Bearer',
    });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return json(400, { error: error.code, error_description: error.message });
  }
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html */
function signOut({ clients }: Running, query: URLSearchParams): Reply {
  const client = clients().find(({ clientId }) => clientId === query.get('client_id'));
  const target = query.get('logout_uri') ?? '';
  if (client === undefined || !client.logoutUrls.includes(target)) {
    return page(400, refusalPage('The app is not one of this issuer, or is not where the issuer knows it to be.'));
  }
  return redirect(new URL(target), `${cookieName}=; HttpOnly; Path=/; SameSite=Lax; Max-Age=0`);
}

function json(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function page(status: number, body: string): Reply {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy },
    body,
  };
}

function redirect(target: URL, cookie?: string): Reply {
  return { status: 302, headers: { location: target.href, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) } };
}

function extended(query: URLSearchParams, name: string, value: string): string {
  const copy = new URLSearchParams(query);
  copy.set(name, value);
  return copy.toString();
}
