/** The customer-managed key of a stage that asks for one: over its table, secrets, undelivered events and logs. */
import { Aws, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { removalPolicyOf } from './retention.ts';

/** Makes the key, renewed by AWS each year, and says its ARN where other stacks look for it. */
export function makeKey(scope: Construct, stage: ConfiguredStage): Key {
  const { partition, region, account } = Stack.of(scope);
  const removalPolicy = removalPolicyOf(stage);
  const key = new Key(scope, 'Key', {
    alias: stage.keyAlias,
    description: `Rollcall ${stage.name}: table, secrets, undelivered events and logs`,
    enableKeyRotation: true,
    removalPolicy,
  });
  // CloudWatch Logs uses it by itself, for the log groups of this stage alone.
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.${Aws.URL_SUFFIX}`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': ['aws/lambda', 'aws/vendedlogs'].map(
            (prefix) => `arn:${partition}:logs:${region}:${account}:log-group:/${prefix}/rollcall-${stage.name}*`,
          ),
        },
      },
    }),
  );
  new StringParameter(scope, 'KeyParameter', {
    parameterName: stage.keyParameter,
    description: 'ARN of the key of table, secrets, undelivered events and logs.',
    stringValue: key.keyArn,
  }).applyRemovalPolicy(removalPolicy);
  return key;
}

/** The key, in a stack that knows it by the parameter; undefined where the stage has none. */
export function keyOf(scope: Construct, stage: ConfiguredStage): IKey | undefined {
  if (!stage.settings.customerManagedKey) return undefined;
  const stack = Stack.of(scope);
  return (
    (stack.node.tryFindChild('ImportedKey') as IKey | null) ??
    Key.fromKeyArn(stack, 'ImportedKey', StringParameter.valueForStringParameter(stack, stage.keyParameter))
  );
}

const toRead = ['kms:Decrypt', 'kms:DescribeKey'];
// Written out: KMS knows them by `kms:ReEncrypt*` and `kms:GenerateDataKey*`, too.
const toWrite = [
  ...toRead,
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
const writing = /:(Put|Update|Delete|BatchWrite|Create)/;
const toUse: Readonly<Record<string, (actions: readonly string[]) => readonly string[]>> = {
  dynamodb: (actions) => (actions.some((action) => writing.test(action)) ? toWrite : toRead),
  secretsmanager: (actions) => (actions.some((action) => writing.test(action)) ? toWrite : toRead),
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  sqs: () => ['kms:Decrypt', 'kms:GenerateDataKey'],
};

/**
 * What `permissions` need of the key beside: to decrypt where they read, also to encrypt where they write, and through
 * the service alone that they are for (KMS, condition key kms:ViaService).
 */
export function keyPermissions(key: IKey | undefined, permissions: readonly PolicyStatement[]): PolicyStatement[] {
  if (key === undefined) return [];
  const granted = permissions.filter(({ effect }) => effect === Effect.ALLOW);
  const actions = granted.flatMap((statement) => statement.actions);
  return Object.entries(toUse).flatMap(([service, needed]) => {
    const own = actions.filter((action) => action.startsWith(`${service}:`));
    if (own.length === 0) return [];
    return new PolicyStatement({
      actions: [...needed(own)],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(key).region}.${Aws.URL_SUFFIX}` } },
    });
  });
}
