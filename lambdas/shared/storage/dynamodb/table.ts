/** The calls to DynamoDB: each one counted, and repeated while there is time when it failed in passing. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type ScimError, tooManyRequests, unavailable } from '#scim/errors.ts';
import { byMember, type Item, type Key } from './keys.ts';
import type { Meter } from './meter.ts';
import { type FailedConditions, failedConditions, isThrottled, isTransient } from './transient-error.ts';
import {
  attributeNames,
  toTransactItem,
  toUpdate,
  maxTransactionItems as transactionItems,
  type Update,
  type Values,
  type Write,
} from './write.ts';

export interface TableOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly meter: Meter;
  /** When everything must be done, in milliseconds since the epoch. */
  readonly deadline: number;
  readonly now?: () => number;
  readonly random?: () => number;
  /** How many writes a transaction takes: what DynamoDB does, or fewer, so that the protocol of large changes meets few members. */
  readonly maxTransactionItems?: number;
}

/** Items of one partition in the order of their sort keys; `condition` speaks of `#sk` and `values`. */
export interface RangeQuery {
  readonly pk: string;
  readonly condition?: string;
  readonly values?: Values;
  readonly limit?: number;
  readonly after?: Key | undefined;
  readonly keysOnly?: boolean;
  /** From the last sort key to the first. */
  readonly backward?: boolean;
}

export interface Page {
  readonly items: readonly Item[];
  /** Where to go on; undefined after the last item. */
  readonly last: Key | undefined;
}

type BatchWrite = NonNullable<BatchWriteCommand['input']['RequestItems']>[string][number];

interface Answer {
  readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
  readonly $metadata: { readonly attempts?: number | undefined };
}

const maxGetKeys = 100;
const maxBatchWrites = 25;
const sideBySide = 8;
const baseDelay = 20;
const longestDelay = 1_000;
const longestCall = 10_000;

export class Table {
  readonly meter: Meter;
  readonly maxTransactionItems: number;
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;
  readonly #deadline: number;
  readonly #now: () => number;
  readonly #random: () => number;

  constructor({
    client,
    tableName,
    meter,
    deadline,
    now = Date.now,
    random = Math.random,
    maxTransactionItems = transactionItems,
  }: TableOptions) {
    this.meter = meter;
    this.maxTransactionItems = maxTransactionItems;
    this.#client = client;
    this.#name = tableName;
    this.#deadline = deadline;
    this.#now = now;
    this.#random = random;
  }

  /** Milliseconds until the deadline. */
  timeLeft(): number {
    return this.#deadline - this.#now();
  }

  /** One strongly consistent read. */
  async get({ pk, sk }: Key): Promise<Item | undefined> {
    const command = new GetCommand({
      TableName: this.#name,
      Key: { pk, sk },
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
    });
    const { Item: item } = await this.#send('read', (options) => this.#client.send(command, options));
    if (item !== undefined) this.meter.items += 1;
    return item as Item | undefined;
  }

  /** The items that exist among `keys`, in no order; one round trip per 100 keys, several at a time. */
  async batchGet(keys: readonly Key[], consistent = true): Promise<readonly Item[]> {
    const distinct = [...new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key])).values()];
    return (await inBatches(distinct, maxGetKeys, (batch) => this.#getBatch(batch, consistent))).flat();
  }

  async #getBatch(keys: readonly Key[], consistent: boolean): Promise<readonly Item[]> {
    const items: Item[] = [];
    let left: readonly Key[] = keys;
    for (let tries = 1; ; tries += 1) {
      const command = new BatchGetCommand({
        RequestItems: { [this.#name]: { Keys: left.map(({ pk, sk }) => ({ pk, sk })), ConsistentRead: consistent } },
        ReturnConsumedCapacity: 'TOTAL',
      });
      const answer = await this.#send('read', (options) => this.#client.send(command, options));
      const found = (answer.Responses?.[this.#name] ?? []) as Item[];
      this.meter.items += found.length;
      items.push(...found);
      left = (answer.UnprocessedKeys?.[this.#name]?.Keys ?? []) as Key[];
      if (left.length === 0) return items;
      await this.#backOff(tries, tooFast());
    }
  }

  /** One page of a partition, strongly consistent: at most 1 MB and `limit` items. */
  async query({ pk, condition, values, limit, after, keysOnly = false, backward = false }: RangeQuery): Promise<Page> {
    const expression = condition === undefined ? '#pk = :pk' : `#pk = :pk AND ${condition}`;
    const projection = keysOnly ? { ProjectionExpression: '#pk, #sk' } : {};
    const command = new QueryCommand({
      TableName: this.#name,
      KeyConditionExpression: expression,
      ExpressionAttributeNames: attributeNames(expression, projection.ProjectionExpression ?? ''),
      ExpressionAttributeValues: { ':pk': pk, ...values },
      ...projection,
      ConsistentRead: true,
      ScanIndexForward: !backward,
      Limit: limit,
      ExclusiveStartKey: after && { pk: after.pk, sk: after.sk },
      ReturnConsumedCapacity: 'TOTAL',
    });
    const answer = await this.#send('read', (options) => this.#client.send(command, options));
    this.meter.items += answer.Items?.length ?? 0;
    return { items: (answer.Items ?? []) as Item[], last: answer.LastEvaluatedKey as Key | undefined };
  }

  /** All items of a range. */
  async queryAll(range: RangeQuery): Promise<readonly Item[]> {
    const items: Item[] = [];
    let after: Key | undefined;
    do {
      const page = await this.query({ ...range, after });
      items.push(...page.items);
      after = page.last;
    } while (after !== undefined);
    return items;
  }

  /** `queryByMember` for each of `members`, several at a time. */
  queryByMembers(members: readonly string[]): Promise<readonly (readonly Key[])[]> {
    return inBatches(members, 1, async ([member = '']) => this.queryByMember(member));
  }

  /** The keys of the memberships of a resource, from the GSI: may lag behind a write by a moment. */
  async queryByMember(member: string): Promise<readonly Key[]> {
    const keys: Key[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        TableName: this.#name,
        IndexName: byMember,
        KeyConditionExpression: '#member = :member',
        ExpressionAttributeNames: { '#member': 'member' },
        ExpressionAttributeValues: { ':member': member },
        ExclusiveStartKey: after,
        ReturnConsumedCapacity: 'TOTAL',
      });
      const answer = await this.#send('read', (options) => this.#client.send(command, options));
      this.meter.items += answer.Items?.length ?? 0;
      keys.push(...((answer.Items ?? []) as Key[]));
      after = answer.LastEvaluatedKey;
    } while (after !== undefined);
    return keys;
  }

  /** Updates one item. Answers the failed condition, or undefined when the update is done. */
  update(write: Update): Promise<FailedConditions | undefined> {
    const command = new UpdateCommand({ ...toUpdate(write, this.#name), ReturnConsumedCapacity: 'TOTAL' });
    return this.#write((options) => this.#client.send(command, options));
  }

  /** `update` for each of `writes`, several at a time; those whose condition fails are left undone. */
  async updateEach(writes: readonly Update[]): Promise<void> {
    await inBatches(writes, 1, async ([write]) => write && this.update(write));
  }

  /** All of the writes (at most `maxTransactionItems`), or none. Answers the conditions that failed, or undefined when all is done. */
  transact(writes: readonly Write[]): Promise<FailedConditions | undefined> {
    const command = new TransactWriteCommand({
      TransactItems: writes.map((write) => toTransactItem(write, this.#name)),
      // The same token on every try: a transaction whose answer was lost is not made twice.
      ClientRequestToken: randomUUID(),
      ReturnConsumedCapacity: 'TOTAL',
    });
    return this.#write((options) => this.#client.send(command, options));
  }

  /** Deletes items without conditions, 25 to a round trip; not all or nothing. */
  batchDelete(keys: readonly Key[]): Promise<void> {
    return this.#writeEach(keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } })));
  }

  /** Puts items without conditions, of which no two have one key, 25 to a round trip; not all or nothing. */
  batchPut(items: readonly Item[]): Promise<void> {
    return this.#writeEach(items.map((item) => ({ PutRequest: { Item: item } })));
  }

  async #writeEach(requests: readonly BatchWrite[]): Promise<void> {
    await inBatches(requests, maxBatchWrites, (batch) => this.#writeBatch(batch));
  }

  async #writeBatch(requests: readonly BatchWrite[]): Promise<void> {
    let left: BatchWriteCommand['input']['RequestItems'] = { [this.#name]: [...requests] };
    for (let tries = 1; ; tries += 1) {
      const command = new BatchWriteCommand({ RequestItems: left, ReturnConsumedCapacity: 'TOTAL' });
      const answer = await this.#send('write', (options) => this.#client.send(command, options));
      left = answer.UnprocessedItems;
      if (left === undefined || Object.keys(left).length === 0) return;
      await this.#backOff(tries, tooFast());
    }
  }

  async #write(call: (options: CallOptions) => Promise<Answer>): Promise<FailedConditions | undefined> {
    let calls = 0;
    try {
      await this.#send('write', (options) => {
        calls += 1;
        return call(options);
      });
      return undefined;
    } catch (error) {
      const failed = failedConditions(error, calls);
      if (failed === undefined) throw error;
      return failed;
    }
  }

  async #send<T extends Answer>(action: 'read' | 'write', call: (options: CallOptions) => Promise<T>): Promise<T> {
    // Why there was no answer so far: what the client is told when the time is over.
    let late: ScimError | undefined;
    for (let tries = 1; ; tries += 1) {
      const time = this.timeLeft();
      if (time <= 0) throw late ?? busy();
      try {
        const answer = await call({ abortSignal: AbortSignal.timeout(Math.ceil(Math.min(time, longestCall))) });
        this.meter.count(action, [answer.ConsumedCapacity ?? []].flat(), answer.$metadata.attempts);
        return answer;
      } catch (error) {
        this.meter.count(action, []);
        if (!isTransient(error)) throw error;
        late = (isThrottled(error) ? tooFast : busy)(error);
        await this.#backOff(tries, late);
      }
    }
  }

  /** Full jitter. Throws `late` when the wait would go past the deadline. */
  async #backOff(tries: number, late: ScimError): Promise<void> {
    const delay = this.#random() * Math.min(longestDelay, baseDelay * 2 ** tries);
    if (delay >= this.timeLeft()) throw late;
    await sleep(delay);
  }
}

interface CallOptions {
  readonly abortSignal: AbortSignal;
}

/** Throttling is the directory's own rate, which its clients can lower; all else is nothing they did (docs/concurrency.md). */
function tooFast(cause?: unknown): ScimError {
  return tooManyRequests('The directory takes no more requests at this rate. Try again, more slowly.', 2, cause);
}

function busy(cause?: unknown): ScimError {
  return unavailable('The directory is busy and the time for this request is over. Try again.', 1, cause);
}

/** `act` on each batch, a few at a time. */
async function inBatches<T, R>(
  values: readonly T[],
  size: number,
  act: (batch: readonly T[]) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const step = size * sideBySide;
  for (let start = 0; start < values.length; start += step) {
    const round = values.slice(start, start + step);
    const batches = Array.from({ length: Math.ceil(round.length / size) }, (_, i) =>
      round.slice(i * size, (i + 1) * size),
    );
    results.push(...(await Promise.all(batches.map(act))));
  }
  return results;
}
