/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { toId } from './construct-id.ts';
import { functionNameOf, type Stage } from './stage.ts';

export interface CanaryProps {
  readonly stage: Stage;
  /** By the function's folder. */
  readonly aliases: ReadonlyMap<string, Alias>;
  /** A new version is taken back when one of them goes off while it is tried. */
  readonly alarms: readonly Alarm[];
  /** For a mend: it gets all requests at once, whatever the alarms say. */
  readonly despiteAlarms: boolean;
}

/**
 * New versions get a tenth of the requests for five minutes, and then all of them (docs/adr/0193-canaries.md). CodeDeploy
 * begins nothing while an alarm is on, so what would end the alarm needs `despiteAlarms`.
 */
export class Canary extends Construct {
  constructor(scope: Construct, id: string, { stage, aliases, alarms, despiteAlarms }: CanaryProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const application = new LambdaApplication(this, 'Application', { applicationName: `rollcall-${stage.name}` });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      description: `Moves requests of rollcall-${stage.name} to new versions`,
    });
    const functions = [...aliases.keys()].map((folder) =>
      stack.formatArn({ service: 'lambda', resource: `function:${functionNameOf(stage, folder)}` }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'MoveAlias',
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        resources: functions.flatMap((arn) => [arn, `${arn}:live`]),
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'LookAtAlarms',
        actions: ['cloudwatch:DescribeAlarms'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
      }),
    );
    // What CodeDeploy's own managed policy allows beside this is not needed.
    const bounded = role.withoutPolicyUpdates();
    for (const [folder, alias] of aliases) {
      new LambdaDeploymentGroup(this, toId(folder), {
        deploymentGroupName: functionNameOf(stage, folder),
        application,
        alias,
        role: bounded,
        deploymentConfig: despiteAlarms
          ? LambdaDeploymentConfig.ALL_AT_ONCE
          : LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
        alarms: [...alarms],
        ignoreAlarmConfiguration: despiteAlarms,
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      }).node.addDependency(role);
    }
  }
}
