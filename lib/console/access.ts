/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { Aws, Duration } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import {
  CfnManagedLoginBranding,
  ClientAttributes,
  OAuthScope,
  UserPool,
  UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { signInDomainPrefix } from '../sign-in-stack.ts';
import type { Stage } from '../stage.ts';
import type { ConsoleConfig } from './config.ts';

export interface ConsoleAccessProps {
  readonly stage: Stage;
  /** Where people open the console, without a slash at its end. */
  readonly origin: string;
}

const scopes = ['openid', 'email'] as const;

/** Lets people who sign in reach the admin API: the console as a client of the user pool, and the route that asks for its tokens. */
export class ConsoleAccess extends Construct {
  readonly config: ConsoleConfig;

  constructor(scope: Construct, id: string, { stage, origin }: ConsoleAccessProps) {
    super(scope, id);
    const poolId = StringParameter.valueForStringParameter(this, stage.userPoolParameter);
    const client = new UserPoolClient(this, 'Client', {
      userPool: UserPool.fromUserPoolId(this, 'UserPool', poolId),
      userPoolClientName: 'console',
      // It runs in browsers, where there is no secret; PKCE stands in for it (RFC 9700 §2.1.1).
      generateSecret: false,
      // With pages of the pool only; none of the ways in which an app would ask for the password itself.
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: scopes.map((name) => OAuthScope.custom(name)),
        callbackUrls: [`${origin}/console/callback`],
        logoutUrls: [`${origin}/console/`],
      },
      // Nobody gives themselves another tenant.
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true }).withCustomAttributes('tenant'),
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // A role that is taken away ends with the token.
      idTokenValidity: Duration.minutes(15),
      accessTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(12),
    });
    new CfnManagedLoginBranding(this, 'SignInPages', {
      userPoolId: poolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    const issuer = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${poolId}`;
    this.config = { issuer, clientId: client.userPoolClientId, scopes, apiUrl: '/admin/v1' };
    this.#addRoute(stage, this.config);
  }

  /** Reads nothing but `Authorization`, checks signature, issuer, audience and time; roles are the function's matter. */
  #addRoute(stage: Stage, { issuer, clientId }: ConsoleConfig): void {
    const httpApiId = StringParameter.valueForStringParameter(this, stage.apiParameter);
    const admin = LambdaFunction.fromFunctionAttributes(this, 'Admin', {
      functionArn: StringParameter.valueForStringParameter(this, stage.adminFunctionParameter),
      sameEnvironment: true,
    });
    new HttpRoute(this, 'Route', {
      httpApi: HttpApi.fromHttpApiAttributes(this, 'Api', { httpApiId }),
      routeKey: HttpRouteKey.with('/admin/v1/{proxy+}', HttpMethod.ANY),
      integration: new HttpLambdaIntegration('Admin', admin),
      authorizer: new HttpJwtAuthorizer('SignedIn', issuer, { jwtAudience: [clientId] }),
    });
  }
}

/** Origins that the console speaks to when somebody signs in: the issuer's description of itself, and its endpoints. */
export function signInOrigins(stage: Stage): readonly string[] {
  return [
    `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`,
    `https://${signInDomainPrefix(stage)}.auth.${Aws.REGION}.amazoncognito.com`,
  ];
}
