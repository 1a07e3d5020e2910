import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface SweepSourceProps {
  readonly target: IFunction;
  readonly streamArn: string;
}

const present = { N: [{ exists: true }] };

/** Of the table's stream, the records after which a function that died may have left something (docs/adr/0090). */
export class SweepSource extends EventSourceMapping {
  constructor(scope: Construct, id: string, { target, streamArn }: SweepSourceProps) {
    super(scope, id, {
      target,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        // A change of many memberships that was committed, not each of its steps.
        FilterCriteria.filter({ dynamodb: { NewImage: { change: { M: { next: { N: ['0'] } } } } } }),
        // A deleted resource: of all items only resources have a version, and copies that expire have a `ttl` too.
        FilterCriteria.filter({
          eventName: ['REMOVE'],
          dynamodb: { OldImage: { version: present, ttl: { N: [{ exists: false }] } } },
        }),
      ],
      batchSize: 1_000,
      // Longer than a function lives, so that most records are old enough when they arrive.
      maxBatchingWindow: Duration.seconds(60),
      parallelizationFactor: 1,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 100,
      maxRecordAge: Duration.hours(12),
    });
  }
}
