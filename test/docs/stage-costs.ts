/** What is paid for by the month in a stage, counted in the templates that its settings make. */
import type { StageSettingsInput } from '../../lib/config/settings.ts';
import { type CfnTemplate, resourcesOf, synthesize } from '../support/synthesize.ts';

export interface MonthlyParts {
  readonly alarms: number;
  /** An alarm costs as much as it has metrics. */
  readonly alarmMetrics: number;
  /** Of the firewall, where there is one. */
  readonly firewallRules: number | undefined;
  readonly hasDistribution: boolean;
  readonly isTraced: boolean;
  /** For how many months logs are kept. */
  readonly logMonths: number;
}

/** Counts it in the stacks of a stage with these settings. Takes some seconds. */
export function monthlyPartsOf(settings: StageSettingsInput): MonthlyParts {
  const { api, edge, firewall } = synthesize({ settings });
  const alarms = resourcesOf(api, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  const acls = firewall === undefined ? [] : resourcesOf(firewall, 'AWS::WAFv2::WebACL');
  return {
    alarms: alarms.length,
    alarmMetrics: alarms.reduce((sum, { Metrics }) => sum + metricsIn(Metrics), 0),
    firewallRules:
      acls.length === 0 ? undefined : acls.reduce((sum, [, acl]) => sum + rulesIn(acl.Properties.Rules), 0),
    hasDistribution: edge !== undefined,
    isTraced: resourcesOf(api, 'AWS::Lambda::Function').some(
      ([, { Properties }]) => (Properties.TracingConfig as { readonly Mode?: string } | undefined)?.Mode === 'Active',
    ),
    logMonths: retentionIn(api) / 30,
  };
}

/** An alarm on one metric names it in other properties. */
function metricsIn(metrics: unknown): number {
  if (!Array.isArray(metrics)) return 1;
  return metrics.filter((metric: { readonly MetricStat?: unknown }) => metric.MetricStat !== undefined).length;
}

function rulesIn(rules: unknown): number {
  return Array.isArray(rules) ? rules.length : 0;
}

function retentionIn(template: CfnTemplate): number {
  const days = resourcesOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) =>
    Number(Properties.RetentionInDays),
  );
  return Math.max(...days);
}
