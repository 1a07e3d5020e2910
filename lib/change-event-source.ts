import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface ChangeEventSourceProps {
  readonly target: IFunction;
  readonly streamArn: string;
  /** Gets word of batches that the function failed on as a whole. */
  readonly deadLetterQueueArn: string;
  /** How long the function tries to put an event on the bus before it sets it aside itself. */
  readonly patience: Duration;
}

/** The function must have come to its end with a record before Lambda gives it up. */
const margin = Duration.hours(1);

const present = { exists: true };
// Of all items only resources have a date of creation; copies of deleted ones have a `ttl` too.
const resource = { created: { S: [present] }, ttl: { N: [{ exists: false }] } };
// Of all items only memberships are in an index by member.
const membership = { member: { S: [present] } };

/** Of the table's stream, the records of resources and memberships (docs/adr/0180). */
export class ChangeEventSource extends EventSourceMapping {
  constructor(
    scope: Construct,
    id: string,
    { target, streamArn, deadLetterQueueArn, patience }: ChangeEventSourceProps,
  ) {
    super(scope, id, {
      target,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        FilterCriteria.filter({ eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: resource } }),
        FilterCriteria.filter({ eventName: ['REMOVE'], dynamodb: { OldImage: resource } }),
        FilterCriteria.filter({ eventName: ['INSERT'], dynamodb: { NewImage: membership } }),
        FilterCriteria.filter({ eventName: ['REMOVE'], dynamodb: { OldImage: membership } }),
      ],
      batchSize: 100,
      // Somebody who was deactivated is to be logged out now.
      maxBatchingWindow: Duration.seconds(0),
      // Side by side within a shard; Lambda keeps the order of each item.
      parallelizationFactor: 10,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // No longer than it must be: the stream keeps a record for 24 hours, and what is left of them when word of it is in the
      // queue is the time to read it there.
      maxRecordAge: Duration.seconds(patience.toSeconds() + margin.toSeconds()),
      onFailure: { bind: () => ({ destination: deadLetterQueueArn }) },
    });
  }
}
