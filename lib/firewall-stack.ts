/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { FirewallLog } from './firewall-log.ts';

export interface FirewallStackProps extends StackProps {
  readonly stage: ConfiguredStage;
}

/**
 * Requests of one address within five minutes: of ten tenants whose identity provider sends 25 a second from there, or
 * five at the limit that a tenant has by default. It must not stop an identity provider for what is its tenants' limit.
 */
const requestsOfAnAddress = 75_000;

/**
 * Of the common rules, those that SCIM breaks by what it is. They count, and block nothing (docs/adr/0132-firewall.md).
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const counted = [
  // Clients that do not say what they are.
  'NoUserAgent_HEADER',
  // Bodies of more than 8 KB: a group with members.
  'SizeRestrictions_BODY',
  // Queries of more than 2 KB: `attributes` by their URNs, filters with many `or`; the gateway takes 10.
  'SizeRestrictions_QUERYSTRING',
  // Photos and profiles are addresses of anywhere, and are filtered by: `profileUrl eq "https://…"`.
  'GenericRFI_BODY',
  'GenericRFI_QUERYARGUMENTS',
  'EC2MetaDataSSRF_BODY',
  'EC2MetaDataSSRF_QUERYARGUMENTS',
  // Names, titles and descriptions are free text, in which `../` and `<script>` are no more than that, and are filtered by.
  'GenericLFI_BODY',
  'GenericLFI_QUERYARGUMENTS',
  'CrossSiteScripting_BODY',
  'CrossSiteScripting_QUERYARGUMENTS',
  // A name may end as a file does: `userName eq "ada.log"`.
  'RestrictedExtensions_QUERYARGUMENTS',
];

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
        // Samples are whole requests, tokens and names in them; the log has what was blocked without these.
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
    new FirewallLog(this, 'Log', { stage, webAclArn: acl.attrArn });
  }
}
