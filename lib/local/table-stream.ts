/** Reads the stream of a table from the engine, which speaks DynamoDB Streams beside DynamoDB and has one shard. */
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** A record as functions get it, images in DynamoDB's own JSON; what is read here of it. */
export interface StreamEvent {
  readonly eventID: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    /** In seconds since the epoch. */
    readonly ApproximateCreationDateTime: number;
  };
}

/** How many records are read at a time, at most. */
export const pageSize = 1_000;

/** Kept by nobody: the engine, told to end, would wait for a connection that is kept alive. */
const agent = new Agent({ keepAlive: false });

export class TableStream {
  /** The engine begins to count records anew for another table only, also when that has the same name. */
  readonly tableId: string;
  readonly arn: string;
  readonly shardId: string;
  readonly #endpoint: string;
  #iterator: string | undefined;

  private constructor(endpoint: string, tableId: string, arn: string, shardId: string) {
    this.#endpoint = endpoint;
    this.tableId = tableId;
    this.arn = arn;
    this.shardId = shardId;
  }

  /** The stream of a table. Throws when it has none. */
  static async open(endpoint: string, tableName: string): Promise<TableStream> {
    const { Table } = await call<{ Table: { TableId: string; LatestStreamArn?: string } }>(
      endpoint,
      'DynamoDB_20120810.DescribeTable',
      { TableName: tableName },
    );
    if (Table.LatestStreamArn === undefined) throw new Error(`The table ${tableName} has no stream.`);
    const { StreamDescription } = await call<{ StreamDescription: { Shards: readonly { ShardId: string }[] } }>(
      endpoint,
      'DynamoDBStreams_20120810.DescribeStream',
      { StreamArn: Table.LatestStreamArn },
    );
    const [shard, ...others] = StreamDescription.Shards;
    if (shard === undefined || others.length > 0) throw new Error('The engine has another number of shards than one.');
    return new TableStream(endpoint, Table.TableId, Table.LatestStreamArn, shard.ShardId);
  }

  /** Makes `read` go on after the record with this sequence number; without one, with the oldest there is. */
  async seek(after: string | undefined): Promise<void> {
    const { ShardIterator } = await this.#call<{ ShardIterator: string }>('GetShardIterator', {
      StreamArn: this.arn,
      ShardId: this.shardId,
      ...(after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }),
    });
    this.#iterator = ShardIterator;
  }

  /** The next records, `pageSize` at most; none when there are no more yet. */
  async read(): Promise<readonly StreamEvent[]> {
    const { Records, NextShardIterator } = await this.#call<{
      Records: readonly StreamEvent[];
      NextShardIterator?: string;
    }>('GetRecords', { ShardIterator: this.#iterator, Limit: pageSize });
    this.#iterator = NextShardIterator;
    return Records;
  }

  #call<Output>(operation: string, input: object): Promise<Output> {
    return call(this.#endpoint, `DynamoDBStreams_20120810.${operation}`, input);
  }
}

/** One call in DynamoDB's protocol. There is no client of its streams among the packages, and these four calls need none. */
function call<Output>(endpoint: string, target: string, input: object): Promise<Output> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      // The engine wants a signature and does not check it.
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=, Signature=',
    };
    const sent = request(endpoint, { method: 'POST', agent, headers }, (answer) => {
      json(answer).then((output) => {
        if (answer.statusCode === 200) resolve(output as Output);
        else reject(new Error(`${target}: ${(output as { message?: string }).message}`));
      }, reject);
    });
    sent.once('error', reject).end(JSON.stringify(input));
  });
}
