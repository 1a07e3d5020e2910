import { type CfnResource, Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export interface EventChannelProps {
  readonly stage: Stage;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The bus that change events go to, and the queue of those that did not get there (docs/events.md). Whoever listens has
 * attached rules to the bus, so it outlives the functions.
 */
export class EventChannel extends Construct {
  readonly bus: EventBus;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, { stage, removalPolicy }: EventChannelProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: stage.eventBus,
      description: 'What happens to users, groups and memberships',
    });
    this.bus.applyRemovalPolicy(removalPolicy);

    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      queueName: stage.eventDeadLetterQueue,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // As long as SQS keeps anything.
      retentionPeriod: Duration.days(14),
      removalPolicy,
    });
    const policy = this.deadLetterQueue.node.findChild('Policy').node.defaultChild as CfnResource;
    policy.applyRemovalPolicy(removalPolicy);
  }
}
