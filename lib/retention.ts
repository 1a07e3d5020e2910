/** How long a stage keeps what it has written. */
import { RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ConfiguredStage } from './config/configured-stage.ts';

/** What becomes of a resource with a state when its stack is deleted or it is replaced. */
export function removalPolicyOf({ settings }: ConfiguredStage): RemovalPolicy {
  return settings.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}

/** How long CloudWatch keeps what is logged. */
export function logRetentionOf({ settings }: ConfiguredStage): RetentionDays {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- its members are these numbers of days
  return settings.logRetentionDays;
}
