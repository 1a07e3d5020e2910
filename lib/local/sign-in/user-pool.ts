/** The user pool of an assembly, as its clients see it. */
import type { Resource } from '../template.ts';

export interface UserPoolDefinition {
  /** Origin of the issuer, of which the path is the pool's id. */
  readonly issuerOrigin: string;
  readonly poolId: string;
  /** Origin of the pages and endpoints on which people sign in. */
  readonly signInOrigin: string;
  readonly clients: readonly UserPoolClientDefinition[];
}

export interface UserPoolClientDefinition {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  /** How long its ID tokens and access tokens are good, in seconds. */
  readonly tokenSeconds: number;
}

/** `all` gives the resources of some types, of every stack; undefined without a pool. */
export function userPoolOf(
  all: (...types: string[]) => readonly Resource[],
  region: string,
): UserPoolDefinition | undefined {
  const [pool, another] = all('AWS::Cognito::UserPool');
  if (another !== undefined) throw another.refuse('it is the second user pool');
  if (pool === undefined) return undefined;
  const poolId = pool.name();
  const domain = all('AWS::Cognito::UserPoolDomain').find(({ property }) => property('UserPoolId') === poolId);
  if (domain === undefined) throw pool.refuse('it has no domain to sign in on');
  return {
    issuerOrigin: `https://cognito-idp.${region}.amazonaws.com`,
    poolId,
    signInOrigin: `https://${String(domain.property('Domain'))}.auth.${region}.amazoncognito.com`,
    clients: all('AWS::Cognito::UserPoolClient')
      .filter(({ property }) => property('UserPoolId') === poolId)
      .map(toClient),
  };
}

function toClient({ name, property, refuse }: Resource): UserPoolClientDefinition {
  if (property('GenerateSecret') === true) throw refuse('it has a secret');
  const units = property('TokenValidityUnits') as Readonly<Record<string, unknown>> | undefined;
  if (units?.IdToken !== 'minutes') throw refuse('its IdTokenValidity is not in minutes');
  return {
    clientId: name(),
    scopes: texts(property('AllowedOAuthScopes')),
    callbackUrls: texts(property('CallbackURLs')),
    logoutUrls: texts(property('LogoutURLs')),
    tokenSeconds: Number(property('IdTokenValidity')) * 60,
  };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
