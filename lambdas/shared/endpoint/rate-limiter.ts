/**
 * Each tenant's rate, over all execution environments and without a round trip that a request waits for
 * (docs/adr/0190-tenant-rate-limit.md).
 *
 * The limit is a bucket that leaks `requestsPerSecond` and holds `burst`. An environment knows its own requests, and
 * those of the others from a sum that all of them add to. What it takes the bucket to hold is never more than what the
 * bucket holds, so no request below the limit is refused; above it, some get through until the next look at the sum.
 */

export interface RateLimit {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/**
 * Adds to the sum of a tenant's requests and answers it; undefined where no sum is kept. Adds once at most: a call whose
 * outcome is not known is not repeated.
 */
export type AddRequests = (tenant: string, count: number) => Promise<number | undefined>;

/** A look at the sum is taken this often at most, in milliseconds, as long as the bucket is less than half full. */
const interval = 250;
/** Requests that are older, in milliseconds, are left out of the sum: they would look like those of this moment. */
const fresh = 500;
/** By so many milliseconds the parts of the sum may be late: `fresh`, and the time of two calls. */
const late = 1_000;
/** So many tenants are remembered at most; the one that was heard of first is forgotten first. */
const capacity = 2_000;

interface Bucket {
  readonly limit: RateLimit;
  /** What it held at the last look, at least. */
  level: number;
  /** The time of the last look; of the first request before there was one. */
  lookedAt: number;
  /** What the sum was then. */
  sum: number | undefined;
  /** Requests since then, each by its weight. */
  own: number;
  /** Those of them that are not in the sum yet, and when the first of them came. */
  unadded: number;
  unaddedSince: number;
}

export class RateLimiter {
  readonly #add: AddRequests;
  readonly #buckets = new Map<string, Bucket>();

  constructor(add: AddRequests) {
    this.#add = add;
  }

  /**
   * Seconds after which the tenant may try again; 0 for a request that is let in. `now` in milliseconds. A request of
   * some `weight`, no more than the least burst that there is, counts as so many.
   */
  admit(tenant: string, limit: RateLimit, now: number, weight = 1): number {
    const bucket = this.#bucketOf(tenant, limit, now);
    const { requestsPerSecond, burst } = limit;
    const excess = levelAt(bucket, now) + weight - burst - (requestsPerSecond * late) / 1_000;
    if (excess > 0) return Math.ceil(excess / requestsPerSecond);
    if (now - bucket.unaddedSince > fresh || bucket.unadded === 0) {
      bucket.unadded = 0;
      bucket.unaddedSince = now;
    }
    bucket.own += weight;
    bucket.unadded += weight;
    return 0;
  }

  /**
   * Adds what was let in to the sum, when it is time to. For a request to wait for at its end: it never rejects, as a sum
   * that cannot be had is no reason to fail, nor to refuse.
   */
  async share(tenant: string, now: number): Promise<void> {
    const bucket = this.#buckets.get(tenant);
    if (bucket === undefined || !isDue(bucket, now)) return;
    const { own, unadded: count } = bucket;
    bucket.unadded = 0;
    const sum = await this.#add(tenant, count).catch(() => undefined);
    // A sum that begins again, or that was not known before, tells of nobody but us.
    const all = Math.max(0, (sum ?? 0) - (bucket.sum ?? sum ?? 0));
    bucket.level = Math.max(0, bucket.level + Math.max(own, all) - leak(bucket, now));
    bucket.own -= own;
    bucket.lookedAt = now;
    bucket.sum = sum;
  }

  #bucketOf(tenant: string, limit: RateLimit, now: number): Bucket {
    const known = this.#buckets.get(tenant);
    if (known?.limit.requestsPerSecond === limit.requestsPerSecond && known.limit.burst === limit.burst) return known;
    const fresh = { limit, level: 0, lookedAt: now, sum: undefined, own: 0, unadded: 0, unaddedSince: now };
    this.#buckets.set(tenant, fresh);
    const [first] = this.#buckets.keys();
    if (this.#buckets.size > capacity && first !== undefined) this.#buckets.delete(first);
    return fresh;
  }
}

function isDue(bucket: Bucket, now: number): boolean {
  const { unadded, limit, lookedAt } = bucket;
  if (levelAt(bucket, now) > limit.burst / 2) return unadded > 0;
  // A tenant that asks now and then costs nothing.
  return unadded > 1 && now - lookedAt >= interval;
}

/** What the bucket holds at least: as if it had leaked all the time since the last look. */
function levelAt(bucket: Bucket, now: number): number {
  return Math.max(0, bucket.level + bucket.own - leak(bucket, now));
}

function leak({ limit, lookedAt }: Bucket, now: number): number {
  return (Math.max(0, now - lookedAt) * limit.requestsPerSecond) / 1_000;
}
