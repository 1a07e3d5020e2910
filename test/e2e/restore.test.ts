/**
 * The way of docs/backup-and-restore.md, "The whole table", as far as it goes without AWS: a copy of the table as it was at
 * some moment stands in for what point-in-time recovery makes.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BusEvent } from '#lib/local/event-bus.ts';
import { type LocalStack, startLocalStack } from '#lib/local/stack.ts';
import { type OperatorClient, operatorClient } from '#lib/operator/client.ts';
import { type CfnTemplate, synthesize } from '../support/synthesize.ts';
import { recordAccess } from './support/access-record.ts';
import { createGroup, createUser, memberIdsOf, patch, send } from './support/client.ts';

const { SCIM_ASSEMBLY: assembly } = process.env;
const locally = assembly === undefined ? describe.skip : describe;
const tenant = 'restored';
const restoredTable = 'rollcall-dev-restored';
const generic = { tenant, provider: 'generic' };

locally('a table that was restored', () => {
  const data = mkdtempSync(join(tmpdir(), 'rollcall-restore-'));
  const events: BusEvent[] = [];
  const stacks: LocalStack[] = [];
  const clients: DynamoDBClient[] = [];
  let person: string;
  let group: string;
  let later: string;

  const operatorOf = ({ origin, region, accessKey }: LocalStack): OperatorClient =>
    operatorClient({ url: `${origin}/operator/v1`, region, credentials: accessKey });
  const databaseOf = ({ dynamodbEndpoint: endpoint, region }: LocalStack): DynamoDBClient => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new DynamoDBClient({ endpoint, region, credentials });
    clients.push(client);
    return client;
  };
  const current = (): LocalStack => stacks.at(-1) as LocalStack;
  const speakTo = ({ origin }: LocalStack, token = process.env.SCIM_TOKEN ?? '') => {
    process.env.SCIM_CONNECTIONS = '{}';
    process.env.SCIM_BASE_URL = `${origin}/provisioning/generic/v2`;
    process.env.SCIM_TOKEN = token;
  };

  /** What a restore brings along: keys, the index, items. No stream, no time to live. */
  async function restore(database: DynamoDBClient, items: readonly Record<string, AttributeValue>[]): Promise<void> {
    const { Table } = await database.send(new DescribeTableCommand({ TableName: 'rollcall-dev' }));
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    }));
    await database.send(
      new CreateTableCommand({
        TableName: restoredTable,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: Table?.KeySchema,
        AttributeDefinitions: Table?.AttributeDefinitions,
        GlobalSecondaryIndexes: indexes,
      }),
    );
    for (const Item of items) await database.send(new PutItemCommand({ TableName: restoredTable, Item }));
  }

  /** Gives the ARN of the stream. */
  async function switchOn(database: DynamoDBClient): Promise<string> {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' };
    await database.send(new UpdateTimeToLiveCommand({ TableName: restoredTable, TimeToLiveSpecification }));
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
    await database.send(new UpdateTableCommand({ TableName: restoredTable, StreamSpecification }));
    const { Table } = await database.send(new DescribeTableCommand({ TableName: restoredTable }));
    // The engine is in no region.
    return (Table?.LatestStreamArn ?? '').replace(':dynoxide:', `:${current().region}:`);
  }

  /** The stacks with `restoredTable`, and the parameter that an operator writes beside them. */
  function deployWith(streamArn: string): string {
    const { folder } = synthesize({ bundle: true, settings: { console: true, restoredTable } });
    const file = join(folder, 'rollcall-dev-data.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8')) as CfnTemplate;
    const parameter = {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: `/rollcall/dev/streams/${restoredTable}`, Type: 'String', Value: streamArn },
    };
    // In AWS the table is in no stack; this one knows the keys of a table by its template.
    const table = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable');
    const restored = { ...table, Properties: { ...table?.Properties, TableName: restoredTable } };
    const Resources = { ...template.Resources, Written: parameter, Restored: restored };
    writeFileSync(file, JSON.stringify({ ...template, Resources }));
    return folder;
  }

  const itemsOf = async (database: DynamoDBClient, TableName: string) =>
    (await database.send(new ScanCommand({ TableName }))).Items ?? [];

  beforeAll(async () => {
    const before = await startLocalStack({ assembly: assembly ?? '', port: 0, data, onAccess: recordAccess() });
    stacks.push(before);
    const operator = operatorOf(before);
    await operator.call('createTenant', { body: { id: tenant, displayName: 'Restored Inc.' } });
    await operator.call('activateConnection', { parameters: generic, body: {} });
    const issue = async (label: string) =>
      (await operator.call('issueToken', { parameters: generic, body: { label } })).secret ?? '';
    speakTo(before, await issue('early'));
    person = await createUser();
    group = await createGroup([person]);
    const database = databaseOf(before);
    const moment = await itemsOf(database, 'rollcall-dev');

    // The accident, and what went on until it was noticed.
    expect((await send('DELETE', `/Users/${person}`)).status).toBe(204);
    expect((await send('DELETE', `/Groups/${group}`)).status).toBe(204);
    later = await issue('late');

    await operator.call('suspendTenant', { parameters: { tenant } });
    await restore(database, moment);
    const streamArn = await switchOn(database);
    await before.stop();
    stacks.push(
      await startLocalStack({
        assembly: deployWith(streamArn),
        port: 0,
        data,
        onEvent: ({ event }) => void events.push(event),
      }),
    );
    speakTo(current());
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await current().stop();
    rmSync(data, { recursive: true, force: true });
  });

  test('is reached by nobody until the tenant is resumed', async () => {
    expect((await send('GET', `/Users/${person}`)).status).toBe(403);
    await operatorOf(current()).call('resumeTenant', { parameters: { tenant } });
    // A function remembers for a minute what it read of a tenant.
    await current().killFunction('rollcall-dev-users');
    expect((await send('GET', `/Users/${person}`)).status).toBe(200);
  });

  test('has what was deleted, under its ids and with its memberships', async () => {
    expect(await memberIdsOf(group)).toEqual([person]);
    const { json } = await send('GET', `/Users/${person}`);
    expect(json.groups).toMatchObject([{ value: group }]);
  });

  test('is the one that is written, and the one of before is left as it was', async () => {
    const database = databaseOf(current());
    const old = await itemsOf(database, 'rollcall-dev');
    await patch(`/Users/${person}`, [{ op: 'replace', path: 'title', value: 'Restored' }]);
    expect(await itemsOf(database, 'rollcall-dev')).toEqual(old);
    expect(JSON.stringify(await itemsOf(database, restoredTable))).toContain('Restored');
  });

  test('has a stream, whose changes go to the bus', async () => {
    const isUpdate = ({ detail }: BusEvent) => JSON.stringify(detail).includes('"title":"Restored"');
    for (let tries = 0; tries < 200 && !events.some(isUpdate); tries += 1) await sleep(50);
    expect(events.filter(isUpdate)).toMatchObject([{ detail: { tenant } }]);
  });

  test('does not know a token that was issued since, which opens its connection all the same', async () => {
    expect((await send('GET', `/Users/${person}`, { token: later })).status).toBe(200);
    const { items: known } = await operatorOf(current()).call('listTokens', { parameters: generic, query: {} });
    expect(known.map(({ label }) => label)).toEqual(['early']);
    await operatorOf(current()).call('activateConnection', { parameters: generic, body: {} });
    const { items: adopted } = await operatorOf(current()).call('listTokens', { parameters: generic, query: {} });
    expect(adopted).toHaveLength(2);
  });
});
