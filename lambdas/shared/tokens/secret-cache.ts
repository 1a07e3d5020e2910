/**
 * Secrets as a function needs them: each is fetched once for all requests that wait for it, kept for a bounded time,
 * and an answer of "there is none" is kept as well.
 */

export interface SecretCacheOptions<T> {
  /** Reads a secret by name; undefined when there is none. */
  readonly fetch: (name: string) => Promise<T | undefined>;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** How long an answer is used, in milliseconds: the time within which a revocation is in force everywhere. */
  readonly maxAge: number;
  /** How old an answer must be before `getFresh` asks again, in milliseconds: bounds the calls per name. */
  readonly minAge: number;
  /** How many names are kept; the one that was fetched longest ago goes first. */
  readonly capacity: number;
}

interface Entry<T> {
  readonly at: number;
  readonly value: Promise<T | undefined>;
}

export class SecretCache<T> {
  readonly #options: SecretCacheOptions<T>;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(options: SecretCacheOptions<T>) {
    this.#options = options;
  }

  /** The secret, at most `maxAge` old. Rejects as `fetch` does; a failure is forgotten after `minAge`. */
  get(name: string): Promise<T | undefined> {
    return this.#atMost(name, this.#options.maxAge);
  }

  /** The secret, at most `minAge` old: for a reader who misses something that may have been added just now. */
  getFresh(name: string): Promise<T | undefined> {
    return this.#atMost(name, this.#options.minAge);
  }

  #atMost(name: string, age: number): Promise<T | undefined> {
    const entry = this.#entries.get(name);
    if (entry !== undefined && this.#options.now() - entry.at < age) return entry.value;
    return this.#load(name);
  }

  #load(name: string): Promise<T | undefined> {
    const value = this.#options.fetch(name);
    const at = this.#options.now();
    // Deleted first so that the map's order is the order of fetching.
    this.#entries.delete(name);
    this.#entries.set(name, { at, value });
    value.catch(() => this.#expire(name, value));
    if (this.#entries.size > this.#options.capacity) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    return value;
  }

  /** Dates a failure back so that `minAge` from now it is asked again, while a storm of requests shares one answer. */
  #expire(name: string, value: Promise<T | undefined>): void {
    if (this.#entries.get(name)?.value !== value) return;
    this.#entries.set(name, { at: this.#options.now() - this.#options.maxAge + this.#options.minAge, value });
  }
}
