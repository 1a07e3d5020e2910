/** What functions may do, one statement per purpose. `dynamodb:Scan` is in none of them. */
import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stage } from './stage.ts';

/**
 * Partition keys, by the parts of the table that they are in (docs/adr/0201-tenant-isolation.md): all that a tenant has, of
 * that its directory with its logs, the audit trail and the provisioning log alone, and what belongs to no tenant.
 */
const keys = {
  tenant: 'T#*',
  directory: 'T#*#*',
  members: 'T#*#Member#*',
  trail: 'T#*#Audit#*',
  log: ['T#*#Log#????-??', 'T#*#LogIndex#????-??'],
  deployment: ['Tenants', 'Audit#*'],
} as const;

/** Everything that the store does with items. */
const itemActions = [
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:BatchWriteItem',
];

/** Reading the directory. */
export function directoryReadPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  const table = tableArn(stack, stage);
  return [
    new PolicyStatement({
      sid: 'ReadDirectory',
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      resources: [table],
      conditions: forKeys(keys.directory),
    }),
    findGroupsOfMember(table),
    new PolicyStatement({
      sid: 'KeepOffLogs',
      effect: Effect.DENY,
      actions: itemActions,
      resources: [table],
      conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [keys.trail, ...keys.log] } },
    }),
  ];
}

/** Reading and writing the directory. A transaction needs the permission of each action it is made of. */
export function directoryPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    ...directoryReadPermissions(stack, stage),
    new PolicyStatement({
      sid: 'WriteDirectory',
      actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: [tableArn(stack, stage)],
      conditions: forKeys(keys.directory),
    }),
  ];
}

/** Deleting what may be a member of more groups than one transaction leaves. */
export function memberDeletionPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'LeaveManyGroups',
      actions: ['dynamodb:ConditionCheckItem'],
      resources: [tableArn(stack, stage)],
      conditions: forKeys(keys.directory),
    }),
  ];
}

/** Deleting the memberships that a group had. */
export function groupDeletionPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'DeleteMemberships',
      actions: ['dynamodb:BatchWriteItem'],
      resources: [tableArn(stack, stage)],
      conditions: forKeys(keys.directory),
    }),
  ];
}

/** Noting when a token was used, beside what the admin API keeps of it. */
export function tokenUsePermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'NoteTokenUse',
      actions: ['dynamodb:UpdateItem'],
      resources: [tableArn(stack, stage)],
      // No pattern stands for the partition of a tenant and none below it.
      conditions: forKeys(keys.tenant),
    }),
  ];
}

/** Administering tenants: looking at their directories, and deleting all that they have. */
export function administrationPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  const table = tableArn(stack, stage);
  return [
    new PolicyStatement({
      sid: 'AdministerTenants',
      actions: itemActions,
      resources: [table],
      // In one statement: a transaction that makes a tenant writes both into its own partition and the list of them.
      conditions: forKeys(keys.tenant, ...keys.deployment),
    }),
    findGroupsOfMember(table),
  ];
}

function findGroupsOfMember(table: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'FindGroupsOfMember',
    actions: ['dynamodb:Query'],
    resources: [`${table}/index/byMember`],
    conditions: forKeys(keys.members),
  });
}

/** Only for items whose partition keys match one of the patterns, all that a call names. */
function forKeys(...patterns: readonly string[]): Record<string, Record<string, readonly string[]>> {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns } };
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

/** Looking for tokens that end soon: those of every tenant. */
export function expiryPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'FindTokens',
      actions: ['dynamodb:Query', 'dynamodb:BatchGetItem'],
      resources: [tableArn(stack, stage)],
      conditions: forKeys(keys.tenant, 'Tenants'),
    }),
  ];
}

/** Putting events on the bus. */
export function publishPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'PublishEvents',
      actions: ['events:PutEvents'],
      resources: [stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: stage.eventBus })],
    }),
  ];
}

/** Setting events aside that did not get to the bus. */
export function setAsidePermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'SetEventsAside',
      actions: ['sqs:GetQueueUrl', 'sqs:SendMessage'],
      resources: [eventDeadLetterQueueArn(stack, stage)],
    }),
  ];
}

export function eventDeadLetterQueueArn(stack: Stack, { eventDeadLetterQueue }: Stage): string {
  return stack.formatArn({ service: 'sqs', resource: eventDeadLetterQueue });
}

/**
 * Writing the provisioning logs of all tenants, and reading what an entry needs: the tenant's settings and the names of
 * resources.
 */
export function journalPermissions(stack: Stack, stage: Stage): readonly PolicyStatement[] {
  const resources = [tableArn(stack, stage)];
  return [
    new PolicyStatement({
      sid: 'WriteProvisioningLog',
      actions: ['dynamodb:BatchWriteItem'],
      resources,
      conditions: forKeys(...keys.log),
    }),
    new PolicyStatement({
      sid: 'ReadTenantsAndNames',
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
      resources,
      conditions: forKeys(keys.tenant),
    }),
    new PolicyStatement({
      sid: 'ReadSealingKey',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secretArn(stack, `${stage.tokenKeySecret}-??????`)],
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
