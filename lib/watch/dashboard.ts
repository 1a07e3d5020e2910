/** A stage at one look: from what clients notice down to what it is made of and what that costs. */
import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { prices } from './prices.ts';
import {
  apiMetric,
  functionMetric,
  functionsMetric,
  ownMetric,
  ownMetricsBy,
  queueMetric,
  type Subjects,
  sumOf,
  tableMetric,
} from './subjects.ts';

const width = 8;
const height = 6;
const day = Duration.days(1);

export function dashboardOf(scope: Construct, subjects: Subjects, alarms: readonly Alarm[]): Dashboard {
  const { stage, answering, background, reading } = subjects;
  const each = (name: string, of: readonly string[], statistic: 'Sum' | 'Maximum') =>
    of.map((folder) => functionMetric(subjects, folder, name, statistic));
  const rows: IWidget[][] = [
    [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 })],
    [
      graph('Requests by provider', [ownMetricsBy(subjects, 'ms', 'SampleCount', 'provider')], { stacked: true }),
      graph('Latency (ms)', [
        ownMetric(subjects, 'ms', 'p50').with({ label: 'p50' }),
        ownMetric(subjects, 'ms', 'p90').with({ label: 'p90' }),
        ownMetric(subjects, 'ms', 'p99').with({ label: 'p99' }),
      ]),
      graph('p99 by route (ms)', [ownMetricsBy(subjects, 'ms', 'p99', 'route')]),
    ],
    [
      graph('Errors by kind', [ownMetricsBy(subjects, 'errors', 'Sum', 'kind')], { stacked: true }),
      graph('Errors by provider', [ownMetricsBy(subjects, 'errors', 'Sum', 'provider')], { stacked: true }),
      graph('Answers of the gateway', [
        apiMetric(subjects, 'Count', 'Sum'),
        apiMetric(subjects, '4xx', 'Sum'),
        apiMetric(subjects, '5xx', 'Sum'),
      ]),
    ],
    [
      graph('Executions at once', each('ConcurrentExecutions', answering, 'Maximum')),
      graph('Errors of functions', each('Errors', [...answering, ...background], 'Sum'), { stacked: true }),
      graph('Throttles of functions, and cold starts', [
        functionsMetric(subjects, 'Throttles').with({ label: 'throttles' }),
        ownMetric(subjects, 'coldStarts', 'Sum').with({ label: 'cold starts' }),
      ]),
    ],
    [
      graph('Capacity units', [
        tableMetric(subjects, 'ConsumedReadCapacityUnits').with({ label: 'read' }),
        tableMetric(subjects, 'ConsumedWriteCapacityUnits').with({ label: 'write' }),
      ]),
      graph('For one request', [
        ownMetric(subjects, 'trips', 'Average').with({ label: 'round trips' }),
        ownMetric(subjects, 'rcu', 'Average').with({ label: 'read units' }),
        ownMetric(subjects, 'wcu', 'Average').with({ label: 'write units' }),
      ]),
      graph('Throttled by the table', [
        tableMetric(subjects, 'ReadThrottleEvents').with({ label: 'reads' }),
        tableMetric(subjects, 'WriteThrottleEvents').with({ label: 'writes' }),
      ]),
    ],
    [
      graph('Behind the stream (ms), and undelivered events', each('IteratorAge', reading, 'Maximum'), {
        right: [queueMetric(stage.eventDeadLetterQueue, 'ApproximateNumberOfMessagesVisible')],
      }),
      graph(
        'To see to: connections, tokens, members',
        [
          ownMetric(subjects, 'staleConnections', 'Maximum').with({ label: 'connections silent for a week' }),
          ownMetric(subjects, 'expiringTokens', 'Maximum').with({ label: 'tokens that end within 30 days' }),
          ownMetric(subjects, 'skippedMemberCount', 'Sum').with({ label: 'members that do not exist' }),
        ],
        { period: day },
      ),
      graph('Cost of a day (USD)', [costOfDay(subjects)], { period: day }),
    ],
  ];
  return new Dashboard(scope, 'Dashboard', { dashboardName: `rollcall-${stage.name}`, widgets: rows });
}

function graph(title: string, left: readonly IMetric[], props: Partial<GraphWidgetProps> = {}): GraphWidget {
  return new GraphWidget({ title, left: [...left], width, height, leftYAxis: { min: 0 }, ...props });
}

/** What is paid for by use: requests, time of functions (they have one GB) and capacity units. */
function costOfDay(subjects: Subjects): MathExpression {
  const { answering, background } = subjects;
  const all = [...answering, ...background];
  const parts = {
    requests: [apiMetric(subjects, 'Count', 'Sum').with({ period: day }), prices.apiRequest],
    calls: [sumOf(all.map((folder) => functionMetric(subjects, folder, 'Invocations', 'Sum'))), prices.invocation],
    time: [
      sumOf(all.map((folder) => functionMetric(subjects, folder, 'Duration', 'Sum'))),
      prices.gigabyteSecond / 1_000,
    ],
    reads: [tableMetric(subjects, 'ConsumedReadCapacityUnits').with({ period: day }), prices.readUnit],
    writes: [tableMetric(subjects, 'ConsumedWriteCapacityUnits').with({ period: day }), prices.writeUnit],
  } as const;
  const terms = Object.entries(parts).map(([name, [, price]]) => `FILL(${name}, 0) * ${price.toFixed(12)}`);
  return new MathExpression({
    label: 'USD',
    expression: terms.join(' + '),
    usingMetrics: Object.fromEntries(Object.entries(parts).map(([name, [metric]]) => [name, metric])),
    period: day,
  });
}
