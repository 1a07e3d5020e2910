/**
 * The console on this machine: its files, and an issuer that stands in for the user pool. Where the template names
 * addresses of AWS, those of this machine stand in for them, in `config.json`, in headers, and in authorizers.
 */
import type { HttpApiDefinition } from './http-api.ts';
import { type Issuer, startIssuer } from './sign-in/issuer.ts';
import type { UserPoolClientDefinition, UserPoolDefinition } from './sign-in/user-pool.ts';
import { type ServeSite, siteServer } from './site.ts';
import type { LocalTemplate } from './template.ts';

export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

export interface LocalConsole {
  readonly signIn: SignIn | undefined;
  /** The API with the issuer that its authorizers are to believe here. */
  enforcedBy(api: HttpApiDefinition): HttpApiDefinition;
  /** Tells on which port the API and the console are; nothing is served before. */
  open(port: number): void;
  readonly serve: ServeSite;
  stop(): Promise<void>;
}

/** How a person may name this machine in the address bar; an issuer takes nobody at their word for any other. */
const hosts = ['127.0.0.1', 'localhost'];

export async function startConsole({ site, userPool }: LocalTemplate): Promise<LocalConsole> {
  let clients: readonly UserPoolClientDefinition[] = [];
  let serve: ServeSite = () => undefined;
  const issuer =
    userPool === undefined ? undefined : await startIssuer({ poolId: userPool.poolId, clients: () => clients });
  const atIssuer = (text: string) => standIn(text, issuerAddresses(userPool, issuer));
  const [client] = userPool?.clients ?? [];
  return {
    signIn:
      issuer === undefined || client === undefined
        ? undefined
        : { issuer: issuer.issuer, clientId: client.clientId, scopes: client.scopes },
    enforcedBy: (api) => ({
      ...api,
      routes: api.routes.map((route) =>
        typeof route.authorization === 'object'
          ? { ...route, authorization: { ...route.authorization, issuer: atIssuer(route.authorization.issuer) } }
          : route,
      ),
    }),
    open: (port) => {
      if (site === undefined) return;
      const origins = hosts.map((host) => `http://${host}:${port}`);
      const everywhere = (urls: readonly string[]) =>
        urls.flatMap((url) => origins.map((origin) => standIn(url, [[site.origin, origin]])));
      clients = (userPool?.clients ?? []).map((each) => ({
        ...each,
        callbackUrls: everywhere(each.callbackUrls),
        logoutUrls: everywhere(each.logoutUrls),
      }));
      serve = siteServer(site, (text) => atIssuer(standIn(text, [[site.origin, origins[0] ?? '']])));
    },
    serve: (request) => serve(request),
    stop: async () => issuer?.stop(),
  };
}

type Replacement = readonly [address: string, by: string];

function issuerAddresses(pool: UserPoolDefinition | undefined, issuer: Issuer | undefined): readonly Replacement[] {
  if (pool === undefined || issuer === undefined) return [];
  return [
    [pool.issuerOrigin, issuer.origin],
    [pool.signInOrigin, issuer.origin],
  ];
}

function standIn(text: string, replacements: readonly Replacement[]): string {
  return replacements.reduce((filled, [address, by]) => filled.replaceAll(address, by), text);
}
