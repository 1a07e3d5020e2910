import type { StreamEvent, TableStream } from './table-stream.ts';

/**
 * What Lambda tells a queue of a batch that it gave up: where the records are, not what they are.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function invocationRecord(
  { arn: streamArn, shardId }: Pick<TableStream, 'arn' | 'shardId'>,
  records: readonly StreamEvent[],
  approximateInvokeCount: number,
): string {
  return JSON.stringify({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
      endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
      batchSize: records.length,
      streamArn,
    },
  });
}
