import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  ListSecretsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type SecretsEndpoint, startSecrets } from '#lib/local/secrets.ts';

let folder: string;
let file: string;
let secrets: SecretsEndpoint;
let client: SecretsManagerClient;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  file = join(folder, 'secrets.json');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(): Promise<void> {
  secrets = await startSecrets({ region: 'eu-west-1', file });
  client = new SecretsManagerClient({
    endpoint: secrets.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
}

async function stop(): Promise<void> {
  client.destroy();
  await secrets.stop();
}

beforeEach(async () => {
  rmSync(file, { force: true });
  await start();
});

afterEach(stop);

const create = (Name: string, SecretString = 'one') => client.send(new CreateSecretCommand({ Name, SecretString }));
const read = async (SecretId: string, VersionStage?: string) =>
  (await client.send(new GetSecretValueCommand({ SecretId, ...(VersionStage && { VersionStage }) }))).SecretString;

describe('the Secrets Manager endpoint', () => {
  test('keeps what it has answered, in a file that only its owner may read', async () => {
    await create('a/b', 'sécret');
    await client.send(new CreateSecretCommand({ Name: 'binary', SecretBinary: new Uint8Array([255, 0]) }));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['secrets.json']);
    await stop();
    await start();
    expect(await read('a/b')).toBe('sécret');
    const { SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: 'binary' }));
    expect(Array.from(SecretBinary ?? [])).toEqual([255, 0]);
  });

  test('finds a secret by name, ARN and ARN without its ending', async () => {
    const { ARN = '' } = await create('a/b');
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:a\/b-[0-9a-z]{6}$/);
    expect([await read('a/b'), await read(ARN), await read(ARN.slice(0, -7))]).toEqual(['one', 'one', 'one']);
  });

  test('moves labels as versions are put', async () => {
    const { VersionId: first } = await create('s');
    const { VersionId: second } = await client.send(new PutSecretValueCommand({ SecretId: 's', SecretString: 'two' }));
    const pending = new PutSecretValueCommand({ SecretId: 's', SecretString: 'three', VersionStages: ['AWSPENDING'] });
    const { VersionId: third } = await client.send(pending);
    expect([await read('s'), await read('s', 'AWSPREVIOUS'), await read('s', 'AWSPENDING')]).toEqual([
      'two',
      'one',
      'three',
    ]);
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 's',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: third,
        RemoveFromVersionId: second,
      }),
    );
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: 's' }));
    expect(VersionIdsToStages).toEqual({
      [second ?? '']: ['AWSPREVIOUS'],
      [third ?? '']: ['AWSPENDING', 'AWSCURRENT'],
    });
    await expect(client.send(new GetSecretValueCommand({ SecretId: 's', VersionId: first }))).rejects.toThrow(
      ResourceNotFoundException,
    );
  });

  test('takes the same version twice, and not another value for it', async () => {
    await create('s');
    const token = '00000000-0000-4000-8000-000000000000';
    const put = (SecretString: string) =>
      client.send(new PutSecretValueCommand({ SecretId: 's', SecretString, ClientRequestToken: token }));
    await put('two');
    expect((await put('two')).VersionId).toBe(token);
    await expect(put('three')).rejects.toThrow(ResourceExistsException);
  });

  test('takes values of 65,536 bytes, and no longer ones', async () => {
    await create('s');
    const put = (SecretString: string) => client.send(new PutSecretValueCommand({ SecretId: 's', SecretString }));
    await put('é'.repeat(32_768));
    const tooLong = { name: 'ValidationException', message: expect.stringMatching(/'secretString'.*65536$/) };
    await expect(put(`${'é'.repeat(32_768)}x`)).rejects.toMatchObject(tooLong);
    await expect(create('t', 'x'.repeat(65_537))).rejects.toMatchObject(tooLong);
    const SecretBinary = new Uint8Array(65_537);
    await expect(client.send(new PutSecretValueCommand({ SecretId: 's', SecretBinary }))).rejects.toThrow(
      "'secretBinary'",
    );
    expect(await read('s')).toBe('é'.repeat(32_768));
  });

  test('updates the description and the value', async () => {
    await create('s');
    await client.send(new UpdateSecretCommand({ SecretId: 's', Description: 'what it is', SecretString: 'two' }));
    await client.send(new TagResourceCommand({ SecretId: 's', Tags: [{ Key: 'k', Value: '1' }] }));
    await client.send(new TagResourceCommand({ SecretId: 's', Tags: [{ Key: 'k', Value: '2' }] }));
    const described = await client.send(new DescribeSecretCommand({ SecretId: 's' }));
    expect(described).toMatchObject({ Description: 'what it is', Tags: [{ Key: 'k', Value: '2' }] });
    expect(described.CreatedDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(await read('s')).toBe('two');
  });

  test('deletes with a way back, or at once', async () => {
    await create('s');
    await client.send(new DeleteSecretCommand({ SecretId: 's' }));
    await expect(read('s')).rejects.toThrow(InvalidRequestException);
    await expect(create('s')).rejects.toThrow(InvalidRequestException);
    expect((await client.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
    await client.send(new RestoreSecretCommand({ SecretId: 's' }));
    expect(await read('s')).toBe('one');
    await client.send(new DeleteSecretCommand({ SecretId: 's', ForceDeleteWithoutRecovery: true }));
    await expect(read('s')).rejects.toThrow(ResourceNotFoundException);
    await expect(create('s', 'again')).resolves.toHaveProperty('Name', 's');
  });

  test('lists by the beginning of the name, page by page', async () => {
    for (const name of ['b/2', 'a/1', 'b/1', 'b/3']) await create(name);
    const list = (NextToken?: string) =>
      client.send(
        new ListSecretsCommand({
          Filters: [{ Key: 'name', Values: ['b/'] }],
          MaxResults: 2,
          ...(NextToken && { NextToken }),
        }),
      );
    const first = await list();
    const second = await list(first.NextToken);
    expect([first, second].map((page) => page.SecretList?.map(({ Name }) => Name))).toEqual([['b/1', 'b/2'], ['b/3']]);
    expect(second.NextToken).toBeUndefined();
  });

  test('answers a batch with what it finds and what it does not', async () => {
    await create('s');
    const batch = await client.send(new BatchGetSecretValueCommand({ SecretIdList: ['s', 'nobody'] }));
    expect(batch.SecretValues).toMatchObject([{ Name: 's', SecretString: 'one' }]);
    expect(batch.Errors).toMatchObject([{ SecretId: 'nobody', ErrorCode: 'ResourceNotFoundException' }]);
  });

  test('refuses as the service does', async () => {
    await create('s');
    await expect(read('nobody')).rejects.toThrow(ResourceNotFoundException);
    await expect(read('__proto__')).rejects.toThrow(ResourceNotFoundException);
    await expect(read('s', 'AWSPREVIOUS')).rejects.toThrow(ResourceNotFoundException);
    await expect(create('s')).rejects.toThrow(ResourceExistsException);
    await expect(create('no spaces')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(client.send(new PutSecretValueCommand({ SecretId: 's' }))).rejects.toThrow(InvalidParameterException);
    await expect(client.send(new RotateSecretCommand({ SecretId: 's' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('counts calls by operation, also those it refuses', async () => {
    await create('s');
    await read('s');
    await read('nobody').catch(() => undefined);
    expect(secrets.calls).toEqual({ CreateSecret: 1, GetSecretValue: 2 });
  });
});
