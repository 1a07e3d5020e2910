/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface ExpiryScheduleProps {
  readonly target: IFunction;
}

/** Once a day: tokens are announced by days (docs/adr/0151-token-expiry.md). */
export class ExpirySchedule extends Rule {
  constructor(scope: Construct, id: string, { target }: ExpiryScheduleProps) {
    super(scope, id, {
      description: 'Looks once a day for tokens that end soon',
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(target)],
    });
  }
}
