import { describe, expect, test } from '@jest/globals';
import { accessesOf } from '#lib/local/access/requested-access.ts';

const deployment = {
  region: 'eu-west-1',
  tables: [
    {
      TableName: 'things',
      AttributeDefinitions: [],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' as const },
        { AttributeName: 'sk', KeyType: 'RANGE' as const },
      ],
      GlobalSecondaryIndexes: [
        { IndexName: 'byMember', KeySchema: [{ AttributeName: 'member', KeyType: 'HASH' as const }], Projection: {} },
      ],
    },
  ],
};
const table = 'arn:aws:dynamodb:eu-west-1:000000000000:table/things';
const TableName = 'things';
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'x' } });
const on = (action: string, ...leadingKeys: string[]) => ({
  action: `dynamodb:${action}`,
  resource: table,
  leadingKeys,
});

describe('a call', () => {
  test.each<[string, string, object, object[]]>([
    ['dynamodb', 'GetItem', { TableName, Key: key('a') }, [on('GetItem', 'a')]],
    ['dynamodb', 'PutItem', { TableName, Item: { ...key('a'), doc: { S: 'x' } } }, [on('PutItem', 'a')]],
    [
      'dynamodb',
      'Query',
      {
        TableName,
        KeyConditionExpression: '#sk >= :first AND #pk = :pk',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
        ExpressionAttributeValues: { ':pk': { S: 'a' }, ':first': { S: 'b' } },
      },
      [on('Query', 'a')],
    ],
    [
      'dynamodb',
      'Query',
      {
        TableName,
        IndexName: 'byMember',
        KeyConditionExpression: 'member = :m',
        ExpressionAttributeValues: { ':m': { S: 'a' } },
      },
      [{ action: 'dynamodb:Query', resource: `${table}/index/byMember`, leadingKeys: ['a'] }],
    ],
    [
      'dynamodb',
      'BatchGetItem',
      { RequestItems: { things: { Keys: [key('a'), key('b')] } } },
      [on('BatchGetItem', 'a', 'b')],
    ],
    [
      'dynamodb',
      'BatchWriteItem',
      { RequestItems: { things: [{ DeleteRequest: { Key: key('a') } }, { PutRequest: { Item: key('b') } }] } },
      [on('BatchWriteItem', 'a', 'b')],
    ],
    [
      'dynamodb',
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName, Item: key('a') } },
          { Update: { TableName, Key: key('b') } },
          { Delete: { TableName, Key: key('c') } },
          { ConditionCheck: { TableName, Key: key('d') } },
          { Put: { TableName, Item: key('e') } },
        ],
      },
      [on('PutItem', 'a', 'e'), on('UpdateItem', 'b'), on('DeleteItem', 'c'), on('ConditionCheckItem', 'd')],
    ],
    ['dynamodb', 'Scan', { TableName }, [{ action: 'dynamodb:Scan', resource: table }]],
    [
      'secretsmanager',
      'GetSecretValue',
      { SecretId: 'a/b' },
      [
        {
          action: 'secretsmanager:GetSecretValue',
          resource: expect.stringMatching(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:a\/b-\w{6}$/),
        },
      ],
    ],
    ['secretsmanager', 'ListSecrets', {}, [{ action: 'secretsmanager:ListSecrets', resource: '*' }]],
    [
      'events',
      'PutEvents',
      { Entries: [{ EventBusName: 'rollcall' }, { EventBusName: 'rollcall' }, {}] },
      ['rollcall', 'default'].map((bus) => ({
        action: 'events:PutEvents',
        resource: `arn:aws:events:eu-west-1:000000000000:event-bus/${bus}`,
      })),
    ],
    ...[
      ['GetQueueUrl', { QueueName: 'lost' }] as const,
      ['SendMessage', { QueueUrl: 'http://127.0.0.1:4321/000000000000/lost' }] as const,
    ].map(([operation, input]): [string, string, object, object[]] => [
      'sqs',
      operation,
      input,
      [{ action: `sqs:${operation}`, resource: 'arn:aws:sqs:eu-west-1:000000000000:lost' }],
    ]),
  ])('to %s %s asks for what IAM checks', (service, operation, input, expected) => {
    expect(accessesOf({ service, operation, input: { ...input } }, deployment)).toEqual(expected);
  });

  test('to a service that is not known is not judged', () => {
    expect(() => accessesOf({ service: 'sts', operation: 'AssumeRole', input: {} }, deployment)).toThrow(
      'does not know what sts:AssumeRole has to be allowed',
    );
  });
});
