import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createResolver } from '#lib/local/intrinsics.ts';
import { readAssembly } from '#lib/local/template.ts';

const assembly = join(import.meta.dirname, 'assembly');

describe('an assembly', () => {
  const template = readAssembly(assembly, 'eu-west-1');

  test('gives tables as CreateTable takes them', () => {
    expect(template.tables).toEqual([
      {
        TableName: 'things',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
          { AttributeName: 'member', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byMember',
            KeySchema: [{ AttributeName: 'member', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    ]);
  });

  test('gives secrets with their value or how to make one', () => {
    expect(template.secrets).toEqual([
      { name: 'local/tenants/default', value: '{"tokens":{}}' },
      {
        name: 'local/token-key',
        description: 'A key',
        value: expect.objectContaining({ length: 40, excludePunctuation: true, excludeNumbers: false }),
      },
    ]);
  });

  test('gives functions with their bundle, environment and limits', () => {
    expect(template.functions[0]).toEqual({
      name: 'echo',
      arn: 'arn:aws:lambda:eu-west-1:000000000000:function:echo',
      handler: 'index.handler',
      logGroup: '/aws/lambda/echo',
      codePath: join(assembly, 'asset.echo'),
      environment: { TABLE_NAME: 'things', QUEUE: 'https://000000000000/x', FAIL_INIT: '' },
      timeout: 1,
      memorySize: 256,
    });
    expect(template.functions[1]).toMatchObject({ name: 'api-Broken', timeout: 3, memorySize: 128 });
  });

  test('gives the role of each function: its statements, and what Lambda does in it', () => {
    const logs = (name: string) =>
      ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
        action,
        resource: `arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/${name}:log-stream:local`,
      }));
    expect(template.roles).toEqual([
      {
        functionName: 'echo',
        arn: 'arn:aws:sts::000000000000:assumed-role/api-Role/echo',
        statements: [
          {
            name: 'Read',
            effect: 'Allow',
            actions: ['dynamodb:GetItem'],
            resources: ['arn:aws:dynamodb:eu-west-1:000000000000:table/things'],
          },
        ],
        ofLambda: logs('echo'),
      },
      { functionName: 'api-Broken', arn: expect.any(String), statements: [], ofLambda: logs('api-Broken') },
    ]);
  });

  test('gives routes with their function', () => {
    expect(template.apis).toEqual([
      {
        apiId: 'api-Api',
        routes: [
          { routeKey: 'ANY /echo/{id}', functionName: 'echo' },
          { routeKey: 'GET /broken', functionName: 'api-Broken' },
          { routeKey: '$default', functionName: 'echo' },
        ],
      },
    ]);
  });
});

describe('an intrinsic', () => {
  const resolver = createResolver(
    {
      stackName: 'stack',
      parameters: { Version: '/cdk/version', Asked: undefined },
      resources: {
        Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
        Named: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { 'Fn::Sub': 'x-${AWS::Region}' } } },
        Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'a/b' } },
        Function: { Type: 'AWS::Lambda::Function', Properties: {} },
        Alias: { Type: 'AWS::Lambda::Alias', Properties: { Name: 'live', FunctionName: { Ref: 'Function' } } },
        Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      },
    },
    'eu-north-1',
  );

  test.each([
    ['text', 'text'],
    [{ Ref: 'AWS::Region' }, 'eu-north-1'],
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ Ref: 'Version' }, '/cdk/version'],
    [{ Ref: 'Table' }, 'stack-Table'],
    [{ Ref: 'Named' }, 'x-eu-north-1'],
    [{ Ref: 'Secret' }, expect.stringMatching(/^arn:aws:secretsmanager:eu-north-1:000000000000:secret:a\/b-\w{6}$/)],
    [{ Ref: 'Alias' }, 'arn:aws:lambda:eu-north-1:000000000000:function:stack-Function:live'],
    [{ 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:dynamodb:eu-north-1:000000000000:table/x-eu-north-1'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:eu-north-1:000000000000:table/stack-Table'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }, 1]] }, 'a-aws-1'],
    [{ 'Fn::Sub': '${Table}/${Table.Arn}/${!Literal}' }, expect.stringMatching(/^stack-Table\/arn:.*\/\$\{Literal\}$/)],
    [{ 'Fn::Sub': ['${A}-${Table}', { A: { Ref: 'AWS::Partition' } }] }, 'aws-stack-Table'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [{ a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
  ])('%j is resolved', (value, expected) => {
    expect(resolver.resolve(value, 'X.Y')).toEqual(expected);
  });

  test.each([
    [{ Ref: 'Nobody' }, 'there is no resource Nobody'],
    [{ Ref: 'Asked' }, 'there is no resource Asked'],
    [{ Ref: 'Topic' }, 'Ref to Topic, a resource of type AWS::SNS::Topic'],
    [{ 'Fn::GetAtt': ['Table', 'Size'] }, 'Fn::GetAtt Table.Size'],
    [{ 'Fn::ImportValue': 'other:Export' }, 'Fn::ImportValue'],
    [{ 'Fn::GetStackOutput': ['other', 'Output'] }, 'Fn::GetStackOutput'],
    [{ 'Fn::Select': [3, ['a']] }, 'Fn::Select'],
    [{ 'Fn::Join': ['', [{ a: 1, b: 2 }]] }, '{"a":1,"b":2}, which is no string'],
  ])('%j is refused by resource and property', (value, what) => {
    expect(() => resolver.resolve({ deep: [value] }, 'Users.Environment')).toThrow(
      `cannot resolve Users.Environment.deep[0] in stack stack: ${what}`,
    );
  });
});

describe('a template that cannot be run here', () => {
  let folder = '';

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['Broken', 'Runtime', 'python3.14', 'Broken in stack api: its Runtime is python3.14'],
    ['Echo', 'Code', { ZipFile: 'x' }, 'Echo in stack api: its Code is no asset of this assembly'],
    ['EchoIntegration', 'PayloadFormatVersion', '1.0', 'EchoIntegration in stack api: its PayloadFormatVersion is 1.0'],
    ['EchoIntegration', 'IntegrationUri', 'arn:x', 'its IntegrationUri is no function of this assembly'],
    ['EchoRoute', 'AuthorizationType', 'CUSTOM', 'EchoRoute in stack api: its AuthorizationType is CUSTOM'],
    ['EchoRoute', 'AuthorizationType', 'JWT', 'EchoRoute in stack api: its AuthorizerId is no authorizer of'],
    ['Api', 'ProtocolType', 'WEBSOCKET', 'Api in stack api: it is no HTTP API'],
    ['Role', 'ManagedPolicyArns', ['arn:x'], 'Role in stack api: it has ManagedPolicyArns'],
    ['Policy', 'PolicyDocument', { Statement: [{ Effect: 'Allow', NotAction: 'x' }] }, 'statement 1 has a NotAction'],
    [
      'Policy',
      'PolicyDocument',
      { Statement: [{ Sid: 'A', Effect: 'Allow', Condition: { Bool: { 'aws:SecureTransport': true } } }] },
      'A has the Condition {"Bool":{"aws:SecureTransport":true}}',
    ],
  ])('%s with %s %j is refused by name', (id, property, value, message) => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
    cpSync(assembly, folder, { recursive: true });
    const file = join(folder, 'ApiStack.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8')) as {
      Resources: Record<string, { Properties: Record<string, unknown> }>;
    };
    Object.assign(template.Resources[id]?.Properties ?? {}, { [property]: value });
    writeFileSync(file, JSON.stringify(template));
    expect(() => readAssembly(folder, 'eu-west-1')).toThrow(message);
  });
});
