import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { removalPolicyOf } from './retention.ts';

export interface ScimTableProps {
  readonly stage: ConfiguredStage;
  /** Without it, AWS encrypts with a key of its own. */
  readonly key?: IKey | undefined;
}

/** Every item of every tenant. Nothing that CloudFormation does can delete it, unless the stage is made to be thrown away. */
export class ScimTable extends TableV2 {
  constructor(scope: Construct, id: string, { stage, key }: ScimTableProps) {
    const { pointInTimeRecoveryDays, removalPolicy } = stage.settings;
    super(scope, id, {
      tableName: stage.tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          // The groups of a member: only memberships have the attribute, so only they are in it.
          indexName: 'byMember',
          partitionKey: { name: 'member', type: AttributeType.STRING },
          sortKey: { name: 'pk', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      encryption: key === undefined ? TableEncryptionV2.dynamoOwnedKey() : TableEncryptionV2.customerManagedKey(key),
      timeToLiveAttribute: 'ttl',
      // Adding a stream later is no replacement, but images of what happened before it are gone.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: pointInTimeRecoveryDays,
      },
      deletionProtection: removalPolicy === 'retain',
      removalPolicy: removalPolicyOf(stage),
    });
  }
}
