/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import { toId } from './construct-id.ts';

export interface JournalSourceProps {
  readonly target: IFunction;
  /** Log groups of the functions that write request lines, by the folder of each. */
  readonly logGroups: Readonly<Record<string, ILogGroup>>;
}

/** Of the logs, the lines that tell the provisioning log something (docs/adr/0150-provisioning-log.md). */
export class JournalSource extends Construct {
  constructor(scope: Construct, id: string, { target, logGroups }: JournalSourceProps) {
    super(scope, id);
    for (const [folder, logGroup] of Object.entries(logGroups)) {
      new SubscriptionFilter(this, toId(folder), {
        logGroup,
        destination: new LambdaDestination(target),
        // The name of a property of request lines that has a value: no other line has it.
        filterPattern: FilterPattern.allTerms('"journal":'),
        filterName: 'provisioning-log',
      });
    }
  }
}
