import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CfnTemplate, resourcesOf, synthesize } from '../support/synthesize.ts';

describe('data stack', () => {
  let template: CfnTemplate;
  beforeAll(() => {
    template = synthesize().data;
  }, 60_000);

  const tableOf = () => template.Resources.TableCD117FA1?.Properties;

  test('keeps the logical ids that CloudFormation knows its resources by', () => {
    const ids = Object.entries(template.Resources).map(([id, { Type }]) => [id, Type]);
    expect(ids).toEqual([
      ['TableCD117FA1', 'AWS::DynamoDB::GlobalTable'],
      ['DefaultTenantSecret032DFDBF', 'AWS::SecretsManager::Secret'],
      ['TokenKeySecret44CCA971', 'AWS::SecretsManager::Secret'],
      ['CursorKeySecret0A692494', 'AWS::SecretsManager::Secret'],
      [expect.stringMatching(/^StreamParameter/), 'AWS::SSM::Parameter'],
      ['EventsBus45DE4339', 'AWS::Events::EventBus'],
      ['EventsDeadLetterQueueC3DB07E1', 'AWS::SQS::Queue'],
      ['EventsDeadLetterQueuePolicy9753C52F', 'AWS::SQS::QueuePolicy'],
    ]);
  });

  test('keeps every resource when its stack is deleted or the resource replaced', () => {
    for (const resource of Object.values(template.Resources)) {
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('has one table with string keys pk and sk, paid by request', () => {
    expect(tableOf()).toMatchObject({
      TableName: 'rollcall-dev',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'member', AttributeType: 'S' },
      ],
      SSESpecification: { SSEEnabled: false },
    });
  });

  test('has the one index byMember, of keys only', () => {
    expect(tableOf()?.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'byMember',
        KeySchema: [
          { AttributeName: 'member', KeyType: 'HASH' },
          { AttributeName: 'pk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
  });

  test('protects the table against deletion and loss in its only region', () => {
    expect(tableOf()?.Replicas).toEqual([
      {
        Region: { Ref: 'AWS::Region' },
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        GlobalSecondaryIndexes: [{ IndexName: 'byMember' }],
      },
    ]);
  });

  test('is made to be thrown away where its stage is', () => {
    const { data } = synthesize({ settings: { removalPolicy: 'destroy', pointInTimeRecoveryDays: 1 } });
    for (const resource of Object.values(data.Resources)) {
      expect(resource).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    }
    expect(data.Resources.TableCD117FA1?.Properties.Replicas).toMatchObject([
      {
        DeletionProtectionEnabled: false,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 1 },
      },
    ]);
  });

  test('is encrypted with a key of its own where its stage asks for one, which is renewed each year', () => {
    const { data } = synthesize({ settings: { customerManagedKey: true, region: 'eu-central-1' } });
    const ids = Object.entries(data.Resources).map(([id, { Type }]) => [id, Type]);
    expect(ids).toEqual([
      ['Key961B73FD', 'AWS::KMS::Key'],
      ['KeyAlias910D852D', 'AWS::KMS::Alias'],
      [expect.stringMatching(/^KeyParameter/), 'AWS::SSM::Parameter'],
      ['TableCD117FA1', 'AWS::DynamoDB::GlobalTable'],
      ['DefaultTenantSecret032DFDBF', 'AWS::SecretsManager::Secret'],
      ['TokenKeySecret44CCA971', 'AWS::SecretsManager::Secret'],
      ['CursorKeySecret0A692494', 'AWS::SecretsManager::Secret'],
      [expect.stringMatching(/^StreamParameter/), 'AWS::SSM::Parameter'],
      ['EventsBus45DE4339', 'AWS::Events::EventBus'],
      ['EventsDeadLetterQueueC3DB07E1', 'AWS::SQS::Queue'],
      ['EventsDeadLetterQueuePolicy9753C52F', 'AWS::SQS::QueuePolicy'],
    ]);
    const key = data.Resources.Key961B73FD;
    expect(key).toMatchObject({ DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
    expect(data.Resources.KeyAlias910D852D?.Properties.AliasName).toBe('alias/rollcall-dev');
    const { SSESpecification, Replicas } = data.Resources.TableCD117FA1?.Properties ?? {};
    expect(SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    const arn = { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] };
    expect(Replicas).toMatchObject([{ SSESpecification: { KMSMasterKeyId: arn } }]);
    for (const [, { Properties }] of resourcesOf(data, 'AWS::SecretsManager::Secret')) {
      expect(Properties.KmsKeyId).toEqual(arn);
    }
    expect(data.Resources.EventsDeadLetterQueueC3DB07E1?.Properties.KmsMasterKeyId).toEqual(arn);
    expect(JSON.stringify(key?.Properties.KeyPolicy)).toContain(':log-group:/aws/lambda/rollcall-dev*');
  });

  test('lets items expire by ttl and streams what they were and became', () => {
    expect(tableOf()).toMatchObject({
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  test('has no secret in the template: a tenant without tokens and keys that are made in AWS', () => {
    const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret').map(([, { Properties }]) => Properties);
    expect(secrets).toEqual([
      {
        Name: 'rollcall/dev/tenants/default',
        Description: expect.any(String),
        // A change here would overwrite the verifiers of a deployed stage.
        SecretString: '{"tokens":{}}',
      },
      {
        Name: 'rollcall/dev/token-key',
        Description: expect.any(String),
        GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      },
      {
        Name: 'rollcall/dev/cursor-key',
        Description: expect.any(String),
        GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      },
    ]);
  });

  test('has a bus for change events, and an encrypted queue that keeps as long as SQS does what did not get there', () => {
    expect(template.Resources.EventsBus45DE4339?.Properties).toMatchObject({ Name: 'rollcall-dev' });
    expect(template.Resources.EventsDeadLetterQueueC3DB07E1?.Properties).toEqual({
      QueueName: 'rollcall-dev-undelivered-events',
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    });
    const policy = JSON.stringify(template.Resources.EventsDeadLetterQueuePolicy9753C52F?.Properties);
    expect(policy).toContain('{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
  });

  test('says what an operator needs to know', () => {
    expect(template.Outputs).toEqual({
      TableName: { Value: 'rollcall-dev' },
      TenantSecretPrefix: { Value: 'rollcall/dev/tenants/' },
      TokenKeySecretName: { Value: 'rollcall/dev/token-key' },
    });
  });
});
