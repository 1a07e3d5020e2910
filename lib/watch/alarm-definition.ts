import type { Duration } from 'aws-cdk-lib';
import type { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** What somebody is woken for, or a new version is taken back for. */
export interface AlarmDefinition {
  /** After `rollcall-<stage>-`. */
  readonly name: string;
  /** The file in `docs/runbooks`, where it is not called after the alarm. */
  readonly runbook?: string;
  /** What is wrong, in one sentence. */
  readonly description: string;
  /** Of ten metrics at most: CloudWatch takes no more in an alarm. */
  readonly metric: Metric | MathExpression;
  /** It goes off at this value and above. */
  readonly threshold: number;
  readonly period: Duration;
  /** In so many of the last periods. */
  readonly periods: readonly [breaching: number, of: number];
  /** Whether a new version that is being tried goes back when it goes off. */
  readonly rollsBack?: true;
  /** Whether it is for that alone, and nobody is told. */
  readonly isSilent?: true;
  /** Whether people are told when there was no data in all of the periods; otherwise nothing is wrong then. */
  readonly tellsOfSilence?: true;
}
