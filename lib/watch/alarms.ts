/** What somebody is woken for. Each alarm has a runbook in `docs/runbooks`. */
import { Duration } from 'aws-cdk-lib';
import type { AlarmDefinition } from './alarm-definition.ts';
import { backgroundAlarms } from './background-alarms.ts';
import { newVersionAlarms } from './new-version-alarms.ts';
import { apiMetric, functionsMetric, ownMetric, type Subjects, sumOf, tableMetric } from './subjects.ts';

/** The operations that the functions call. */
const operations = ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'BatchWriteItem', 'TransactWriteItems'];
const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);

/** All alarms of a stage. */
export function alarmsOf(subjects: Subjects): readonly AlarmDefinition[] {
  return [
    {
      name: 'api-errors',
      description: 'Requests are answered with 5xx.',
      metric: apiMetric(subjects, '5xx', 'Sum'),
      threshold: 5,
      period: minute,
      periods: [2, 3],
      rollsBack: true,
    },
    {
      name: 'function-errors',
      description: 'Functions crash, time out or do not load.',
      metric: functionsMetric(subjects, 'Errors'),
      threshold: 2,
      period: minute,
      periods: [2, 3],
      rollsBack: true,
    },
    {
      name: 'function-throttles',
      description: 'Lambda has no room for more executions of a function.',
      metric: functionsMetric(subjects, 'Throttles'),
      threshold: 1,
      period: fiveMinutes,
      periods: [2, 3],
    },
    {
      name: 'latency',
      description: 'One request in a hundred takes longer than two seconds.',
      metric: ownMetric(subjects, 'ms', 'p99'),
      threshold: 2_000,
      period: fiveMinutes,
      periods: [3, 3],
    },
    {
      name: 'table-throttles',
      description: 'DynamoDB refuses reads or writes because there are too many.',
      metric: sumOf([tableMetric(subjects, 'ReadThrottleEvents'), tableMetric(subjects, 'WriteThrottleEvents')]),
      threshold: 10,
      period: fiveMinutes,
      periods: [2, 3],
    },
    {
      name: 'table-errors',
      description: 'DynamoDB has faults of its own.',
      metric: sumOf(operations.map((Operation) => tableMetric(subjects, 'SystemErrors', { Operation }))),
      threshold: 5,
      period: fiveMinutes,
      periods: [2, 2],
    },
    ...backgroundAlarms(subjects),
    {
      name: 'refused-tokens',
      description: 'Many requests have a token that opens nothing, or none.',
      metric: ownMetric(subjects, 'errors', 'Sum', { kind: '401' }),
      threshold: 500,
      period: fiveMinutes,
      periods: [2, 2],
    },
    {
      name: 'tokens-expiring',
      description: 'Tokens end within 30 days and have no successor yet.',
      metric: ownMetric(subjects, 'expiringTokens', 'Maximum'),
      threshold: 1,
      // They are counted once a day.
      period: Duration.days(1),
      periods: [1, 1],
    },
    {
      name: 'secrets-failing',
      description: 'Tokens cannot be checked, because Secrets Manager does not answer.',
      metric: ownMetric(subjects, 'errors', 'Sum', { kind: 'secrets' }),
      threshold: 3,
      period: fiveMinutes,
      periods: [1, 1],
    },
    {
      name: 'tenant-limited',
      description: 'A tenant has been sending more requests than it may for a quarter of an hour.',
      metric: ownMetric(subjects, 'errors', 'Sum', { kind: 'limited' }),
      threshold: 200,
      period: fiveMinutes,
      periods: [3, 3],
    },
    ...newVersionAlarms(subjects),
  ];
}
