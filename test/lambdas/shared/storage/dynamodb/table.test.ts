import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseFilter } from '#scim/filter/parse.ts';
import type { ResourceState } from '#scim/resource.ts';
import { groupType, userType } from '#scim/schema/resource-types.ts';
import { Meter } from '#storage/dynamodb/meter.ts';
import { group, later, strangers, user } from '../../../../support/directory.ts';
import {
  type Intercept,
  interceptClient,
  openStore,
  startTestTable,
  type TestTable,
} from '../../../../support/engine.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTestTable();
});
afterAll(() => table.stop());

function named(name: string, more: object = {}): Error {
  return Object.assign(new Error(name), { name }, more);
}

function cancelled(...codes: readonly string[]): Error {
  const reasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons: reasons });
}

const conflict = cancelled('None', 'TransactionConflict');
const passing: readonly (readonly [string, Error])[] = [
  ['a conflict of transactions', conflict],
  ['throttling inside a transaction', cancelled('ThrottlingError', 'None')],
  ['a transaction in progress', named('TransactionInProgressException')],
  ['a conflict of a single write', named('TransactionConflictException')],
  ['throttling and a conflict inside a transaction', cancelled('ThrottlingError', 'TransactionConflict')],
  ['throttling', named('ProvisionedThroughputExceededException')],
  ['throttling of the table', named('ThrottlingException')],
  ['a limit of the account', named('RequestLimitExceeded')],
  ['a fault of the service', named('InternalServerError', { $metadata: { httpStatusCode: 500 } })],
  ['a lost connection', named('Error', { code: 'ECONNRESET' })],
];

/** Fails the first `times` calls. */
function failing(times: number, error: Error): Intercept {
  return async (send, call) => {
    if (call <= times) throw error;
    return send();
  };
}

describe('a call that fails in passing', () => {
  test.each(passing)('is repeated after %s', async (_, error) => {
    const [tenant, ada, meter] = [randomUUID(), user('ada'), new Meter()];
    const client = interceptClient(table.client, failing(3, error));
    await openStore(table, { tenant, client, meter, random: () => 0.01 }).create(userType, ada);
    expect(meter.trips).toBe(4);
    expect(await openStore(table, { tenant }).get(userType, ada.id)).toEqual(ada);
  });

  const status = (what: string) => (what.startsWith('throttling') ? 429 : 503);

  test.each(passing)('becomes a 429 or 503 with Retry-After when the time is over after %s', async (what, error) => {
    const [tenant, ada] = [randomUUID(), user('ada')];
    const client = interceptClient(table.client, failing(1_000, error));
    // Each look at the clock takes a moment, so that the time is over after some tries, however slow the machine is.
    let clock = 0;
    const now = () => (clock += 10);
    const store = openStore(table, { tenant, client, now, deadline: 150, random: () => 0.5 });
    await expect(store.create(userType, ada)).rejects.toMatchObject({
      status: status(what),
      headers: { 'Retry-After': status(what) === 429 ? '2' : '1' },
      cause: error,
    });
    expect(await openStore(table, { tenant }).get(userType, ada.id)).toBeUndefined();
  });

  test('carries one token, so that a transaction whose answer was lost is made once', async () => {
    const [tenant, ada, tokens] = [randomUUID(), user('ada'), new Set<unknown>()];
    const client = interceptClient(table.client, async (send, call, command) => {
      tokens.add((command as { input: { ClientRequestToken?: string } }).input.ClientRequestToken);
      const answer = await send();
      if (call === 1) throw named('TimeoutError');
      return answer;
    });
    const store = openStore(table, { tenant, client });
    await store.create(userType, ada);
    expect(tokens.size).toBe(1);
    expect((await openStore(table, { tenant }).query(userType, { startIndex: 1, count: 0 })).totalResults).toBe(1);
  });

  test('knows its own single write again when the answer was lost', async () => {
    const [tenant, ada] = [randomUUID(), user('ada')];
    await openStore(table, { tenant }).create(userType, ada);
    const client = interceptClient(table.client, async (send, call) => {
      const answer = await send();
      if (call === 1) throw named('TimeoutError');
      return answer;
    });
    const after = await openStore(table, { tenant, client }).replace(
      userType,
      ada,
      { userName: 'ada', title: 'x' },
      { at: later },
    );
    expect(after?.version).toBe(2);
    expect(await openStore(table, { tenant }).get(userType, ada.id)).toEqual(after);
  });

  test('knows its own single write again when the client has repeated it by itself', async () => {
    const [tenant, ada] = [randomUUID(), user('ada')];
    await openStore(table, { tenant }).create(userType, ada);
    const client = interceptClient(table.client, async (send) => {
      await send();
      return send().catch((error: Error & { $metadata: object }) => {
        throw Object.assign(error, { $metadata: { ...error.$metadata, attempts: 2 } });
      });
    });
    const document = { userName: 'ada', title: 'x' };
    const after = await openStore(table, { tenant, client }).replace(userType, ada, document, { at: later });
    expect(after?.version).toBe(2);
  });

  test("does not take another's write for its own, however equal they are", async () => {
    const [tenant, ada] = [randomUUID(), user('ada')];
    const store = openStore(table, { tenant });
    await store.create(userType, ada);
    const write = () => store.replace(userType, ada, { userName: 'ada', title: 'x' }, { at: later });
    const done = await Promise.all([write(), write()]);
    expect(done.filter((after) => after !== undefined)).toHaveLength(1);
  });
});

test.each([
  named('ValidationException', { $metadata: { httpStatusCode: 400 } }),
  named('AccessDeniedException'),
  cancelled('ValidationError', 'TransactionConflict'),
])('%s is not repeated', async (error) => {
  const meter = new Meter();
  const client = interceptClient(table.client, failing(1, error));
  await expect(openStore(table, { client, meter }).create(userType, user('ada'))).rejects.toBe(error);
  expect(meter.trips).toBe(1);
});

test('nothing is sent after the deadline', async () => {
  const meter = new Meter();
  const store = openStore(table, { meter, deadline: Date.now() - 1 });
  await expect(store.get(userType, randomUUID())).rejects.toMatchObject({ status: 503 });
  expect(meter.trips).toBe(0);
});

test('keys that a batch left are asked for again', async () => {
  const [tenant, staff, members] = [randomUUID(), group('Staff'), strangers(40)];
  await openStore(table, { tenant }).create(groupType, staff, members);
  const client = interceptClient(table.client, async (send, _, command) => {
    const { input } = command as { input: { RequestItems?: Record<string, { Keys: unknown[] }> } };
    const asked = input.RequestItems?.[table.tableName];
    const left = asked?.Keys.splice(7) ?? [];
    const answer = (await send()) as object;
    return left.length === 0 ? answer : { ...answer, UnprocessedKeys: { [table.tableName]: { Keys: left } } };
  });
  const view = await openStore(table, { tenant, client, random: () => 0 }).getWithMemberships(
    groupType,
    staff.id,
    members,
  );
  expect(view?.present.size).toBe(40);
});

test.each([
  ['get', 'UnprocessedKeys'],
  ['delete', 'UnprocessedItems'],
])('what a batch %s leaves again and again is throttled', async (what, left) => {
  const [tenant, staff, members] = [randomUUID(), group('Staff'), strangers(3)];
  await openStore(table, { tenant }).create(groupType, staff, members);
  const client = interceptClient(table.client, async (send, _, command) => {
    const { input } = command as { input: { RequestItems?: object } };
    return input.RequestItems === undefined ? send() : { $metadata: {}, [left]: input.RequestItems };
  });
  const store = openStore(table, { tenant, client, deadline: Date.now() + 150, random: () => 0.5 });
  if (what === 'get')
    await expect(store.getWithMemberships(groupType, staff.id, members)).rejects.toMatchObject({ status: 429 });
  // The group itself is deleted by then: what is left of it is nobody's error.
  else expect(await store.delete(groupType, staff, { at: later })).toBe(true);
});

test.each([conflict, cancelled('ThrottlingError')])(
  '%s on every try changes nothing, whatever is changed',
  async (error) => {
    const [tenant, ada, staff] = [randomUUID(), user('ada'), group('Staff')];
    const store = openStore(table, { tenant });
    const member = { value: ada.id, type: 'User' };
    await store.create(userType, ada);
    await store.create(groupType, staff, [member]);
    const client = interceptClient(table.client, async (send, _, command) => {
      if ('TransactItems' in (command as { input: object }).input) throw error;
      return send();
    });
    const busy = () => openStore(table, { tenant, client, deadline: Date.now() + 100, random: () => 0.5 });
    const changes = [
      busy().create(userType, user('eve')),
      busy().replace(userType, ada, { userName: 'eve' }, { at: later }),
      busy().replace(groupType, staff, staff.document, { at: later, members: { add: strangers(1), remove: [ada.id] } }),
      busy().replace(groupType, staff, staff.document, { at: later, members: { add: strangers(200), remove: [] } }),
      busy().delete(userType, ada, { at: later }),
    ];
    for (const change of await Promise.allSettled(changes)) {
      expect(change).toMatchObject({ status: 'rejected', reason: { headers: { 'Retry-After': expect.any(String) } } });
    }
    expect(await store.get(userType, ada.id)).toEqual(ada);
    expect(await store.get(groupType, staff.id)).toEqual(staff);
    expect(await store.listMembers(groupType, staff.id)).toEqual([member]);
    expect((await store.query(userType, { startIndex: 1, count: 0 })).totalResults).toBe(1);
  },
);

describe('a walk', () => {
  test('of more than it may read is refused, naming the indexed attributes', async () => {
    const [tenant, filter] = [randomUUID(), parseFilter('title pr', userType)];
    await openStore(table, { tenant }).create(userType, user('ada'));
    const client = interceptClient(table.client, async (send) => {
      const answer = (await send()) as { Items: unknown[] };
      return { ...answer, Items: Array(20_000).fill(answer.Items[0]), LastEvaluatedKey: { pk: 'a', sk: 'b' } };
    });
    const query = openStore(table, { tenant, client }).query(userType, { filter, startIndex: 1, count: 10 });
    await expect(query).rejects.toMatchObject({
      status: 400,
      scimType: 'tooMany',
      detail: expect.stringContaining('id, userName, externalId, emails.value'),
    });
  });

  test('reports its plan', async () => {
    const meter = new Meter();
    const store = openStore(table, { meter });
    await store.query(userType, { filter: parseFilter('title pr', userType), startIndex: 1, count: 10 });
    expect(meter.report()).toEqual({ trips: 1, rcu: meter.readUnits, wcu: 0, items: 0, plan: 'walk' });
  });
});

test('a user who is taken out of a group while being deleted is deleted', async () => {
  const [tenant, ada, staff] = [randomUUID(), user('ada'), group('Staff')];
  const store = openStore(table, { tenant });
  const member = { value: ada.id, type: 'User' };
  await store.create(userType, ada);
  await store.create(groupType, staff, [member, ...strangers(2)]);
  const client = interceptClient(table.client, async (send, call) => {
    const answer = await send();
    if (call > 1) return answer;
    const before = (await store.get(groupType, staff.id)) as ResourceState;
    await store.replace(groupType, before, before.document, { at: later, members: { add: [], remove: [ada.id] } });
    return answer;
  });
  expect(await openStore(table, { tenant, client }).delete(userType, ada, { at: later })).toBe(true);
  expect(await store.get(groupType, staff.id)).toMatchObject({ version: 2 });
});
