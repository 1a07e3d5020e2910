/**
 * What a subscription filter of CloudWatch Logs delivers: lines of one log group, gzip in base64.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html
 */
import { gunzipSync } from 'node:zlib';

export interface LogsEvent {
  readonly awslogs: { readonly data: string };
}

interface Batch {
  /** `CONTROL_MESSAGE` tells that the destination can be reached. */
  readonly messageType: 'DATA_MESSAGE' | 'CONTROL_MESSAGE';
  readonly logEvents: readonly { readonly message: string }[];
}

/** The messages of a batch, as they are in the log group. */
export function messagesOf({ awslogs }: LogsEvent): readonly string[] {
  const batch = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString()) as Batch;
  return batch.messageType === 'DATA_MESSAGE' ? batch.logEvents.map(({ message }) => message) : [];
}
