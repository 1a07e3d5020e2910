import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metrics, namespace } from '#http/metrics.ts';
import type { ConfiguredStage } from '../config/configured-stage.ts';
import { functionNameOf } from '../stage.ts';

/** What is watched, by the names that AWS knows it by. */
export interface Subjects {
  readonly stage: ConfiguredStage;
  readonly apiId: string;
  /** Folders in `lambdas/` of the functions that answer requests. */
  readonly answering: readonly string[];
  /** Those of the functions that read the table's stream. */
  readonly reading: readonly string[];
  /** Those of all functions that answer nobody. */
  readonly background: readonly string[];
  /** By folder, the version that requests of a function are moved to; none where new versions are not tried first. */
  readonly newVersions: ReadonlyMap<string, string>;
}

export type Statistic = 'Sum' | 'Average' | 'Maximum' | 'SampleCount' | 'p50' | 'p90' | 'p99';

/**
 * A metric of the functions' own log lines. Throws for one that they do not make: an alarm on it would be silent for ever.
 */
export function ownMetric(
  { stage }: Subjects,
  name: MetricName,
  statistic: Statistic,
  by: Readonly<Record<string, string>> = {},
): Metric {
  const names = ['stage', ...Object.keys(by)].join();
  if (!metrics[name].dimensions.some((dimensions) => dimensions.join() === names)) {
    throw new Error(`The metric ${name} is not made by ${names}.`);
  }
  return new Metric({ namespace, metricName: name, statistic, dimensionsMap: { stage: stage.name, ...by } });
}

/** One metric for each value that a dimension has. */
export function ownMetricsBy(
  { stage }: Subjects,
  name: MetricName,
  statistic: Statistic,
  dimension: string,
  period = Duration.minutes(5),
): MathExpression {
  const search = `{${namespace},stage,${dimension}} MetricName="${name}" stage="${stage.name}"`;
  return new MathExpression({
    expression: `SEARCH('${search}', '${statistic}', ${period.toSeconds()})`,
    usingMetrics: {},
    label: '',
    period,
  });
}

export function apiMetric(
  { apiId }: Subjects,
  name: '5xx' | '4xx' | 'Count' | 'Latency',
  statistic: Statistic,
): Metric {
  const dimensionsMap = { ApiId: apiId, Stage: '$default' };
  return new Metric({ namespace: 'AWS/ApiGateway', metricName: name, statistic, dimensionsMap });
}

export function functionMetric({ stage }: Subjects, folder: string, name: string, statistic: Statistic): Metric {
  const dimensionsMap = { FunctionName: functionNameOf(stage, folder) };
  return new Metric({ namespace: 'AWS/Lambda', metricName: name, statistic, dimensionsMap, label: folder });
}

/** What a function's new version did of what came through the alias. */
export function versionMetric(subjects: Subjects, folder: string, name: string, statistic: Statistic): Metric {
  const FunctionName = functionNameOf(subjects.stage, folder);
  const ExecutedVersion = subjects.newVersions.get(folder) ?? '';
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
  const dimensionsMap = { FunctionName, Resource: `${FunctionName}:live`, ExecutedVersion };
  return new Metric({ namespace: 'AWS/Lambda', metricName: name, statistic, dimensionsMap, label: folder });
}

/** Of all functions that answer requests together. */
export function functionsMetric(subjects: Subjects, name: string): MathExpression {
  const { answering } = subjects;
  return sumOf(answering.map((folder) => functionMetric(subjects, folder, name, 'Sum')));
}

export function tableMetric({ stage }: Subjects, name: string, by: Readonly<Record<string, string>> = {}): Metric {
  const dimensionsMap = { TableName: stage.tableName, ...by };
  return new Metric({ namespace: 'AWS/DynamoDB', metricName: name, statistic: 'Sum', dimensionsMap });
}

export function queueMetric(QueueName: string, name: string): Metric {
  const dimensionsMap = { QueueName };
  return new Metric({ namespace: 'AWS/SQS', metricName: name, statistic: 'Maximum', dimensionsMap });
}

export function sumOf(metrics: readonly Metric[]): MathExpression {
  return together('SUM', metrics);
}

export function maximumOf(metrics: readonly Metric[]): MathExpression {
  return together('MAX', metrics);
}

/** Without data a metric counts as 0. */
function together(operation: 'SUM' | 'MAX', metrics: readonly Metric[]): MathExpression {
  // Sums of several metrics can be parts of one expression, in which no name may mean two of them.
  const named = metrics.map((metric, index) => [`${metric.metricName.toLowerCase()}${index}`, metric] as const);
  return new MathExpression({
    expression: `${operation}([${named.map(([name]) => `FILL(${name}, 0)`).join(', ')}])`,
    usingMetrics: Object.fromEntries(named),
  });
}
