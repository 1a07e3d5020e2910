/**
 * Three releases on one table: today's, one that reads format 2 as well and still writes format 1, and one that writes
 * format 2. In format 2 a title is in capitals, which stands for any difference that is not indexed.
 */
import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { JsonObject } from '#scim/json.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import type { readChange } from '#storage/dynamodb/change-record.ts';
import * as format from '#storage/dynamodb/document-format.ts';
import { type Item, tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import type { ResourceStore } from '#storage/resource-store.ts';
import { startTestTable, type TestTable } from '../../../../support/engine.ts';
import { recordOf } from '../../../../support/stream-records.ts';

interface Release {
  readonly readChange: typeof readChange;
  readonly storeOf: (tenant: string) => ResourceStore;
  /** Migrates all users of a tenant; `between` happens after each reading and before the writing that follows. */
  readonly migrate: (tenant: string, between?: () => Promise<unknown>) => Promise<{ read: number; written: number }>;
}

const inCapitals = (title: (text: string) => string) => (document: JsonObject) =>
  typeof document.title === 'string' ? { ...document, title: title(document.title) } : document;
const forward = { to: 2, make: inCapitals((text) => text.toUpperCase()) };
const back = { to: 1, make: inCapitals((text) => text.toLowerCase()) };
const at = '2026-03-01T00:00:00.000Z';
const later = '2026-03-02T00:00:00.000Z';

let table: TestTable;
let today: Release;
let between: Release;
let next: Release;
let tenant: string;

/** The modules of the store once more, with these formats. */
async function release(formats: format.DocumentFormats): Promise<Release> {
  jest.resetModules();
  jest.unstable_mockModule('#storage/dynamodb/document-format.ts', () => ({ ...format, formats }));
  const { DynamoDbStore } = await import('#storage/dynamodb/dynamodb-store.ts');
  const { Table } = await import('#storage/dynamodb/table.ts');
  const { migrateDocuments } = await import('#storage/dynamodb/migrate-documents.ts');
  const { readChange } = await import('#storage/dynamodb/change-record.ts');
  const options = () => ({ ...table, meter: new Meter(), deadline: Date.now() + 60_000 });
  return {
    readChange,
    storeOf: (tenant) => new DynamoDbStore({ ...options(), tenant, memberTypes: [userType, groupType] }),
    migrate: async (tenant, between) => {
      class Interrupted extends Table {
        override async query(range: Parameters<InstanceType<typeof Table>['query']>[0]) {
          const page = await super.query(range);
          await between?.();
          return page;
        }
      }
      const counts = { read: 0, written: 0 };
      let after: string | undefined;
      do {
        const directory = { table: new Interrupted(options()), keys: tenantKeys(tenant) };
        const page = await migrateDocuments(directory, userType, after);
        counts.read += page.read;
        counts.written += page.written;
        after = page.next;
      } while (after !== undefined);
      return counts;
    },
  };
}

beforeAll(async () => {
  table = await startTestTable();
  today = await release(format.formats);
  between = await release({ current: 1, steps: { 2: back } });
  next = await release({ current: 2, steps: { 1: forward } });
});
afterAll(() => table.stop());
beforeEach(() => {
  tenant = `t-${randomUUID().slice(0, 8)}`;
});

async function createUser(by: Release, title: string): Promise<string> {
  const id = randomUUID();
  const document = { userName: id, title };
  await by.storeOf(tenant).create(userType, { id, version: 1, created: at, lastModified: at, document });
  return id;
}

async function read(by: Release, id: string): Promise<ResourceState> {
  const state = await by.storeOf(tenant).get(userType, id);
  if (state === undefined) throw new Error(`There is no user ${id}.`);
  return state;
}

async function change(by: Release, id: string, values: JsonObject): Promise<ResourceState | undefined> {
  const before = await read(by, id);
  return by.storeOf(tenant).replace(userType, before, { ...before.document, ...values }, { at: later });
}

async function stored(id: string): Promise<Record<string, unknown>> {
  const Key = tenantKeys(tenant).resource('User', id);
  const { Item = {} } = await table.client.send(
    new GetCommand({ TableName: table.tableName, Key, ConsistentRead: true }),
  );
  return Item;
}

describe('a document', () => {
  test('is read by each release, whichever wrote it', async () => {
    const old = await createUser(between, 'baker');
    const young = await createUser(next, 'BAKER');
    expect((await stored(old)).format).toBeUndefined();
    expect((await stored(young)).format).toBe(2);
    for (const id of [old, young]) {
      expect((await read(between, id)).document.title).toBe('baker');
      expect((await read(next, id)).document.title).toBe('BAKER');
    }
  });

  test('gets the format of the release that changes it', async () => {
    const id = await createUser(between, 'baker');
    await change(next, id, { nickName: 'B' });
    expect(await stored(id)).toMatchObject({ format: 2, doc: expect.stringContaining('BAKER') });
    await change(between, id, { nickName: 'C' });
    expect(await stored(id)).toMatchObject({ version: 3, doc: expect.stringContaining('baker') });
    expect(await stored(id)).not.toHaveProperty('format');
    expect((await read(next, id)).document).toMatchObject({ title: 'BAKER', nickName: 'C' });
  });

  test('of a format that is not known is refused, and not taken for another', async () => {
    const id = await createUser(next, 'BAKER');
    await expect(read(today, id)).rejects.toThrow('A User is stored in format 2, and this release reads 1.');
  });

  test('says no format today, and no write is longer for it', async () => {
    const id = await createUser(today, 'baker');
    await change(today, id, { nickName: 'B' });
    expect(Object.keys(await stored(id)).toSorted()).toEqual(
      ['created', 'doc', 'lastModified', 'pk', 'sk', 'version'].toSorted(),
    );
    expect(format.markOf(format.formats)).toEqual({ attributes: {}, set: [], clause: '', values: {} });
  });
});

describe('a migration', () => {
  test('writes what is old, and nobody sees a difference', async () => {
    const ids = [
      await createUser(between, 'baker'),
      await createUser(between, 'cook'),
      await createUser(next, 'SMITH'),
    ];
    const before = await Promise.all(ids.map((id) => read(next, id)));
    expect(await next.migrate(tenant)).toEqual({ read: 3, written: 2 });
    expect(await Promise.all(ids.map((id) => read(next, id)))).toEqual(before);
    for (const id of ids) expect(await stored(id)).toMatchObject({ format: 2, version: 1, lastModified: at });
    expect(await next.migrate(tenant)).toEqual({ read: 3, written: 0 });
  });

  test('is no change to who reads the stream, in whichever release', async () => {
    const id = await createUser(between, 'baker');
    const old = (await stored(id)) as Item;
    await next.migrate(tenant);
    const record = recordOf(old, (await stored(id)) as Item);
    for (const [release, title] of [
      [between, 'baker'],
      [next, 'BAKER'],
    ] as const) {
      const change = release.readChange(record);
      if (change?.kind !== 'resource') throw new Error('The record is of a resource.');
      expect(change.before).toEqual(change.after);
      expect(change.after?.document).toEqual({ userName: id, title });
    }
  });

  test.each([
    ['the release before', () => between],
    ['this release', () => next],
  ])('loses no change that %s makes meanwhile', async (_, by) => {
    const id = await createUser(between, 'baker');
    await next.migrate(tenant, () => change(by(), id, { nickName: 'B' }));
    expect((await read(next, id)).document).toMatchObject({ title: 'BAKER', nickName: 'B' });
    expect(await stored(id)).toMatchObject({ version: 2, lastModified: later });
    expect(await next.migrate(tenant)).toMatchObject({ read: 1 });
    expect(await stored(id)).toMatchObject({ format: 2, version: 2 });
  });

  test('keeps no change from being made on what was read before it', async () => {
    const id = await createUser(between, 'baker');
    const before = await read(between, id);
    await next.migrate(tenant);
    const document = { ...before.document, nickName: 'B' };
    expect(await between.storeOf(tenant).replace(userType, before, document, { at: later })).toMatchObject({
      version: 2,
    });
    expect((await read(next, id)).document).toMatchObject({ title: 'BAKER', nickName: 'B' });
  });
});
