/** The HTTP APIs of an assembly: their routes, from whichever stack, and who each route lets in. */
import { isArnOf } from './function-arn.ts';
import { fieldsOf } from './intrinsics.ts';
import type { FunctionDefinition, Resource } from './template.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
export interface JwtAuthorizerDefinition {
  readonly issuer: string;
  /** One of them has to be the `aud` of a token, or its `client_id` when it has no `aud`. */
  readonly audience: readonly string[];
}

export interface RouteDefinition {
  /** `GET /Users/{id}`, `ANY /x` or `$default`. */
  readonly routeKey: string;
  readonly functionName: string;
  /** Who is let in; everybody without it. */
  readonly authorization?: 'AWS_IAM' | JwtAuthorizerDefinition;
}

export interface HttpApiDefinition {
  readonly apiId: string;
  readonly routes: readonly RouteDefinition[];
}

type ByName = ReadonlyMap<unknown, Resource>;

/** `all` gives the resources of some types, of every stack. */
export function httpApisOf(
  all: (...types: string[]) => readonly Resource[],
  functions: readonly FunctionDefinition[],
): readonly HttpApiDefinition[] {
  const integrations: ByName = new Map(
    all('AWS::ApiGatewayV2::Integration').map((one) => [`integrations/${one.name()}`, one]),
  );
  const authorizers: ByName = new Map(all('AWS::ApiGatewayV2::Authorizer').map((one) => [one.name(), one]));
  const routes = all('AWS::ApiGatewayV2::Route');
  return all('AWS::ApiGatewayV2::Api').map(({ name, property, refuse }) => {
    const apiId = name();
    if (property('ProtocolType') !== 'HTTP') throw refuse('it is no HTTP API');
    return {
      apiId,
      routes: routes
        .filter((route) => route.property('ApiId') === apiId)
        .map((route) => ({
          routeKey: String(route.property('RouteKey')),
          functionName: functionOf(route, integrations.get(route.property('Target')), functions),
          ...authorizationOf(route, authorizers),
        })),
    };
  });
}

function functionOf(
  route: Resource,
  integration: Resource | undefined,
  functions: readonly FunctionDefinition[],
): string {
  if (integration === undefined) throw route.refuse('its Target is no integration of this assembly');
  const format = integration.property('PayloadFormatVersion');
  if (format !== '2.0') throw integration.refuse(`its PayloadFormatVersion is ${String(format)}, not 2.0`);
  const uri = String(integration.property('IntegrationUri'));
  // The ARN alone, or within the path of an invocation.
  const target = functions.find((one) => uri.split('/').some((part) => isArnOf(part, one)));
  if (target === undefined) throw integration.refuse('its IntegrationUri is no function of this assembly');
  return target.name;
}

function authorizationOf(route: Resource, authorizers: ByName): Pick<RouteDefinition, 'authorization'> {
  const type = route.property('AuthorizationType') ?? 'NONE';
  if (type === 'NONE') return {};
  if (type === 'AWS_IAM') return { authorization: type };
  if (type !== 'JWT') {
    throw route.refuse(`its AuthorizationType is ${typeof type === 'string' ? type : JSON.stringify(type)}`);
  }
  const authorizer = authorizers.get(route.property('AuthorizerId'));
  if (authorizer === undefined) throw route.refuse('its AuthorizerId is no authorizer of this assembly');
  if (route.property('AuthorizationScopes') !== undefined) throw route.refuse('it has AuthorizationScopes');
  const source = authorizer.property('IdentitySource');
  if (!Array.isArray(source) || source.join() !== '$request.header.Authorization') {
    throw authorizer.refuse(`its IdentitySource is ${String(source)}`);
  }
  const { Issuer, Audience } = fieldsOf(authorizer.property('JwtConfiguration'));
  return { authorization: { issuer: String(Issuer), audience: Array.isArray(Audience) ? Audience.map(String) : [] } };
}
