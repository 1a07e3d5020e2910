/* oxlint-disable no-new -- a construct takes its place in the stack by being made */
import { CfnOutput, RemovalPolicy, SecretValue, Stack, type StackProps } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { ConfiguredStage } from './config/configured-stage.ts';
import { makeKey } from './encryption.ts';
import { EventChannel } from './event-channel.ts';
import { removalPolicyOf } from './retention.ts';
import { ScimTable } from './scim-table.ts';

export interface DataStackProps extends StackProps {
  readonly stage: ConfiguredStage;
}

/** What outlives every deployment: the table, the verifiers of tokens, the keys of token ids and cursors, the bus. */
export class DataStack extends Stack {
  constructor(scope: Construct, id: string, { stage, ...props }: DataStackProps) {
    super(scope, id, { description: `Rollcall ${stage.name}: directory and token verifiers`, ...props });

    const removalPolicy = removalPolicyOf(stage);
    const encryptionKey = stage.settings.customerManagedKey ? makeKey(this, stage) : undefined;
    const own = encryptionKey === undefined ? {} : { encryptionKey };
    const table = new ScimTable(this, 'Table', { stage, key: encryptionKey });

    new Secret(this, 'DefaultTenantSecret', {
      secretName: `${stage.tenantSecretPrefix}default`,
      description: 'Verifiers of the bearer tokens of tenant "default". Never a token.',
      // CloudFormation writes the value again whenever this text changes, and would drop every issued token: leave it.
      secretStringValue: SecretValue.unsafePlainText('{"tokens":{}}'),
      removalPolicy,
      ...own,
    });

    new Secret(this, 'TokenKeySecret', {
      secretName: stage.tokenKeySecret,
      description: 'Key of the HMAC in token ids: an invented token is refused without looking anything up.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
      ...own,
    });

    new Secret(this, 'CursorKeySecret', {
      secretName: stage.cursorKeySecret,
      description: 'Key that the cursors of pages are sealed with (docs/adr/0031-cursors.md).',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
      ...own,
    });

    if (stage.settings.originSecret !== 'off') {
      new Secret(this, 'OriginSecret', {
        secretName: stage.originSecret,
        description: 'What the distribution adds to requests (docs/adr/0131-origin-secret.md).',
        generateSecretString: { passwordLength: 64, excludePunctuation: true },
        // Whoever wants another one lets it be made anew.
        removalPolicy: RemovalPolicy.DESTROY,
        ...own,
      });
    }

    new StringParameter(this, 'StreamParameter', {
      parameterName: stage.streamParameter,
      description: 'ARN of the stream of the table.',
      stringValue: streamArnOf(table),
    }).applyRemovalPolicy(removalPolicy);

    new EventChannel(this, 'Events', { stage, removalPolicy, key: encryptionKey });

    new CfnOutput(this, 'TableName', { value: stage.tableName });
    new CfnOutput(this, 'TenantSecretPrefix', { value: stage.tenantSecretPrefix });
    new CfnOutput(this, 'TokenKeySecretName', { value: stage.tokenKeySecret });
  }
}

function streamArnOf({ tableStreamArn }: ScimTable): string {
  if (tableStreamArn === undefined) throw new Error('The table has no stream.');
  return tableStreamArn;
}
