/** The ways into the admin API, which differ by who is let in (docs/adr/0050-admin-api.md). */
import { type HttpApi, HttpMethod, type HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

const methods = [HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE];

/** Operators sign with the credentials of an IAM principal (AWS Signature Version 4) that may `execute-api:Invoke` these. */
export function addAdminRoutes(api: HttpApi, admin: IFunction): readonly HttpRoute[] {
  return api.addRoutes({
    path: '/operator/v1/{proxy+}',
    methods,
    integration: new HttpLambdaIntegration('Admin', admin, { scopePermissionToRoute: false }),
    authorizer: new HttpIamAuthorizer(),
  });
}
