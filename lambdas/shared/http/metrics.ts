/**
 * Metrics that travel in log lines, in CloudWatch's embedded metric format: no call, no library, no agent.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

export const namespace = 'Rollcall';

interface Metric {
  readonly unit: 'Count' | 'Milliseconds';
  /** Each set makes a metric of its own for each combination of values, and each of those is paid for by the month. */
  readonly dimensions: readonly (readonly string[])[];
}

const each = [['stage']];
const byRouteAndProvider = [['stage'], ['stage', 'route'], ['stage', 'provider']];
const byKindAndProvider = [['stage'], ['stage', 'kind'], ['stage', 'provider']];
// Versions are many, and this is paid for only in hours in which one of them has something to tell.
const byVersion = [['stage', 'function', 'version']];

/** Every metric, by the field of the line that holds its value; alarms and dashboards know no other. */
export const metrics = {
  /** Its number of samples is the number of requests. */
  ms: { unit: 'Milliseconds', dimensions: byRouteAndProvider },
  /** 1 for an answer of 400 or more. */
  errors: { unit: 'Count', dimensions: byKindAndProvider },
  /** 1 for an answer of 500 or more: what a new version is taken back for (docs/adr/0193-canaries.md). */
  faults: { unit: 'Count', dimensions: byVersion },
  coldStarts: { unit: 'Count', dimensions: each },
  /** Round trips to DynamoDB, and the units they used. */
  trips: { unit: 'Count', dimensions: each },
  rcu: { unit: 'Count', dimensions: each },
  wcu: { unit: 'Count', dimensions: each },
  /** Members that a client named and the directory does not have. */
  skippedMemberCount: { unit: 'Count', dimensions: each },
  /** Of tokens: those that end within the time in which their tenants are told. */
  expiringTokens: { unit: 'Count', dimensions: each },
  /** Of connections that were in use: those that sent nothing for long. */
  staleConnections: { unit: 'Count', dimensions: each },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;

/** Metrics that have the same dimensions share a directive. */
const directives = [each, byRouteAndProvider, byKindAndProvider, byVersion].map((dimensions) => ({
  dimensions,
  metrics: (Object.entries(metrics) as [MetricName, Metric][])
    .filter(([, metric]) => metric.dimensions === dimensions)
    .map(([Name, { unit: Unit }]) => ({ Name, Unit })),
}));

/**
 * `line` with the metrics it has values of, as of the time `at` (milliseconds since the epoch). Dimensions are taken from
 * the line as well; a set that has none of its own there is left out. Everything else in the line is a property: it can
 * be searched for, and costs nothing by itself.
 */
export function withMetrics<T extends Readonly<Record<string, unknown>>>(
  line: T,
  at: number,
): T & { readonly _aws?: object } {
  const found = directives.flatMap(({ dimensions, metrics }) => {
    const Metrics = metrics.filter(({ Name }) => typeof line[Name] === 'number');
    const Dimensions = dimensions.filter((names) => names.every((name) => line[name] !== undefined));
    return Metrics.length === 0 || Dimensions.length === 0 ? [] : [{ Namespace: namespace, Dimensions, Metrics }];
  });
  return found.length === 0 ? line : { ...line, _aws: { Timestamp: at, CloudWatchMetrics: found } };
}
