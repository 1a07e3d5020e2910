import { type CfnResource, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export interface EventChannelProps {
  readonly stage: Stage;
  readonly removalPolicy: RemovalPolicy;
  /** The key of the stage; without it the queue is encrypted with one of AWS. */
  readonly key?: IKey | undefined;
}

/**
 * The bus that change events go to, and the queue of those that did not get there (docs/events.md). Whoever listens has
 * attached rules to the bus, so it outlives the functions.
 */
export class EventChannel extends Construct {
  readonly bus: EventBus;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, { key, stage, removalPolicy }: EventChannelProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: stage.eventBus,
      description: 'What happens to users, groups and memberships',
    });
    this.bus.applyRemovalPolicy(removalPolicy);

    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      queueName: stage.eventDeadLetterQueue,
      ...(key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
      enforceSSL: true,
      // As long as SQS keeps anything.
      retentionPeriod: Duration.days(14),
      removalPolicy,
    });
    const policy = this.deadLetterQueue.node.findChild('Policy').node.defaultChild as CfnResource;
    policy.applyRemovalPolicy(removalPolicy);
  }
}
