import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSecrets } from '#lib/local/secrets.ts';
import { AwsJson1_0Protocol, AwsJson1_1Protocol } from '../../../lib/bundle/json-protocol.ts';
import { startTestTable, type TestTable } from '../../support/engine.ts';

interface Protocol {
  readonly protocol?: NonNullable<SecretsManagerClientConfig['protocol']>;
}
/** The protocol of the bundles, typed as the SDK wants it: it names fewer of a message's parts. */
const bundled = (protocol: unknown): Protocol => ({ protocol: protocol as NonNullable<Protocol['protocol']> });

/** What came of `act`, without what differs from one call to the next. */
async function outcomeOf(act: () => Promise<object>): Promise<object> {
  try {
    return withoutIds(await act());
  } catch (error) {
    const { constructor, message, stack, ...fields } = error as Error & { readonly constructor: { name: string } };
    expect(stack).toContain(message);
    return { constructor: constructor.name, message, ...withoutIds(fields) };
  }
}

function withoutIds(answer: object): object {
  const { $metadata, __type, ...fields } = answer as Record<string, unknown>;
  expect($metadata).toMatchObject({ httpStatusCode: expect.any(Number) });
  const { httpStatusCode, attempts } = $metadata as Record<string, unknown>;
  return { ...fields, httpStatusCode, attempts };
}

describe('awsJson1_0 in bundles', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startTestTable();
  });
  afterAll(() => table.stop());

  const clientOf = (settings: Protocol) =>
    DynamoDBDocumentClient.from(new DynamoDBClient({ ...settings, maxAttempts: 1 }), {
      marshallOptions: { removeUndefinedValues: true },
    });

  /** The same calls in the same order; the last one deletes what the first one made. */
  async function outcomesWith(settings: Protocol): Promise<readonly object[]> {
    const client = clientOf(settings);
    const { tableName: TableName } = table;
    const key = { pk: 'partition', sk: 'a' };
    const ReturnConsumedCapacity = 'TOTAL' as const;
    const transact = (...TransactItems: NonNullable<TransactWriteCommand['input']['TransactItems']>) =>
      client.send(new TransactWriteCommand({ TransactItems, ReturnConsumedCapacity }));
    // A view into a larger buffer, as compression gives it.
    const bytes = Buffer.from('xx\u0000\u00ffyy').subarray(2, 5);
    const binary = { bytes, set: new Set([new Uint8Array([1]), new Uint8Array([2, 3])]), deep: [{ B: bytes }] };
    const absent = {
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const acts: readonly (() => Promise<object>)[] = [
      () =>
        transact({
          Put: {
            TableName,
            Item: {
              ...key,
              list: [1, 'zwölf', null, true, { deep: {}, B: 'text', BS: ['a'] }],
              none: undefined,
              ...binary,
            },
          },
        }),
      () => transact({ Put: { TableName, Item: key, ...absent } }),
      () => client.send(new GetCommand({ TableName, Key: key, ReturnConsumedCapacity })),
      () => client.send(new GetCommand({ TableName, Key: { ...key, sk: 'none' }, ConsistentRead: true })),
      () =>
        client.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [key] } }, ReturnConsumedCapacity })),
      () =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: key,
            UpdateExpression: 'SET #n = :n',
            ConditionExpression: '#n = :n',
            ExpressionAttributeNames: { '#n': 'number' },
            ExpressionAttributeValues: { ':n': 4.25 },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      () =>
        client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': key.pk },
            Limit: undefined,
            ReturnConsumedCapacity,
          }),
        ),
      () => client.send(new QueryCommand({ TableName, KeyConditionExpression: 'nonsense' })),
      () => client.send(new GetCommand({ TableName: 'no-such-table', Key: key })),
      () => client.send(new BatchWriteCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: key } }] } })),
    ];
    const outcomes: object[] = [];
    for (const act of acts) outcomes.push(await outcomeOf(act));
    client.destroy();
    return outcomes;
  }

  test('gives what the protocol of the SDK gives, failures included', async () => {
    const own = await outcomesWith(bundled(AwsJson1_0Protocol));
    expect(own).toEqual(await outcomesWith({}));
    expect(own.map((outcome) => (outcome as { constructor?: unknown }).constructor)).toEqual(
      expect.arrayContaining([
        'TransactionCanceledException',
        'ConditionalCheckFailedException',
        'ResourceNotFoundException',
      ]),
    );
    expect(own[1]).toMatchObject({
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { pk: { S: 'partition' } } }],
    });
  });
});

describe('awsJson1_1 in bundles', () => {
  let folder: string;
  let secrets: Awaited<ReturnType<typeof startSecrets>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-protocol-'));
    secrets = await startSecrets({ region: 'eu-west-1', file: join(folder, 'secrets.json') });
  });
  afterAll(async () => {
    await secrets.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const clientOf = (settings: Protocol, more: SecretsManagerClientConfig = {}) =>
    new SecretsManagerClient({
      ...settings,
      endpoint: secrets.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      ...more,
    });

  test('gives the text of a secret, and the failures of the SDK', async () => {
    const client = clientOf(bundled(AwsJson1_1Protocol));
    await clientOf({}).send(new CreateSecretCommand({ Name: 'here', SecretString: 'gehéim' }));
    expect(await client.send(new GetSecretValueCommand({ SecretId: 'here' }))).toMatchObject({
      SecretString: 'gehéim',
    });
    const missing = new GetSecretValueCommand({ SecretId: 'nowhere' });
    await expect(client.send(missing)).rejects.toBeInstanceOf(ResourceNotFoundException);
    expect(await outcomeOf(() => client.send(missing))).toEqual(await outcomeOf(() => clientOf({}).send(missing)));
  });

  test('sends a token with each write that has none, the same on every try', async () => {
    const bodies: string[] = [];
    const client = clientOf(bundled(AwsJson1_1Protocol), {
      maxAttempts: 2,
      requestHandler: {
        handle: async ({ body }: { readonly body: string }) => {
          bodies.push(body);
          return {
            response: { statusCode: bodies.length === 1 ? 500 : 200, headers: {}, body: Readable.from(['{}']) },
          };
        },
      },
    });
    await client.send(new PutSecretValueCommand({ SecretId: 'a', SecretString: 'two' }));
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toMatch(/"ClientRequestToken":"[0-9a-f-]{36}"/);
    expect(bodies[1]).toBe(bodies[0]);
    await client.send(new PutSecretValueCommand({ SecretId: 'a', SecretString: 'two', ClientRequestToken: 'own' }));
    expect(bodies[2]).toContain('"ClientRequestToken":"own"');
  });
});
