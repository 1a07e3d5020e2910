/** Signs in to an issuer as a browser would, following what it describes of itself. */
import { createHash, randomBytes } from 'node:crypto';

export interface SignInTarget {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
}

export interface Flow {
  readonly verifier: string;
  /** The page to sign in on, with the request in its query. */
  readonly page: URL;
}

export interface Tokens {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

export async function endpointsOf(issuer: string): Promise<Readonly<Record<string, string>>> {
  return (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Record<string, string>;
}

/** `changes` take the place of what a right request has; null leaves it out. */
export async function beginFlow(
  { issuer, clientId, redirectUri }: SignInTarget,
  changes: Readonly<Record<string, string | null>> = {},
): Promise<Flow> {
  const verifier = randomBytes(32).toString('base64url');
  const page = new URL((await endpointsOf(issuer)).authorization_endpoint ?? '');
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid email',
    state: 'a state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  };
  for (const [name, value] of Object.entries(query)) if (value !== null) page.searchParams.set(name, value);
  return { verifier, page };
}

/** Where the link of a person leads: back to the app. */
export async function choose(page: URL, name: string): Promise<URL> {
  const html = await (await fetch(page)).text();
  const links = [...html.matchAll(/<a href="([^"]*)"><strong>([^<]*)/g)];
  const href = links.find(([, , who]) => who === name)?.[1];
  if (href === undefined) throw new Error(`${name} is not on the page: ${html}`);
  const link = href.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  const answer = await fetch(link, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

export async function postForm(url: string, form: Readonly<Record<string, string>>) {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { status: answer.status, json: (await answer.json()) as Record<string, string> };
}

/** The tokens of a person, by the name that the page shows. */
export async function signIn(target: SignInTarget, name: string): Promise<Tokens> {
  const { page, verifier } = await beginFlow(target);
  const back = await choose(page, name);
  const { token_endpoint: endpoint = '' } = await endpointsOf(target.issuer);
  const { json } = await postForm(endpoint, {
    grant_type: 'authorization_code',
    client_id: target.clientId,
    redirect_uri: target.redirectUri,
    code: back.searchParams.get('code') ?? '',
    code_verifier: verifier,
  });
  return json as unknown as Tokens;
}
