/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export interface FirewallStackProps extends StackProps {
  readonly stage: Stage;
}

/**
 * Requests of one address within five minutes. The identity provider of one tenant sends 7,500 at 25 a second, and sends
 * for other tenants from the same addresses.
 */
const requestsOfAnAddress = 30_000;

/**
 * Of the common rules, those that SCIM breaks by what it is: bodies of more than 8 kB, photos and profiles that are
 * addresses, and clients that do not say what they are. They count, and block nothing.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const counted = ['SizeRestrictions_BODY', 'GenericRFI_BODY', 'EC2MetaDataSSRF_BODY', 'NoUserAgent_HEADER'];

/** AWS WAF for the distribution; what belongs to CloudFront is in us-east-1, wherever the rest is. */
export class FirewallStack extends Stack {
  readonly webAclArn: string;

  constructor(scope: Construct, id: string, { stage, ...props }: FirewallStackProps) {
    super(scope, id, { description: `Rollcall ${stage.name}: firewall of the distribution`, ...props });
    const named = (name: string) => ({
      name,
      visibilityConfig: {
        cloudWatchMetricsEnabled: true,
        metricName: `rollcall-${stage.name}-${name}`,
        // Samples are whole requests, tokens and names in them.
        sampledRequestsEnabled: false,
      },
    });
    const managed = (name: string, ruleActionOverrides: CfnWebACL.RuleActionOverrideProperty[] = []) => ({
      ...named(name),
      overrideAction: { none: {} },
      statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, ruleActionOverrides } },
    });
    const rules = [
      managed('AWSManagedRulesAmazonIpReputationList'),
      {
        ...named('RequestsOfAnAddress'),
        action: { block: { customResponse: { responseCode: 429 } } },
        statement: {
          rateBasedStatement: { aggregateKeyType: 'IP', limit: requestsOfAnAddress, evaluationWindowSec: 300 },
        },
      },
      managed('AWSManagedRulesKnownBadInputsRuleSet'),
      managed(
        'AWSManagedRulesCommonRuleSet',
        counted.map((name) => ({ name, actionToUse: { count: {} } })),
      ),
    ];
    const acl = new CfnWebACL(this, 'WebAcl', {
      ...named('firewall'),
      name: `rollcall-${stage.name}`,
      description: `Rollcall ${stage.name}`,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      rules: rules.map((rule, priority) => ({ ...rule, priority })),
    });
    this.webAclArn = acl.attrArn;
  }
}
