import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CfnTemplate, everythingOn, render, resourcesOf, synthesize } from '../support/synthesize.ts';

const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
let plain: CfnTemplate;
let named: CfnTemplate;
beforeAll(() => {
  plain = synthesize({ settings: { console: true } }).edge ?? plain;
  const domain = { name: 'scim.example.com', certificateArn };
  named = synthesize({ settings: { console: true, domain } }).edge ?? named;
}, 60_000);

function propertiesOf(template: CfnTemplate, type: string): Readonly<Record<string, unknown>> {
  const [[, resource] = [], another] = resourcesOf(template, type);
  if (resource === undefined || another !== undefined) throw new Error(`There is not one ${type}.`);
  return resource.Properties;
}

interface Distribution {
  readonly CacheBehaviors: readonly Record<string, unknown>[];
  readonly DefaultCacheBehavior: Record<string, unknown>;
  readonly Origins: readonly Record<string, unknown>[];
}

const distributionOf = (template: CfnTemplate) =>
  propertiesOf(template, 'AWS::CloudFront::Distribution').DistributionConfig as Distribution;

describe('the client of the user pool', () => {
  test('is public, gets a code, and cannot ask for a password', () => {
    expect(propertiesOf(plain, 'AWS::Cognito::UserPoolClient')).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      IdTokenValidity: 15,
    });
  });

  test('may read the tenant of whoever signs in, and not change it', () => {
    expect(propertiesOf(plain, 'AWS::Cognito::UserPoolClient')).toMatchObject({
      ReadAttributes: ['custom:tenant', 'email'],
      WriteAttributes: ['email'],
    });
  });

  test('leads back to the console only', () => {
    const { CallbackURLs, LogoutURLs } = propertiesOf(named, 'AWS::Cognito::UserPoolClient');
    expect(CallbackURLs).toEqual(['https://scim.example.com/console/callback']);
    expect(LogoutURLs).toEqual(['https://scim.example.com/console/']);
    const urls = propertiesOf(plain, 'AWS::Cognito::UserPoolClient').CallbackURLs as readonly unknown[];
    expect(urls.map(render)).toEqual([expect.stringMatching(/^https:\/\/\$\{\w+\.DomainName\}\/console\/callback$/)]);
  });
});

describe('the route of people who sign in', () => {
  test('asks for a token of the pool for the client', () => {
    const [[clientId] = []] = resourcesOf(plain, 'AWS::Cognito::UserPoolClient');
    const [[authorizerId] = []] = resourcesOf(plain, 'AWS::ApiGatewayV2::Authorizer');
    expect(propertiesOf(plain, 'AWS::ApiGatewayV2::Route')).toMatchObject({
      RouteKey: 'ANY /admin/v1/{proxy+}',
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: authorizerId },
    });
    const { AuthorizerType, IdentitySource, JwtConfiguration } = propertiesOf(plain, 'AWS::ApiGatewayV2::Authorizer');
    const { Audience, Issuer } = JwtConfiguration as Record<string, unknown>;
    expect([AuthorizerType, IdentitySource, Audience]).toEqual([
      'JWT',
      ['$request.header.Authorization'],
      [{ Ref: clientId }],
    ]);
    expect(render(Issuer)).toMatch(
      /^https:\/\/cognito-idp\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}\/\$\{SsmParameterValuerollcalldevuserpool\w+\}$/,
    );
  });

  test('may call the admin function for this route of this API only', () => {
    const { Action, SourceArn } = propertiesOf(plain, 'AWS::Lambda::Permission');
    expect(Action).toBe('lambda:InvokeFunction');
    expect(render(SourceArn)).toMatch(/:\$\{SsmParameterValuerollcalldevapi\w+\}\/\*\/\*\/admin\/v1\/\{proxy\+\}$/);
  });
});

describe('the bucket', () => {
  test('is private, and read by the distribution alone, over TLS 1.2 and newer', () => {
    expect(propertiesOf(plain, 'AWS::S3::Bucket')).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const { PolicyDocument } = propertiesOf(plain, 'AWS::S3::BucketPolicy');
    const { Statement } = PolicyDocument as { Statement: readonly Record<string, unknown>[] };
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([
      expect.objectContaining({ Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } }),
    ]);
    expect(JSON.stringify(allowed[0]?.Condition)).toContain('"AWS:SourceArn"');
    const denied = Statement.filter(({ Effect }) => Effect === 'Deny').map(({ Condition }) => Condition);
    expect(denied).toEqual([
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    ]);
  });
});

describe('the distribution', () => {
  test('serves the console from the bucket and has the API behind everything else, uncached', () => {
    const { CacheBehaviors, DefaultCacheBehavior } = distributionOf(plain);
    expect(CacheBehaviors.map(({ PathPattern, AllowedMethods }) => [PathPattern, AllowedMethods])).toEqual([
      ['/console*', ['GET', 'HEAD']],
    ]);
    expect(DefaultCacheBehavior).toMatchObject({
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      // CachingDisabled and AllViewerExceptHostHeader, as AWS numbers its own policies.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      ViewerProtocolPolicy: 'https-only',
    });
  });

  test('has a firewall before it where the settings ask for one', () => {
    expect(distributionOf(plain)).not.toHaveProperty('WebACLId');
    const { edge } = synthesize({ settings: everythingOn });
    expect(distributionOf(edge ?? plain)).toHaveProperty('WebACLId');
  });

  test('answers with its own name, or with the one that people know, over TLS 1.2 and newer', () => {
    expect(distributionOf(plain)).not.toHaveProperty('Aliases');
    expect(distributionOf(named)).toMatchObject({
      Aliases: ['scim.example.com'],
      ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
    });
  });
});

describe('the outputs', () => {
  const outputsOf = ({ Outputs }: CfnTemplate) =>
    Object.fromEntries(Object.entries(Outputs).map(([name, { Value, Description }]) => [name, [Value, Description]]));

  test('name the one origin that base URLs begin with, and where its record points', () => {
    const { api, edge } = synthesize({ settings: everythingOn });
    const { DomainTarget, Origin } = outputsOf(edge ?? plain);
    expect(Origin).toEqual(['https://scim.example.com', 'Origin of every base URL, and of the console']);
    expect(render(DomainTarget?.[0])).toMatch(/^\$\{EdgeDistribution\w+\.DomainName\}$/);
    expect(DomainTarget?.[1]).toBe('What the record of scim.example.com points at');
    expect(outputsOf(api).ApiUrl?.[1]).toMatch(/^Where operators reach the admin API; base URLs begin with the domain/);
  });

  test('lead to the API where functions cannot know the name of the distribution', () => {
    const { api } = synthesize({ settings: { console: true } });
    expect(outputsOf(plain).Origin?.[1]).toBe('Origin of the console; base URLs begin with the ApiUrl output');
    expect(outputsOf(plain)).not.toHaveProperty('DomainTarget');
    expect(outputsOf(api).ApiUrl?.[1]).toMatch(/^Origin of every base URL,/);
  });
});

describe('the headers', () => {
  function policyNamed(name: string): Record<string, Record<string, unknown>> {
    const all = resourcesOf(plain, 'AWS::CloudFront::ResponseHeadersPolicy').map(
      ([, { Properties }]) => Properties.ResponseHeadersPolicyConfig as Record<string, unknown>,
    );
    const found = all.find(({ Name }) => Name === `rollcall-dev-${name}`);
    return (found?.SecurityHeadersConfig ?? {}) as Record<string, Record<string, unknown>>;
  }

  test('of the console allow its own files and the issuer, and nothing inline', () => {
    const policy = render(policyNamed('console').ContentSecurityPolicy?.ContentSecurityPolicy);
    const directives = Object.fromEntries(
      policy.split('; ').map((directive) => [directive.split(' ', 1)[0] ?? '', directive.split(' ').slice(1)]),
    );
    expect(directives).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': [
        "'self'",
        'https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}',
        'https://rollcall-dev-${AWS::AccountId}.auth.${AWS::Region}.amazoncognito.com',
      ],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
  });

  test.each(['console', 'api'])('of the %s keep browsers to HTTPS', (name) => {
    expect(policyNamed(name).StrictTransportSecurity).toEqual({
      AccessControlMaxAgeSec: 63_072_000,
      IncludeSubdomains: true,
      Override: true,
    });
    expect(policyNamed(name).ContentTypeOptions).toEqual({ Override: true });
  });
});

describe('the secret of the origin', () => {
  const reference = '{{resolve:secretsmanager:rollcall/dev/origin-secret:SecretString:::}}';

  test('is sent by the distribution and read by functions, and in no template', () => {
    const { api, data, edge } = synthesize({ settings: everythingOn });
    const headers = distributionOf(edge ?? plain).Origins.flatMap(
      ({ OriginCustomHeaders }) => OriginCustomHeaders ?? [],
    );
    expect(headers).toEqual([{ HeaderName: 'X-Origin-Secret', HeaderValue: reference }]);
    const told = resourcesOf(api, 'AWS::Lambda::Function').flatMap(([, { Properties }]) => {
      const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
      return Variables.ORIGIN_SECRET === reference ? [String(Properties.FunctionName)] : [];
    });
    expect(told).toEqual(
      expect.arrayContaining(['users', 'groups', 'search', 'bulk', 'discovery', 'admin'].map(named)),
    );
    const secret = resourcesOf(data, 'AWS::SecretsManager::Secret').find(
      ([, { Properties }]) => Properties.Name === 'rollcall/dev/origin-secret',
    );
    expect(secret?.[1].Properties).not.toHaveProperty('SecretString');
  });

  test('is sent before it is required, so that no request is refused on the way', () => {
    const { api, edge } = synthesize({ settings: { ...everythingOn, originSecret: 'sent' } });
    expect(JSON.stringify(edge)).toContain(reference);
    expect(JSON.stringify(api)).not.toContain(reference);
  });

  test('is asked for by nobody unless the settings say so', () => {
    const { api, data } = synthesize({ settings: { console: true } });
    expect(JSON.stringify([plain, api, data])).not.toContain('origin-secret');
  });

  test('comes with the name that clients know, which base URLs begin with', () => {
    const { api } = synthesize({ settings: everythingOn });
    const [, users] =
      resourcesOf(api, 'AWS::Lambda::Function').find(([, one]) => one.Properties.FunctionName === named('users')) ?? [];
    expect(users?.Properties.Environment).toMatchObject({ Variables: { BASE_URL: 'https://scim.example.com' } });
  });

  function named(folder: string): string {
    return `rollcall-dev-${folder}`;
  }
});
