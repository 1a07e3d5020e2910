import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CfnTemplate, everythingOn, render, resourcesOf, synthesize } from '../support/synthesize.ts';

interface WebAcl {
  readonly Scope: string;
  readonly Rules: readonly {
    readonly Name: string;
    readonly Statement: Record<string, unknown>;
    readonly Action?: unknown;
  }[];
}

let firewall: CfnTemplate;
beforeAll(() => {
  const made = synthesize({ settings: { ...everythingOn, logRetentionDays: 90 } }).firewall;
  if (made === undefined) throw new Error('There is no firewall.');
  firewall = made;
}, 60_000);

function only(type: string): readonly [string, Readonly<Record<string, unknown>>] {
  const [[id, resource] = [], another] = resourcesOf(firewall, type);
  if (id === undefined || resource === undefined || another !== undefined) throw new Error(`There is not one ${type}.`);
  return [id, resource.Properties];
}

describe('the firewall', () => {
  const acl = () => only('AWS::WAFv2::WebACL')[1] as unknown as WebAcl;

  test('is one that a distribution can have', () => {
    expect(acl().Scope).toBe('CLOUDFRONT');
  });

  test('lets SCIM through: what its bodies, queries and clients break is counted', () => {
    const { Rules } = acl();
    expect(Rules.map(({ Name }) => Name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'RequestsOfAnAddress',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    const inText = ['GenericRFI', 'EC2MetaDataSSRF', 'GenericLFI', 'CrossSiteScripting'];
    const counted = [
      'NoUserAgent_HEADER',
      'SizeRestrictions_BODY',
      'SizeRestrictions_QUERYSTRING',
      ...inText.flatMap((name) => [`${name}_BODY`, `${name}_QUERYARGUMENTS`]),
      'RestrictedExtensions_QUERYARGUMENTS',
    ];
    expect(Rules[3]?.Statement).toMatchObject({
      ManagedRuleGroupStatement: {
        RuleActionOverrides: counted.map((Name) => ({ Name, ActionToUse: { Count: {} } })),
      },
    });
  });

  test('stops an address at what an identity provider sends for ten tenants, and says that it was too much', () => {
    const rule = acl().Rules[1];
    expect(rule?.Statement).toEqual({
      RateBasedStatement: { AggregateKeyType: 'IP', Limit: 10 * 25 * 300, EvaluationWindowSec: 300 },
    });
    expect(rule?.Action).toEqual({ Block: { CustomResponse: { ResponseCode: 429 } } });
  });
});

describe('the log of the firewall', () => {
  const logging = () => only('AWS::WAFv2::LoggingConfiguration')[1];

  test('has what was blocked, and nothing else', () => {
    expect(logging()).toMatchObject({
      ResourceArn: { 'Fn::GetAtt': [only('AWS::WAFv2::WebACL')[0], 'Arn'] },
      LoggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] },
        ],
      },
    });
  });

  test('has no token, no code of a sign-in and no name that somebody looked for', () => {
    expect(logging().RedactedFields).toEqual([
      { SingleHeader: { Name: 'authorization' } },
      { SingleHeader: { Name: 'cookie' } },
      { SingleHeader: { Name: 'referer' } },
      { QueryString: {} },
    ]);
  });

  test('is a log group that AWS WAF takes, by an ARN that ends in its name, and is kept as all logs are', () => {
    const [id, group] = only('AWS::Logs::LogGroup');
    expect(group).toMatchObject({ LogGroupName: 'aws-waf-logs-rollcall-dev', RetentionInDays: 90 });
    expect((logging().LogDestinationConfigs as unknown[]).map(render)).toEqual([
      `arn:aws:logs:us-east-1:111122223333:log-group:\${${id}}`,
    ]);
  });
});
