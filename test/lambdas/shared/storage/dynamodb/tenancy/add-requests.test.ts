import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RateLimiter } from '#endpoint/rate-limiter.ts';
import { withoutRetries } from '#storage/dynamodb/client.ts';
import { addRequests, type SumOptions } from '#storage/dynamodb/tenancy/add-requests.ts';
import { interceptClient, startTestTable, type TestTable } from '../../../../../support/engine.ts';

// A busy machine decides no test.
const longestCall = 60_000;
let table: TestTable;
let sum: SumOptions;
beforeAll(async () => {
  table = await startTestTable();
  sum = { ...table, client: withoutRetries(table.client), longestCall };
});
afterAll(() => table.stop());

test('many environments add to one sum for each tenant, which expires a day after the last of them', async () => {
  const now = Date.parse('2026-01-01T00:00:00.000Z');
  const sums = await Promise.all(Array.from({ length: 20 }, () => addRequests(sum, 'acme', 3, now)));
  expect([...sums].sort((one, other) => one - other)).toEqual(sums.map((_, n) => (n + 1) * 3));
  expect(await addRequests(sum, 'other', 2, now)).toBe(2);
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.tableName, Key: { pk: 'T#acme', sk: 'Requests' } }),
  );
  expect(Item).toMatchObject({ requests: 60, ttl: Date.parse('2026-01-02T00:00:00.000Z') / 1_000 });
});

test('limits one tenant over many environments, and not another', async () => {
  const limit = { requestsPerSecond: 25, burst: 50 };
  const fleet = Array.from({ length: 12 }, () => new RateLimiter((tenant, count) => addRequests(sum, tenant, count)));
  const send = async (tenant: string, limiter: RateLimiter, now: number) => {
    const seconds = limiter.admit(tenant, limit, now);
    if (seconds === 0) await limiter.share(tenant, now);
    return seconds === 0;
  };
  let admitted = 0;
  let refusedOthers = 0;
  // Twelve at once, a thousand a second, for ten seconds; of another tenant twenty.
  for (let now = 12; now <= 10_000; now += 12) {
    admitted += (await Promise.all(fleet.map((limiter) => send('import', limiter, now)))).filter(Boolean).length;
    if (now % 48 === 0 && !(await send('steady', fleet[(now / 48) % 12] as RateLimiter, now))) refusedOthers += 1;
  }
  expect(refusedOthers).toBe(0);
  expect(admitted).toBeGreaterThanOrEqual(250);
  expect(admitted).toBeLessThanOrEqual(250 + 50 + 25 + 500 + 12);
});

test('does not repeat a call: what is counted twice would refuse requests below the limit', async () => {
  let calls = 0;
  const failing = interceptClient(withoutRetries(table.client), async () => {
    calls += 1;
    throw Object.assign(new Error('the connection was lost'), { code: 'ECONNRESET' });
  });
  await expect(addRequests({ ...sum, client: failing }, 'acme', 1)).rejects.toThrow('lost');
  expect(calls).toBe(1);
  await expect(withoutRetries(table.client).config.maxAttempts()).resolves.toBe(1);
});
