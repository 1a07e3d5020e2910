/** Which alarms of a stage are on, and whether anybody is told of them. */
import { CommandError } from '../command-error.ts';
import type { Target } from '../target.ts';
import { alarmsLike, type DeployedAlarm, subscriptionsOf } from './aws-calls.ts';
import { find, NotJudged, NotPermitted, type OnFinding } from './finding.ts';

export async function examineAlarms(target: Target, stage: string, onFinding: OnFinding): Promise<void> {
  let alarms: readonly DeployedAlarm[] = [];
  await find(onFinding, {
    check: 'alarms',
    act: async () => {
      const prefix = `rollcall-${stage}-`;
      alarms = (await alarmsLike(target, prefix)).filter((alarm) => isOfStage(alarm, prefix));
      mustBeOff(alarms, stage, target.region);
    },
    detail: () => `none of ${alarms.length} is on`,
  });
  if (alarms.length === 0) return;
  await find(onFinding, {
    check: 'alarm target',
    act: () => mustTell(target, alarms),
    detail: (topics) => topics.join(', '),
  });
}

/** The runbook in its text begins the alarm's own name (lib/watch); names of a stage `dev-2` begin like those of `dev`. */
function isOfStage({ AlarmDescription: text = '', AlarmName: name }: DeployedAlarm, prefix: string): boolean {
  return name.startsWith(`${prefix}${/docs\/runbooks\/([a-z-]+)\.md/.exec(text)?.[1]}`);
}

/** Also one that tells of silence by having no data, once it has been there for as long as it waits. */
function isOn(alarm: DeployedAlarm, now: number): boolean {
  const { AlarmConfigurationUpdatedTimestamp: since = 0, EvaluationPeriods = 0, Period = 0, StateValue: state } = alarm;
  const tellsOfSilence = alarm.TreatMissingData === 'missing' && now / 1_000 - since > Period * EvaluationPeriods;
  return state === 'ALARM' || (state === 'INSUFFICIENT_DATA' && tellsOfSilence);
}

function mustBeOff(alarms: readonly DeployedAlarm[], stage: string, region: string): void {
  if (alarms.length === 0) {
    throw new CommandError(
      `Stage ${stage} has no alarms in ${region}.`,
      `Deploy it again: npm run deploy -- --stage ${stage}.`,
    );
  }
  const on = alarms.filter((alarm) => isOn(alarm, Date.now()));
  if (on.length === 0) return;
  const told = on.map(({ AlarmDescription, AlarmName }) => `${AlarmName}: ${AlarmDescription}`);
  throw new CommandError(
    [`${on.length} of ${alarms.length} are on.`, ...told].join('\n  '),
    'Do what the runbook says, the first of them first.',
  );
}

/** The topics that tell somebody. Throws `CommandError` for one that does not, `NotJudged` where there is none. */
async function mustTell(target: Target, alarms: readonly DeployedAlarm[]): Promise<readonly string[]> {
  const silenced = alarms.filter(({ ActionsEnabled }) => !ActionsEnabled).map(({ AlarmName }) => AlarmName);
  if (silenced.length > 0) {
    throw new CommandError(
      `Somebody silenced ${silenced.join(', ')}.`,
      `aws cloudwatch enable-alarm-actions --alarm-names ${silenced.join(' ')}`,
    );
  }
  const topics = [...new Set(alarms.flatMap(({ AlarmActions = [] }) => AlarmActions))].filter(isTopic);
  if (topics.length === 0) {
    throw new NotJudged(
      'the alarms tell nobody',
      'Set alarmTargets of the stage in rollcall.config.ts (docs/deploy.md).',
    );
  }
  let unseen: NotPermitted | undefined;
  for (const topic of topics) {
    try {
      await mustHaveListeners(target, topic);
    } catch (error) {
      // A topic that somebody else has made may be one that only they may look at.
      if (!(error instanceof NotPermitted)) throw error;
      unseen ??= error;
    }
  }
  if (unseen !== undefined) throw unseen;
  return topics;
}

function isTopic(arn: string): boolean {
  return arn.split(':')[2] === 'sns';
}

async function mustHaveListeners(target: Target, topic: string): Promise<void> {
  const subscriptions = (await subscriptionsOf(target, topic)).filter(({ arn }) => arn !== 'Deleted');
  const pending = subscriptions.filter(({ arn }) => arn === 'PendingConfirmation').map(({ endpoint }) => endpoint);
  if (pending.length > 0) {
    throw new CommandError(
      `${pending.join(', ')} did not confirm the subscription of ${topic}, and is told nothing.`,
      `Follow the link in the mail "AWS Notification - Subscription Confirmation". For another mail: aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint ${pending[0]}`,
    );
  }
  if (subscriptions.length === 0) {
    throw new CommandError(
      `Nobody is subscribed to ${topic}. SNS forgets who does not confirm within two days.`,
      `aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint <address>`,
    );
  }
}
