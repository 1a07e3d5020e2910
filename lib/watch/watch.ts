/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { ConfiguredStage } from '../config/configured-stage.ts';
import { toId } from '../construct-id.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { alarmsOf } from './alarms.ts';
import { dashboardOf } from './dashboard.ts';
import type { Subjects } from './subjects.ts';

/** The dashboard and the alarms of a stage (docs/adr/0192-alarms.md). */
export class Watch extends Construct {
  /** Those that take a new version back while it is being tried. */
  readonly rollbackAlarms: readonly Alarm[];

  constructor(scope: Construct, id: string, subjects: Subjects) {
    super(scope, id);
    const actions = this.#actions(subjects);
    const alarms = alarmsOf(subjects).map((definition) => {
      const alarm = this.#alarm(subjects, definition);
      if (!definition.isSilent) {
        alarm.addAlarmAction(...actions);
        alarm.addOkAction(...actions);
      }
      if (definition.tellsOfSilence) alarm.addInsufficientDataAction(...actions);
      return { alarm, definition };
    });
    this.rollbackAlarms = alarms.filter(({ definition }) => definition.rollsBack).map(({ alarm }) => alarm);
    dashboardOf(
      this,
      subjects,
      alarms.map(({ alarm }) => alarm),
    );
  }

  #alarm({ stage }: Subjects, definition: AlarmDefinition): Alarm {
    const { name, runbook = name, description, metric, threshold, period, periods, tellsOfSilence } = definition;
    const [datapointsToAlarm, evaluationPeriods] = periods;
    return new Alarm(this, toId(name), {
      alarmName: `rollcall-${stage.name}-${name}`,
      alarmDescription: `${description} What to do: docs/runbooks/${runbook}.md`,
      metric: metric.with({ period }),
      threshold,
      datapointsToAlarm,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Where nothing happens nothing is wrong, unless it is silence that is told of: that is a state of its own then.
      treatMissingData: tellsOfSilence ? TreatMissingData.MISSING : TreatMissingData.NOT_BREACHING,
    });
  }

  /** A topic of the stage for people, and topics that somebody else has made. */
  #actions({ stage }: Subjects): readonly IAlarmAction[] {
    const { alarmTargets } = stage.settings;
    const people = alarmTargets.filter((target) => target.includes('@'));
    const topics = alarmTargets
      .filter((target) => !target.includes('@'))
      .map((arn, index) => Topic.fromTopicArn(this, `Topic${index}`, arn));
    if (people.length === 0) return topics.map((topic) => new SnsAction(topic));
    const own = new Topic(this, 'Topic', { topicName: `rollcall-${stage.name}-alarms`, enforceSSL: true });
    own.addToResourcePolicy(this.#publishing(stage, own));
    for (const address of people) own.addSubscription(new EmailSubscription(address));
    return [own, ...topics].map((topic) => new SnsAction(topic));
  }

  /** What SNS allows by itself is gone with a policy of one's own: `enforceSSL` makes one, of a single denial. */
  #publishing({ name }: ConfiguredStage, { topicArn }: Topic): PolicyStatement {
    const stack = Stack.of(this);
    const alarms = stack.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `rollcall-${name}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new PolicyStatement({
      sid: 'LetAlarmsPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': alarms }, StringEquals: { 'aws:SourceAccount': stack.account } },
    });
  }
}
