/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  CfnIntegration,
  type CfnRoute,
  type CfnStage,
  DomainName,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { hasDistribution, type RequestLimit, type StageSettings } from './config/settings.ts';
import { toId } from './construct-id.ts';
import { keyOf } from './encryption.ts';
import { logRetentionOf } from './retention.ts';
import { basePath, type Route, type RoutedFunction } from './routes.ts';

export interface ScimApiProps {
  readonly stage: ConfiguredStage;
  readonly routes: readonly Route[];
  /** Each function that one of the routes names. */
  readonly handlers: ReadonlyMap<RoutedFunction, IFunction>;
  /** Answers what no route takes. */
  readonly fallback: IFunction;
}

/**
 * The HTTP API (docs/adr/0010-http-api.md). It has no authorizer, as each function checks its bearer token itself, and
 * no CORS, as identity providers call from servers.
 */
export class ScimApi extends Construct {
  /** Origin of every base URL, without a trailing slash. */
  readonly origin: string;
  readonly api: HttpApi;
  readonly #stage: HttpStage;
  /** By route key. */
  readonly #limits: Record<string, object> = {};

  constructor(scope: Construct, id: string, { stage, routes, handlers, fallback }: ScimApiProps) {
    super(scope, id);
    const { domain, throttle } = stage.settings;
    // A distribution has the domain to itself, and reaches the API by the name that AWS gave it.
    const named = hasDistribution(stage.settings) ? undefined : domain;
    const api = new HttpApi(this, 'Api', {
      apiName: `rollcall-${stage.name}`,
      createDefaultStage: false,
      ...(named === undefined ? {} : { disableExecuteApiEndpoint: true }),
      // Its permission is scoped to the route: one for the whole API ends in /*/*/*, which the two segments of
      // `$default` do not match, and the gateway answers 500 (terraform-aws-modules/terraform-aws-apigateway-v2#41).
      defaultIntegration: new HttpLambdaIntegration('Fallback', fallback),
    });
    const integrations = new Map([...handlers].map(([name, handler]) => [name, integration(toId(name), handler)]));
    const routesOf = new Map<RoutedFunction, readonly HttpRoute[]>();
    for (const { method, path, handledBy } of routes) {
      const answer = integrations.get(handledBy);
      if (answer === undefined) throw new Error(`${method} ${path} has no function ${handledBy}.`);
      const added = api.addRoutes({ path: `${basePath}${path}`, methods: [HttpMethod[method]], integration: answer });
      routesOf.set(handledBy, [...(routesOf.get(handledBy) ?? []), ...added]);
    }
    this.#stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      // The ceiling of each route for all tenants together. Its 429 is no SCIM error, so it is only the last defence of
      // the bill.
      throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(this.#accessLog(stage)), format: accessLogFormat },
    });
    if (named !== undefined) this.#nameIt(named, api);
    this.origin = named === undefined ? api.apiEndpoint : `https://${named.name}`;
    this.api = api;
    for (const [name, added] of routesOf) this.throttle(added, throttle.routes[name]);
  }

  /** Gives each of `routes` a limit of its own in place of the stage's; none leaves them as they are. */
  throttle(routes: readonly HttpRoute[], limit: RequestLimit | undefined): void {
    if (limit === undefined) return;
    for (const { node } of routes) {
      const { routeKey } = node.defaultChild as CfnRoute;
      this.#limits[routeKey] = { ThrottlingRateLimit: limit.requestsPerSecond, ThrottlingBurstLimit: limit.burst };
    }
    (this.#stage.node.defaultChild as CfnStage).routeSettings = this.#limits;
    // A stage with settings for a route that is not there yet cannot be made.
    this.#stage.node.addDependency(...routes);
  }

  /**
   * Lets each integration wait for the permission to call what it calls, when all routes are there. CloudFormation changes
   * both at once where a stage gets aliases or loses them, and the gateway answers 500 in between.
   */
  permitFirst(): void {
    const parts = this.node.findAll();
    const permissions = parts.filter((part) => part instanceof CfnPermission);
    for (const integration of parts.filter((part) => part instanceof CfnIntegration)) {
      const own = permissions.filter(({ functionName }) => functionName === integration.integrationUri);
      for (const permission of own) integration.addResourceDependency(permission);
    }
  }

  /** TLS 1.2 at least. The record in DNS has to point at what the output names. */
  #nameIt({ name, certificateArn }: NonNullable<StageSettings['domain']>, httpApi: HttpApi): void {
    const domainName = new DomainName(this, 'Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { api: httpApi, domainName, stage: this.#stage });
    new CfnOutput(Stack.of(this), 'DomainTarget', {
      value: domainName.regionalDomainName,
      description: `What the record of ${name} points at`,
    });
  }

  #accessLog(stage: ConfiguredStage): LogGroup {
    const key = keyOf(this, stage);
    return new LogGroup(this, 'AccessLog', {
      // Under this prefix log delivery needs no resource policy of its own, of which an account has few.
      logGroupName: `/aws/vendedlogs/rollcall-${stage.name}/access`,
      retention: logRetentionOf(stage),
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
  }
}

/** Payload format 2.0, which is the default. One permission for all routes of a function. */
function integration(id: string, handler: IFunction): HttpLambdaIntegration {
  return new HttpLambdaIntegration(id, handler, { scopePermissionToRoute: false });
}

/** No header, path or query: they carry tokens and people's names, and a quote in them would break the line. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    type: 'access',
    requestId: AccessLogField.contextRequestId(),
    at: AccessLogField.contextRequestTimeEpoch(),
    sourceIp: AccessLogField.contextIdentitySourceIp(),
    method: AccessLogField.contextHttpMethod(),
    route: '$context.routeKey',
    status: AccessLogField.contextStatus(),
    bytes: AccessLogField.contextResponseLength(),
    ms: AccessLogField.contextResponseLatency(),
    functionMs: AccessLogField.contextIntegrationLatency(),
    functionStatus: AccessLogField.contextIntegrationStatus(),
    functionRequestId: '$context.integration.requestId',
    error: '$context.error.message',
    functionError: '$context.integration.error',
  }),
);
