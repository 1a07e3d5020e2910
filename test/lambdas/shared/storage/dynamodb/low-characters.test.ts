/** Directories from before U+0000 and U+0001 were refused in what is indexed. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseFilter } from '#scim/filter/parse.ts';
import type { ResourceState } from '#scim/resource.ts';
import { resourceTypes, userType } from '#scim/schema/resource-types.ts';
import { resolveSort } from '#scim/sort/sort.ts';
import { countUp } from '#storage/dynamodb/create-resource.ts';
import type { DynamoDbStore } from '#storage/dynamodb/dynamodb-store.ts';
import { indexEntries } from '#storage/dynamodb/index-entries.ts';
import { putEntries } from '#storage/dynamodb/index-writes.ts';
import { toResourceItem } from '#storage/dynamodb/items.ts';
import { tenantKeys } from '#storage/dynamodb/keys.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { Table } from '#storage/dynamodb/table.ts';
import { at, later, state } from '../../../../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../../../../support/engine.ts';

const values = [
  'abc',
  'abc\u00015',
  'abc\u0000',
  'abc\u0001',
  '\u0000',
  'abc\u0002',
  'ab',
  'abc\u0001g',
  'abc\u0001f',
  'b',
];
let table: TestTable;
let store: DynamoDbStore;
let users: readonly ResourceState[];

beforeAll(async () => {
  table = await startTestTable();
  const tenant = randomUUID();
  const meter = new Meter();
  const keys = tenantKeys(tenant);
  const directory = {
    table: new Table({ ...table, meter, deadline: Date.now() + 600_000 }),
    keys,
    memberTypes: resourceTypes,
  };
  users = values.map((value, i) =>
    state({ userName: `${value}-${i}`, externalId: value, emails: [{ value }, { value: `${value}2` }] }),
  );
  for (const user of users) {
    await directory.table.transact([
      { kind: 'put', item: toResourceItem(keys, userType, user, 0) },
      ...putEntries(keys, userType, user.id, indexEntries(userType, user.document)),
      countUp(directory, userType, user.id, 1),
    ]);
  }
  store = openStore(table, { tenant });
});

afterAll(() => table.stop());

const idsOf = async (filter: string) => {
  const query = { filter: parseFilter(filter, userType), startIndex: 1, count: 100 };
  const { resources, totalResults } = await store.query(userType, query);
  expect(totalResults).toBe(resources.length);
  return resources.map(({ id }) => id).sort();
};

describe('a directory with low characters in what is indexed', () => {
  const comparisons = ['userName', 'externalId', 'emails.value'].flatMap((attribute) =>
    ['eq', 'sw', 'gt', 'ge', 'lt', 'le'].map((operator) => `${attribute} ${operator}`),
  );

  test.each(comparisons)('%s finds by the index what every resource is asked for', async (comparison) => {
    for (const value of ['', ...values]) {
      const filter = `${comparison} ${JSON.stringify(value)}`;
      expect([value, await idsOf(filter)]).toEqual([value, await idsOf(`not (not (${filter}))`)]);
    }
  });

  test.each(['externalId pr', 'emails.value pr', 'externalId co ""', 'emails.value ew ""'])(
    '%s too',
    async (filter) => {
      expect(await idsOf(filter)).toEqual(users.map(({ id }) => id).sort());
    },
  );

  test.each(['userName', 'externalId'])(
    'each is once in the list sorted by %s, by number and by cursor',
    async (by) => {
      const sort = resolveSort({ by, descending: false }, userType, [userType]);
      const pages: string[] = [];
      for (let startIndex = 1; startIndex <= values.length; startIndex += 3) {
        const { resources } = await store.query(userType, { sort, startIndex, count: 3 });
        pages.push(...resources.map(({ id }) => id));
      }
      const cursored: string[] = [];
      let page = await store.queryFrom(userType, { sort, count: 3 });
      for (;;) {
        cursored.push(...page.resources.map(({ id }) => id));
        if (page.next === undefined) break;
        page = await store.queryFrom(userType, { sort, count: 3, from: { position: page.next, inclusive: false } });
      }
      expect(cursored).toEqual(pages);
      expect([...pages].sort()).toEqual(users.map(({ id }) => id).sort());
    },
  );

  test('they can be changed while they keep the value, given another, and deleted', async () => {
    const [, user] = users as [ResourceState, ResourceState];
    const titled = await store.replace(userType, user, { ...user.document, title: 'x' }, { at });
    const renamed =
      titled && (await store.replace(userType, titled, { ...titled.document, externalId: 'new' }, { at: later }));
    expect(await idsOf('externalId eq "abc\\u00015"')).toEqual([]);
    expect(await idsOf('externalId eq "new"')).toEqual([user.id]);
    expect(renamed && (await store.delete(userType, renamed, { at: later }))).toBe(true);
    expect(await idsOf('emails.value eq "abc\\u00015"')).toEqual([]);
  });
});
