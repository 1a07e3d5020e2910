import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeEndpoints } from '#lib/local/endpoints.ts';
import { userType } from '#scim/schema/resource-types.ts';
import type { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { user } from '../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../support/engine.ts';
import { runCommand } from '../support/run-command.ts';

const ada = user('ada', { displayName: 'Ada Lovelace' });
const bob = user('bob');
let data: string;
let table: TestTable;
let store: DynamoDbStore;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'rollcall-'));
  table = await startTestTable();
  const dynamodbEndpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  writeEndpoints(data, {
    region: 'local',
    dynamodbEndpoint,
    eventsEndpoint: '',
    secretsEndpoint: 'http://127.0.0.1:9',
  });
  store = openStore(table, { tenant: 'acme' });
  for (const one of [ada, bob]) {
    await store.create(userType, one);
    await store.delete(userType, one, { at: new Date().toISOString(), recoverable: true });
  }
});

afterAll(async () => {
  await table.stop();
  rmSync(data, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  runCommand('deleted', ['--data', data, '--stage', 'test', '--tenant', 'acme', ...args]);

describe('npm run deleted', () => {
  test('lists, restores and purges', async () => {
    const { status, stdout } = await run();
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${ada.id}  deleted \\S+Z  kept until \\S+Z  "Ada Lovelace"  "ada"$`, 'm'));
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(await run('--restore', ada.id)).toEqual({ status: 0, stdout: `User ${ada.id} is back.\n`, stderr: '' });
    expect(await store.get(userType, ada.id)).toMatchObject({ document: ada.document, version: 2 });
    expect(await run('--purge', bob.id)).toMatchObject({ status: 0, stdout: `User ${bob.id} is gone for good.\n` });
    expect(await run()).toEqual({ status: 0, stdout: '', stderr: 'None.\n' });
  });

  test.each([
    [['--restore', bob.id], `error: Tenant acme has no deleted User ${bob.id}.\n`],
    [['--purge', bob.id], `error: Tenant acme has no deleted User ${bob.id}.\n`],
    [['--type', 'Thing'], 'error: There is no resource type "Thing".\n'],
    [['--type', 'Group', '--restore', bob.id], 'error: A Group is not kept when it is deleted.\n'],
  ])('%j is refused in one line', async (args, stderr) => {
    expect(await run(...args)).toEqual({ status: 1, stdout: '', stderr });
  });
});
