/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { logRetentionOf } from './retention.ts';

export interface FirewallLogProps {
  readonly stage: ConfiguredStage;
  readonly webAclArn: string;
}

/** Where tokens, codes of the sign-in and names of people may be. */
const redactedFields = [
  ...['authorization', 'cookie', 'referer'].map((Name) => ({ singleHeader: { Name } })),
  { queryString: {} },
];

/**
 * What the web ACL blocked, by which rule and from which address: nothing behind it sees these requests. The key of a
 * stage cannot encrypt it, as it is in the stage's region and this is in CloudFront's.
 */
export class FirewallLog extends Construct {
  constructor(scope: Construct, id: string, { stage, webAclArn }: FirewallLogProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Blocked', {
      // AWS WAF writes to none whose name begins otherwise.
      logGroupName: `aws-waf-logs-rollcall-${stage.name}`,
      retention: logRetentionOf(stage),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: webAclArn,
      // By its name, as the ARN that a log group tells of itself ends in ":*".
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroup.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields,
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] },
        ],
      },
    });
  }
}
