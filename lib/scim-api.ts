/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { basePath, type Route, type RoutedFunction } from './routes.ts';
import type { Stage } from './stage.ts';

export interface ScimApiProps {
  readonly stage: Stage;
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

  constructor(scope: Construct, id: string, { stage, routes, handlers, fallback }: ScimApiProps) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', {
      apiName: `rollcall-${stage.name}`,
      createDefaultStage: false,
      // Its permission is scoped to the route: one for the whole API ends in /*/*/*, which the two segments of
      // `$default` do not match, and the gateway answers 500 (terraform-aws-modules/terraform-aws-apigateway-v2#41).
      defaultIntegration: new HttpLambdaIntegration('Fallback', fallback),
    });
    const integrations = new Map(
      [...handlers].map(([name, handler]) => [
        name,
        integration(name.charAt(0).toUpperCase() + name.slice(1), handler),
      ]),
    );
    for (const { method, path, handledBy } of routes) {
      const answer = integrations.get(handledBy);
      if (answer === undefined) throw new Error(`${method} ${path} has no function ${handledBy}.`);
      api.addRoutes({ path: `${basePath}${path}`, methods: [HttpMethod[method]], integration: answer });
    }
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      // The ceiling for all tenants together, well above the 25 requests/s that one identity provider needs. Its 429 is
      // no SCIM error, so it is only the last defence of the bill.
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: { destination: new LogGroupLogDestination(this.#accessLog(stage)), format: accessLogFormat },
    });
    this.origin = api.apiEndpoint;
    this.api = api;
  }

  #accessLog(stage: Stage): LogGroup {
    return new LogGroup(this, 'AccessLog', {
      // Under this prefix log delivery needs no resource policy of its own, of which an account has few.
      logGroupName: `/aws/vendedlogs/rollcall-${stage.name}/access`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
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
