/**
 * What a call to an AWS service asks IAM for: actions, resources and partition keys.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { type Fields, fieldsOf, listOf, localAccount, secretArn } from '../intrinsics.ts';
import type { Access } from './identity-policy.ts';

export interface Call {
  /** As the call is signed for: `dynamodb`. */
  readonly service: string;
  /** `Query` */
  readonly operation: string;
  readonly input: Fields;
}

export interface Deployment {
  readonly region: string;
  readonly tables: readonly CreateTableCommandInput[];
}

/** One access for each action and resource, a transaction being what it is made of. Throws for a service it does not know. */
export function accessesOf(call: Call, deployment: Deployment): readonly Access[] {
  switch (call.service) {
    case 'dynamodb':
      return joined(dynamodbAccesses(call, deployment));
    case 'secretsmanager':
      return secretsAccesses(call, deployment);
    case 'events':
      return eventsAccesses(call, deployment);
    case 'sqs':
      return queueAccesses(call, deployment);
    default:
      throw new Error(`The local stack does not know what ${call.service}:${call.operation} has to be allowed.`);
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const partsOfTransaction: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

function dynamodbAccesses({ operation, input }: Call, deployment: Deployment): readonly Access[] {
  const on = (action: string, tableName: unknown, keys: readonly Fields[]) =>
    tableAccess(action, String(tableName), keys, deployment);
  switch (operation) {
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [on(operation, input.TableName, [fieldsOf(input.Key)])];
    case 'PutItem':
      return [on(operation, input.TableName, [fieldsOf(input.Item)])];
    case 'Query':
      return [queryAccess(input, deployment)];
    case 'BatchGetItem':
      return Object.entries(fieldsOf(input.RequestItems)).map(([table, request]) =>
        on(operation, table, listOf(fieldsOf(request).Keys)),
      );
    case 'BatchWriteItem':
      return Object.entries(fieldsOf(input.RequestItems)).map(([table, requests]) =>
        on(operation, table, listOf(requests).map(keyOfBatchWrite)),
      );
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return listOf(input.TransactItems)
        .flatMap((item) => Object.entries(item))
        .map(([part, given]) => {
          const { TableName, Item, Key } = fieldsOf(given);
          return on(partsOfTransaction[part] ?? part, TableName, [fieldsOf(Item ?? Key)]);
        });
    default:
      return [{ action: `dynamodb:${operation}`, resource: tableArn(String(input.TableName), deployment) }];
  }
}

function keyOfBatchWrite({ PutRequest, DeleteRequest }: Fields): Fields {
  return fieldsOf(PutRequest === undefined ? fieldsOf(DeleteRequest).Key : fieldsOf(PutRequest).Item);
}

function tableAccess(action: string, table: string, keys: readonly Fields[], deployment: Deployment): Access {
  const name = partitionKeyOf(table, undefined, deployment);
  const leadingKeys = keys.map((key) => textOf(key[name]));
  return { action: `dynamodb:${action}`, resource: tableArn(table, deployment), leadingKeys };
}

/** `Query` on a table or one of its indexes, with the key that the condition demands. */
function queryAccess(input: Fields, deployment: Deployment): Access {
  const table = String(input.TableName);
  const index = typeof input.IndexName === 'string' ? input.IndexName : undefined;
  const name = partitionKeyOf(table, index, deployment);
  const names = fieldsOf(input.ExpressionAttributeNames);
  const values = fieldsOf(input.ExpressionAttributeValues);
  const equalities = String(input.KeyConditionExpression).matchAll(/(#?[\w.]+)\s*=\s*(:\w+)/g);
  const demanded = [...equalities].find(([, left = '']) => (names[left] ?? left) === name);
  return {
    action: 'dynamodb:Query',
    resource: tableArn(table, deployment) + (index === undefined ? '' : `/index/${index}`),
    leadingKeys: [textOf(values[demanded?.[2] ?? ''])],
  };
}

function partitionKeyOf(table: string, index: string | undefined, { tables }: Deployment): string {
  const definition = tables.find(({ TableName }) => TableName === table);
  const indexes = [...(definition?.GlobalSecondaryIndexes ?? []), ...(definition?.LocalSecondaryIndexes ?? [])];
  const { KeySchema } = (index === undefined ? definition : indexes.find(({ IndexName }) => IndexName === index)) ?? {};
  return KeySchema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
}

function tableArn(table: string, { region }: Deployment): string {
  return table.startsWith('arn:') ? table : `arn:aws:dynamodb:${region}:${localAccount}:table/${table}`;
}

/** Accesses of the same action to the same resource as one: the condition has to hold for all their keys. */
function joined(accesses: readonly Access[]): readonly Access[] {
  const byTarget = Map.groupBy(accesses, ({ action, resource }) => `${action} ${resource}`);
  return [...byTarget.values()].flatMap(([first, ...others]) => {
    if (first?.leadingKeys === undefined) return first ?? [];
    const leadingKeys = new Set([first, ...others].flatMap((one) => one.leadingKeys ?? []));
    return { ...first, leadingKeys: [...leadingKeys] };
  });
}

function secretsAccesses({ operation, input }: Call, { region }: Deployment): readonly Access[] {
  const id = input.SecretId ?? input.Name;
  const arn = typeof id !== 'string' ? '*' : id.startsWith('arn:') ? id : secretArn(region, id);
  const asked = [operation, ...(operation === 'CreateSecret' && input.Tags !== undefined ? ['TagResource'] : [])];
  return asked.map((action) => ({ action: `secretsmanager:${action}`, resource: arn }));
}

function eventsAccesses({ operation, input }: Call, { region }: Deployment): readonly Access[] {
  const arnOf = (bus: string) =>
    bus.startsWith('arn:') ? bus : `arn:aws:events:${region}:${localAccount}:event-bus/${bus}`;
  const buses = new Set(
    listOf(input.Entries).map(({ EventBusName }) => arnOf(typeof EventBusName === 'string' ? EventBusName : 'default')),
  );
  const resources = operation === 'PutEvents' ? [...buses] : ['*'];
  return resources.map((resource) => ({ action: `events:${operation}`, resource }));
}

function queueAccesses({ operation, input }: Call, { region }: Deployment): readonly Access[] {
  const { QueueName, QueueUrl } = input;
  const name = typeof QueueName === 'string' ? QueueName : String(QueueUrl).split('/').at(-1);
  return [{ action: `sqs:${operation}`, resource: `arn:aws:sqs:${region}:${localAccount}:${name}` }];
}

/** The text of a key, whatever type it has. */
function textOf(value: unknown): string {
  const [text] = Object.values(fieldsOf(value));
  return typeof text === 'string' ? text : '';
}
