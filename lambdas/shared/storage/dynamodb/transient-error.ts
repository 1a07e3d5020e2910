/** Which failures of DynamoDB pass by themselves, and which say that a condition did not hold. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';

/** An item as an error carries it: the SDK does not translate those. */
export type StoredItem = Readonly<Record<string, AttributeValue>>;

/** The writes whose condition did not hold, by their place, each with the item that was there, if there was one. */
export type FailedConditions = ReadonlyMap<number, StoredItem | undefined>;

const transientNames = new Set([
  'AbortError',
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TransactionConflictException',
  'TransactionInProgressException',
]);
const transientCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);
const transientReasons = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** The conditions that did not hold; undefined when `error` is of another kind. */
export function failedConditions(error: unknown): FailedConditions | undefined {
  if (error instanceof ConditionalCheckFailedException) return new Map([[0, error.Item]]);
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const failed = (error.CancellationReasons ?? []).flatMap((reason, place) =>
    reason.Code === 'ConditionalCheckFailed' ? [[place, reason.Item] as const] : [],
  );
  return failed.length === 0 ? undefined : new Map(failed);
}

/** Whether the same call may succeed in a moment: throttling, a conflict with another transaction, a lost connection. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
    return codes.length > 0 && codes.every((code) => transientReasons.has(code));
  }
  const { code, $metadata } = error as { code?: string; $metadata?: { httpStatusCode?: number } };
  return transientNames.has(error.name) || transientCodes.has(code ?? '') || ($metadata?.httpStatusCode ?? 0) >= 500;
}
