import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AddRequests, type RateLimit, RateLimiter } from '#endpoint/rate-limiter.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const limit: RateLimit = { requestsPerSecond: 25, burst: 50 };

/** Execution environments with one sum, each of which takes one request at a time. */
function fleet(size: number, add?: AddRequests) {
  let sum = 0;
  let calls = 0;
  const count: AddRequests = async (tenant, added) => {
    calls += 1;
    if (add !== undefined) return add(tenant, added);
    sum += added;
    return sum;
  };
  const environments = Array.from({ length: size }, () => new RateLimiter(count));
  return {
    /** Milliseconds at which the tenant's request is let in or not, in the environment with this number. */
    send: async (environment: number, now: number, { tenant = 'acme', of = limit, weight = 1 } = {}) => {
      const limiter = environments[environment % size] as RateLimiter;
      const seconds = limiter.admit(tenant, of, now, weight);
      if (seconds === 0) await limiter.share(tenant, now);
      return seconds;
    },
    calls: () => calls,
  };
}

/** Whether a bucket with the limit would hold each of the requests: what a client may count on. */
function conforming<Sent extends { readonly time: number; readonly weight?: number }>(
  sent: readonly Sent[],
  { requestsPerSecond, burst }: RateLimit,
): readonly Sent[] {
  const kept: Sent[] = [];
  let [level, at] = [0, 0];
  for (const one of sent) {
    const { time, weight = 1 } = one;
    const held = Math.max(0, level - ((time - at) * requestsPerSecond) / 1_000);
    if (held + weight > burst) continue;
    [level, at] = [held + weight, time];
    kept.push(one);
  }
  return kept;
}

/** Sends `perSecond` requests, evenly, for `seconds`; answers how many were let in. */
async function flood(to: ReturnType<typeof fleet>, perSecond: number, seconds: number, size: number) {
  let admitted = 0;
  for (let n = 0; n < perSecond * seconds; n += 1) {
    if ((await to.send(n % size, (n * 1_000) / perSecond)) === 0) admitted += 1;
  }
  return admitted;
}

describe('rate limit of a tenant', () => {
  test('refuses no request below the limit, whatever environments they reach and however they come in bursts', async () => {
    const step = fc.record({
      pause: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3_000 }), fc.constant(3_600_000)),
      size: fc.integer({ min: 1, max: 80 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.nat(19)),
        fc.infiniteStream(fc.constantFrom(1, 1, 1, 10)),
        async (steps, size, places, weights) => {
          const to = fleet(size);
          const sent: { time: number; weight: number }[] = [];
          let now = 1;
          for (const { pause, size: burst } of steps) {
            now += pause;
            for (let n = 0; n < burst; n += 1) sent.push({ time: now + n, weight: Number(weights.next().value) });
            now += burst;
          }
          for (const { time, weight } of conforming(sent, limit)) {
            expect(await to.send(Number(places.next().value), time, { weight })).toBe(0);
          }
        },
      ),
      propertyRuns,
    );
  });

  test('refuses none either when some of them are added to the sum late', async () => {
    const to = fleet(2);
    const [a, b] = [0, 1];
    const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
    // B knows the sum, and looks at it again before A adds what it let in a quarter of a second ago.
    const places = new Map([
      ...[1, 290, 610, 860].map((time) => [time, b] as const),
      ...range(611, 24).map((time) => [time, a] as const),
      [870, a] as const,
      ...range(880, 100).map((time) => [time, b] as const),
    ]);
    const times = conforming(
      [...places.keys()].sort((one, other) => one - other).map((time) => ({ time })),
      limit,
    );
    expect(times.length).toBeGreaterThan(55);
    for (const { time } of times) expect(await to.send(places.get(time) ?? 0, time)).toBe(0);
  });

  test.each([
    [1, 200],
    [4, 200],
    [10, 100],
    [10, 500],
    [40, 1_000],
  ])('holds a tenant that asks %i environments for %i requests a second to its rate', async (size, perSecond) => {
    const seconds = 60;
    const admitted = await flood(fleet(size), perSecond, seconds, size);
    expect(admitted).toBeGreaterThanOrEqual(limit.requestsPerSecond * seconds);
    // The bucket, one second for what is late, and what is let in before the first look at the sum.
    const slack = limit.burst + limit.requestsPerSecond + perSecond / 2 + size;
    expect(admitted).toBeLessThanOrEqual(limit.requestsPerSecond * seconds + slack);
  });

  test('says when to try again, and lets in who waits that long', async () => {
    const to = fleet(1);
    let [now, seconds] = [0, 0];
    while (seconds === 0) seconds = await to.send(0, (now += 1));
    expect(seconds).toBe(1);
    expect(await to.send(0, now + 1)).toBeGreaterThan(0);
    expect(await to.send(0, now + seconds * 1_000)).toBe(0);
  });

  test.each([1, 10])(
    'holds a tenant whose requests weigh 10 to a tenth of its rate, in %i environments',
    async (size) => {
      const to = fleet(size);
      let admitted = 0;
      for (let n = 0; n < 1_200; n += 1) {
        if ((await to.send(n % size, n * 50, { weight: 10 })) === 0) admitted += 1;
      }
      // A minute at 20 a second, of which 2.5 are its rate.
      expect(admitted).toBeGreaterThanOrEqual(150);
      expect(admitted).toBeLessThanOrEqual(150 + (50 + 25) / 10 + 10 + size);
    },
  );

  test('counts requests of every weight in the same bucket', async () => {
    const to = fleet(1);
    for (let n = 0; n < 5; n += 1) expect(await to.send(0, n, { weight: 10 })).toBe(0);
    // The burst, and the second that is let in beside it.
    let light = 0;
    while ((await to.send(0, 5)) === 0) light += 1;
    expect(light).toBe(25);
    expect(await to.send(0, 6, { weight: 10 })).toBe(1);
  });

  test('counts each tenant by itself', async () => {
    const to = fleet(1);
    for (let n = 0; n < 500; n += 1) await to.send(0, n);
    expect(await to.send(0, 500)).toBeGreaterThan(0);
    expect(await to.send(0, 500, { tenant: 'other' })).toBe(0);
  });

  test('goes by the limit of the tenant, also when it was changed a moment ago', async () => {
    const to = fleet(1);
    const large = { requestsPerSecond: 1_000, burst: 1_000 };
    for (let n = 0; n < 500; n += 1) await to.send(0, n);
    expect(await to.send(0, 500)).toBeGreaterThan(0);
    for (let n = 0; n < 500; n += 1) expect(await to.send(0, 501 + n, { of: large })).toBe(0);
  });

  test('costs nothing at two requests a second, and four writes a second and environment at any rate below the limit', async () => {
    const slow = fleet(1);
    await flood(slow, 1.9, 600, 1);
    expect(slow.calls()).toBe(0);
    const fast = fleet(2);
    expect(await flood(fast, 25, 60, 2)).toBe(25 * 60);
    expect(fast.calls()).toBeLessThanOrEqual(2 * 4 * 60);
  });

  test('limits what it sees where the sum cannot be had, and fails no request', async () => {
    const failing = fleet(2, async () => Promise.reject(new Error('throttled')));
    const admitted = await flood(failing, 200, 60, 2);
    expect(admitted).toBeGreaterThan(2 * 25 * 60 - 1);
    expect(admitted).toBeLessThan(2 * (25 * 60 + 50 + 25 + 50));
  });

  test('goes on when the sum begins again', async () => {
    let sum = 1_000_000;
    const to = fleet(1, async (_, count) => (sum += count));
    expect(await flood(to, 25, 10, 1)).toBe(250);
    sum = 0;
    expect(await flood(to, 25, 10, 1)).toBe(250);
  });
});
