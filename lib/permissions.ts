/** What functions may do, one statement per purpose. `dynamodb:Scan` is in none of them. */
import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stage } from './stage.ts';

/** Reading the directory. */
export function directoryReadPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  const table = tableArn(stack, stage);
  return [
    new PolicyStatement({
      sid: 'ReadDirectory',
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      resources: [table],
    }),
    new PolicyStatement({
      sid: 'FindGroupsOfMember',
      actions: ['dynamodb:Query'],
      resources: [`${table}/index/byMember`],
    }),
  ];
}

/** Reading and writing the directory. A transaction needs the permission of each action it is made of. */
export function directoryPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    ...directoryReadPermissions(stack, stage),
    new PolicyStatement({
      sid: 'WriteDirectory',
      actions: [
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:BatchWriteItem',
      ],
      resources: [tableArn(stack, stage)],
    }),
  ];
}

/** Being sent the records of the table's stream. */
export function streamPermissions(stack: Stack, stage: Stage, streamArn: string): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ReadStream',
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [streamArn],
    }),
    // Listing names no one stream: it is asked for all of the table.
    new PolicyStatement({
      sid: 'FindStream',
      actions: ['dynamodb:ListStreams'],
      resources: [`${tableArn(stack, stage)}/stream/*`],
    }),
  ];
}

function tableArn(stack: Stack, { tableName }: Stage): string {
  return stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: tableName });
}

/** Secrets Manager ends an ARN with "-" and six characters of its own. */
function secretArn(stack: Stack, name: string): string {
  return stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** Checking a bearer token of any tenant. */
export function tokenPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ReadTokenVerifiers',
      actions: ['secretsmanager:GetSecretValue'],
      // Tenants are made while the system runs.
      resources: [secretArn(stack, `${stage.tenantSecretPrefix}*`), secretArn(stack, `${stage.tokenKeySecret}-??????`)],
    }),
  ];
}

/** Sealing and opening the cursors of pages. */
export function cursorPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ReadCursorKey',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secretArn(stack, `${stage.cursorKeySecret}-??????`)],
    }),
  ];
}

/** Changing what the functions go by: the secret of each tenant (`lambdas/shared/tokens/credentials.ts`). */
export function credentialPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ChangeTokenVerifiers',
      actions: [
        'secretsmanager:CreateSecret',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
        'secretsmanager:DeleteSecret',
      ],
      // Tenants are made while the system runs.
      resources: [secretArn(stack, `${stage.tenantSecretPrefix}*`)],
    }),
  ];
}
