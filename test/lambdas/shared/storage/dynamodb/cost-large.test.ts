/** What reading costs among 100,000 users, of which only those that are read are written: the counters know of all. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseFilter } from '#scim/filter/parse.ts';
import { parseListRequest } from '#scim/message/list-request.ts';
import { parseProjection } from '#scim/projection/select.ts';
import type { ResourceState } from '#scim/resource.ts';
import { userType } from '#scim/schema/resource-types.ts';
import { modifyResource } from '#service/modify.ts';
import { profileOf } from '#service/providers.ts';
import { queryResources } from '#service/query.ts';
import type { ServiceContext } from '#service/service-context.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { testCursors } from '../../../../support/cursors.ts';
import { at, fullUser } from '../../../../support/directory.ts';
import { openStore, startTestTable, type TestTable } from '../../../../support/engine.ts';
import { fillCounters, fillResources, idFrom } from '../../../../support/fill.ts';

const total = 100_000;
const tenant = randomUUID();
const ids = Array.from({ length: total }, (_, i) => idFrom(`user ${i}`)).sort();
const pages = [1, 2, 33_334, 50_000, 77_777, 99_901];
/** Before a page and after it, more than is ever read. */
const margin = 200;

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
  await fillCounters(table, tenant, userType, ids);
  const near = (rank: number) => pages.some((page) => rank > page - margin && rank < page + 100 + margin);
  // The first megabyte, with which a walk begins.
  const written = ids.filter((_, rank) => near(rank) || rank < 1_200);
  const states = written.map((id): ResourceState => ({ ...fullUser(`user-${id}`), id }));
  await fillResources(table, tenant, { ...userType, indexes: [] }, states);
});
afterAll(() => table.stop());

async function pageAt(startIndex: number): Promise<Meter> {
  const meter = new Meter();
  const { totalResults, resources } = await openStore(table, { tenant, meter }).query(userType, {
    startIndex,
    count: 100,
  });
  expect([totalResults, resources.map(({ id }) => id)]).toEqual([total, ids.slice(startIndex - 1, startIndex + 99)]);
  return meter;
}

describe('100 users of 100,000', () => {
  test.each(pages)('startIndex %d: at most 4 round trips and 90 read units', async (startIndex) => {
    const { trips, readUnits } = await pageAt(startIndex);
    expect(trips).toBeLessThanOrEqual(4);
    expect(readUnits).toBeLessThanOrEqual(90);
  });

  test('the last page costs at most twice the first', async () => {
    const [first, last] = [await pageAt(1), await pageAt(99_901)];
    expect(last.trips).toBeLessThanOrEqual(2 * first.trips);
    expect(last.readUnits).toBeLessThanOrEqual(2 * first.readUnits);
  });

  test.each(['title eq "x"', 'title pr and active eq true', 'not (userName eq "x")', 'title pr or userName eq "x"'])(
    'that match %s: tooMany, naming what is indexed, after the first page and the counters',
    async (text) => {
      const meter = new Meter();
      const store = openStore(table, { tenant, meter });
      const query = store.query(userType, { filter: parseFilter(text, userType), startIndex: 1, count: 100 });
      await expect(query).rejects.toMatchObject({
        status: 400,
        scimType: 'tooMany',
        detail: expect.stringContaining('id, userName, externalId, emails.value'),
      });
      expect(meter.trips).toBe(2);
      expect(meter.readUnits).toBeLessThanOrEqual(270);
    },
  );
});

test('a patch that changes nothing: one round trip, 1 read unit', async () => {
  const meter = new Meter();
  const [id = ''] = ids;
  const context = contextOf(meter);
  const operations = [{ op: 'replace', path: 'title', value: 'Tour Guide' }];
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
  const { state } = await modifyResource(context, userType, id, body);
  expect(state.version).toBe(1);
  expect(meter).toMatchObject({ trips: 1, readUnits: 1, writeUnits: 0 });
});

test('a list without groups asks for none', async () => {
  const meter = new Meter();
  const projection = parseProjection({ excludedAttributes: 'groups' }, userType);
  await queryResources(contextOf(meter), [userType], parseListRequest({ count: '100' }), () => projection);
  expect(meter.trips).toBe(2);
});

function contextOf(meter: Meter): ServiceContext {
  return {
    store: openStore(table, { tenant, meter }),
    cursors: testCursors(),
    interoperability: profileOf('generic'),
    baseUrl: '',
    at,
    backOff: async () => false,
  };
}
