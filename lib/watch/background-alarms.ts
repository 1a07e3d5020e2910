/** Of the functions that answer nobody: nobody notices when they stop. */
import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition } from './alarm-definition.ts';
import { functionMetric, ownMetric, queueMetric, type Subjects, sumOf } from './subjects.ts';

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);
const hour = Duration.hours(1);

export function backgroundAlarms(subjects: Subjects): readonly AlarmDefinition[] {
  return [
    behind(subjects, 'sweep', Duration.minutes(15)),
    failing(subjects, 'sweep', 1, 'The function sweep fails or cannot be started.'),
    // Somebody who was deactivated is to be logged out now.
    behind(subjects, 'events', minute),
    failing(subjects, 'events', 1, 'The function events fails or cannot be started, so change events do not get out.'),
    {
      name: 'events-stopped',
      description: 'Directories change, and the function events is not called.',
      metric: writesWithout(subjects, 'events'),
      threshold: 1,
      period: fiveMinutes,
      // A change in the last second of a period is told of in the next one, which happens now and then, hardly twice.
      periods: [2, 36],
    },
    {
      name: 'events-undelivered',
      description: 'Change events could not be put on the bus and wait to be sent again.',
      metric: queueMetric(subjects.stage.eventDeadLetterQueue, 'ApproximateNumberOfMessagesVisible'),
      threshold: 1,
      period: fiveMinutes,
      periods: [1, 1],
    },
    failing(subjects, 'journal', 3, 'The provisioning log is not written.'),
    {
      name: 'expiry-errors',
      runbook: 'expiry',
      description: 'The daily look for tokens that end soon has failed, as often as it was tried.',
      metric: failuresOf(subjects, 'expiry'),
      // Lambda tries three times, within minutes (ExpirySchedule).
      threshold: 3,
      period: hour,
      periods: [1, 1],
    },
    {
      name: 'expiry-missed',
      runbook: 'expiry',
      description: 'Nobody has looked for tokens that end soon for a day and a half. It says INSUFFICIENT_DATA then.',
      metric: ownMetric(subjects, 'expiringTokens', 'SampleCount'),
      // Never reached: it is for the silence.
      threshold: 1_000,
      period: hour,
      periods: [36, 36],
      tellsOfSilence: true,
    },
  ];
}

/** A reader of the table's stream that is so far behind. */
function behind(subjects: Subjects, folder: string, age: Duration): AlarmDefinition {
  return {
    name: `${folder}-behind`,
    description: `The function ${folder} is ${age.toHumanString()} behind the table's stream.`,
    metric: functionMetric(subjects, folder, 'IteratorAge', 'Maximum'),
    threshold: age.toMilliseconds(),
    period: fiveMinutes,
    periods: [3, 3],
  };
}

/** A function that fails so often within five minutes, and does so again. */
function failing(subjects: Subjects, folder: string, threshold: number, description: string): AlarmDefinition {
  return {
    name: `${folder}-errors`,
    description,
    metric: failuresOf(subjects, folder),
    threshold,
    period: fiveMinutes,
    periods: [2, 3],
  };
}

/** How often it ended without an answer, or was not started. */
function failuresOf(subjects: Subjects, folder: string): MathExpression {
  return sumOf(['Errors', 'Throttles'].map((name) => functionMetric(subjects, folder, name, 'Sum')));
}

/**
 * 1 for a period in which requests wrote resources or memberships and the function was not called once: a reader of the stream that
 * is disabled, or may not read, has no age and no errors. The units are those of the requests' own writes; what is noted of
 * tokens and counted for rate limits beside them is in no line, nor is what the provisioning log writes.
 */
function writesWithout(subjects: Subjects, folder: string): MathExpression {
  return new MathExpression({
    // Where there are writes there is a sum, even of a function that has no data at all.
    expression: 'IF(writes > 0 AND SUM([FILL(calls, 0), writes * 0]) == 0, 1, 0)',
    usingMetrics: {
      writes: ownMetric(subjects, 'wcu', 'Sum'),
      calls: functionMetric(subjects, folder, 'Invocations', 'Sum'),
    },
  });
}
